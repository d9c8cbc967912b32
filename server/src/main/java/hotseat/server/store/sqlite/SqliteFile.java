package hotseat.server.store.sqlite;

import hotseat.server.store.StoreException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/** How every connection to the file is set up. */
final class SqliteFile {
    private static final int BUSY_TIMEOUT_MS = 5_000;
    /** Older libraries have a bug that can corrupt the file when the write-ahead log is reset. */
    private static final int[] LIBRARY_MIN = {3, 51, 3};

    private final Path path;

    SqliteFile(Path path) {
        this.path = path;
    }

    Connection open() throws SQLException {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.enforceForeignKeys(true);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /** Refuses a library with known faults and a file that is damaged. */
    void verify(Connection db) throws SQLException {
        try (var statement = db.createStatement()) {
            try (var result = statement.executeQuery("SELECT sqlite_version()")) {
                result.next();
                requireLibrary(result.getString(1));
            }
            try (var result = statement.executeQuery("PRAGMA quick_check(1)")) {
                result.next();
                if (!"ok".equals(result.getString(1))) {
                    throw new StoreException(
                            "the database file " + path + " is damaged; restore the latest backup in its place");
                }
            }
        }
    }

    private static void requireLibrary(String version) {
        var parts = version.split("\\.");
        for (int i = 0; i < LIBRARY_MIN.length; i++) {
            int have = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (have != LIBRARY_MIN[i]) {
                if (have < LIBRARY_MIN[i]) {
                    throw new StoreException("SQLite " + version + " is too old; 3.51.3 is the least that is safe");
                }
                return;
            }
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
