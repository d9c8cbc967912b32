package hotseat.server.store.sqlite;

import hotseat.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** How every connection to the file is set up. */
final class SqliteFile {
    private static final int BUSY_TIMEOUT_MS = 5_000;
    /** Older libraries have a bug that can corrupt the file when the write-ahead log is reset. */
    private static final int[] LIBRARY_MIN = {3, 51, 3};
    /** What the write-ahead log shrinks to after a burst; without it the log keeps its largest size for ever. */
    private static final int WAL_BYTES_KEPT = 16 << 20;

    private final Path path;
    /** What the system calls the file that was opened first; null where it has no name for it. */
    private volatile @Nullable Object identity;

    SqliteFile(Path path) {
        this.path = path;
    }

    /** Opens the file for the first time, and makes it where it is missing. */
    Connection create() throws SQLException {
        var db = config(true).createConnection("jdbc:sqlite:" + path);
        identity = identity();
        // What does not fit into memory goes beside the file: migrating may need as much again, and /tmp may be small.
        var folder = path.toAbsolutePath().resolveSibling("").toString();
        execute(db, "PRAGMA temp_store_directory = '" + folder.replace("'", "''") + "'");
        return db;
    }

    /** Lets the file shrink: an empty one takes it at once, one of 0.1.0 is written anew this once. Verified before: what is damaged stays as it is; and last, since migrations leave gaps. */
    void letShrink(Connection db) throws SQLException {
        if ("0".equals(text(db, "PRAGMA auto_vacuum"))) {
            execute(db, "PRAGMA auto_vacuum = INCREMENTAL");
            execute(db, "VACUUM");
        }
    }

    /** Opens the file again. Never makes one: an empty database in place of a lost one would look like lost rooms. */
    Connection open() throws SQLException {
        if (!isThere()) {
            throw new SQLException("the file " + path + " was moved or deleted while in use");
        }
        return config(false).createConnection("jdbc:sqlite:" + path);
    }

    /** Whether the path still leads to the file that was opened. */
    boolean isThere() {
        var opened = identity;
        return Files.exists(path) && (opened == null || opened.equals(identity()));
    }

    private @Nullable Object identity() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null; // it is not there: isThere says so
        }
    }

    private static SQLiteConfig config(boolean create) {
        var config = new SQLiteConfig();
        if (!create) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        }
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.enforceForeignKeys(true);
        config.setJournalSizeLimit(WAL_BYTES_KEPT);
        config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, "0");
        config.setGetGeneratedKeys(false); // the library would ask for them after every insert
        return config;
    }

    private static void execute(Connection db, String sql) throws SQLException {
        try (var statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Refuses a library with known faults and, if asked to look, a file that is damaged: that reads all of it. */
    void verify(Connection db, boolean look) throws SQLException {
        requireLibrary(text(db, "SELECT sqlite_version()"));
        if (look && !"ok".equals(text(db, "PRAGMA quick_check(1)"))) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED,
                    "the database file " + path + " is damaged; restore the latest backup in its place");
        }
    }

    private static String text(Connection db, String sql) throws SQLException {
        try (var statement = db.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
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
