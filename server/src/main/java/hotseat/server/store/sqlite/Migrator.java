package hotseat.server.store.sqlite;

import hotseat.server.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Applies the numbered scripts that a file has not had yet, each in a transaction of its own. */
final class Migrator {
    private static final List<String> SCRIPTS =
            List.of("V1__sessions_and_log.sql", "V2__links_and_counters.sql", "V3__log_in_order.sql");

    private Migrator() {}

    /**
     * Brings the file up to date; refuses, untouched, one that a newer Hotseat wrote. When it throws, the connection is to be closed,
     * which takes back what the failed script has done.
     */
    static void migrate(Connection db) throws SQLException {
        int have = version(db);
        if (have > SCRIPTS.size()) {
            throw new StoreException("the database was written by a newer Hotseat (schema " + have + ", this one knows "
                    + SCRIPTS.size() + "); start that version, or restore an older backup");
        }
        for (int version = have; version < SCRIPTS.size(); version++) {
            apply(db, version + 1, read(SCRIPTS.get(version)));
        }
    }

    private static int version(Connection db) throws SQLException {
        try (var statement = db.createStatement();
                var result = statement.executeQuery("PRAGMA user_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static void apply(Connection db, int version, String script) throws SQLException {
        db.setAutoCommit(false);
        try (var statement = db.createStatement()) {
            for (var sql : script.split(";\\s*\\n")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
            statement.execute("PRAGMA user_version = " + version);
            db.commit();
        }
        // Not in a finally: it would commit what a script has done that failed half-way.
        db.setAutoCommit(true);
    }

    private static String read(String name) {
        try (var in = Migrator.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new StoreException("reading the script " + name, e);
        }
    }
}
