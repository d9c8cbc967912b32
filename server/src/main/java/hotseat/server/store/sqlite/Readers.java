package hotseat.server.store.sqlite;

import hotseat.server.store.StoreException;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A few connections for reading, opened when needed. In write-ahead mode readers never wait for the writer. */
final class Readers implements AutoCloseable {
    /** Whoever waits longer is told that the store is in trouble; a browser would have given up soon. */
    private static final int WAIT_S = 10;

    @FunctionalInterface
    interface Read<T> {
        T from(Statements statements) throws SQLException;
    }

    private final SqliteFile file;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Statements> idle = new ConcurrentLinkedDeque<>();

    Readers(SqliteFile file, int connections) {
        this.file = file;
        this.permits = new Semaphore(connections);
    }

    /** Blocks until a connection is free, then reads. {@code doing} says what failed, should it fail. */
    <T> T read(String doing, Read<T> read) {
        acquire(doing);
        Statements used = null;
        boolean sound = false;
        try {
            used = idle.pollFirst();
            if (used == null) {
                used = new Statements(file.open());
            }
            var result = read.from(used);
            sound = true;
            return result;
        } catch (SQLException e) {
            throw new StoreException(doing, e);
        } finally {
            try {
                if (used != null) {
                    giveBack(used, sound);
                }
            } finally {
                permits.release();
            }
        }
    }

    private void acquire(String doing) {
        boolean free = false;
        try {
            free = permits.tryAcquire(WAIT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!free) {
            throw new StoreException(doing + ": all connections are in use for more than " + WAIT_S + " s");
        }
    }

    /** After an error of any kind a connection is not to be trusted. */
    private void giveBack(Statements used, boolean sound) {
        if (sound) {
            idle.addFirst(used);
            return;
        }
        try {
            used.close();
        } catch (SQLException e) {
            throw new StoreException("closing a connection that failed", e);
        }
    }

    /** Call when no read is under way any more. */
    @Override
    public void close() {
        SQLException first = null;
        for (var used = idle.poll(); used != null; used = idle.poll()) {
            try {
                used.close();
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
