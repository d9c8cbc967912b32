package hotseat.server.store.sqlite;

import hotseat.server.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/** A few connections for reading, opened when needed. In write-ahead mode readers never wait for the writer. */
final class Readers implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 4;

    @FunctionalInterface
    interface Read<T> {
        T from(Connection db) throws SQLException;
    }

    private final SqliteFile file;
    private final Semaphore permits = new Semaphore(CONNECTIONS_MAX);
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    Readers(SqliteFile file) {
        this.file = file;
    }

    /** Blocks until a connection is free, then reads. {@code doing} says what failed, should it fail. */
    <T> T read(String doing, Read<T> read) {
        permits.acquireUninterruptibly();
        try {
            var db = idle.pollFirst();
            if (db == null) {
                db = file.open();
            }
            T result;
            try {
                result = read.from(db);
            } catch (SQLException | RuntimeException e) {
                db.close(); // after an error a connection is not to be trusted
                throw e;
            }
            idle.addFirst(db);
            return result;
        } catch (SQLException e) {
            throw new StoreException(doing, e);
        } finally {
            permits.release();
        }
    }

    /** Call when no read is under way any more. */
    @Override
    public void close() {
        SQLException first = null;
        for (var db = idle.poll(); db != null; db = idle.poll()) {
            try {
                db.close();
            } catch (SQLException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw new StoreException("closing the database", first);
        }
    }
}
