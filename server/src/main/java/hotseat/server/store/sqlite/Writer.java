package hotseat.server.store.sqlite;

import hotseat.server.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. What waits when a commit ends shares the next one: group commit, which is worth fifty times the
 * writes per second of a commit each when many rooms type, and costs nothing when one does.
 *
 * <p>A group that fails is rolled back and tried again one by one, so that one bad write cannot fail its neighbours. After an
 * I/O error SQLite has already rolled back and the connection is not to be trusted: it is replaced.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    /** Writes in one transaction; more would make the first of them wait for nothing. */
    private static final int GROUP_MAX = 512;
    /** Writes that may wait. Beyond it they fail at once instead of filling the memory; a room tries again. */
    private static final int QUEUE_MAX = 16_384;

    /** One write: what it does inside the transaction, and its result. */
    @FunctionalInterface
    interface Work<T> {
        T run(Statements statements) throws SQLException;
    }

    @FunctionalInterface
    interface Command {
        void run(Statements statements) throws SQLException;
    }

    /** Prepared statements of the writer's connection, made once each. */
    static final class Statements {
        private final Connection db;
        private final Map<String, PreparedStatement> prepared = new HashMap<>();

        private Statements(Connection db) {
            this.db = db;
        }

        PreparedStatement get(String sql) throws SQLException {
            var statement = prepared.get(sql);
            if (statement == null) {
                statement = db.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            return statement;
        }
    }

    private static final class Write<T> {
        private final Work<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;

        private Write(Work<T> work) {
            this.work = work;
        }

        private void run(Statements statements) throws SQLException {
            result = work.run(statements);
        }

        @SuppressWarnings("NullAway") // null is a result like any other
        private void succeed() {
            done.complete(result);
        }

        private void fail(Exception cause) {
            done.completeExceptionally(new StoreException("writing to the database", cause));
        }
    }

    private static final Write<Object> STOP = new Write<>(statements -> "stop");

    private final SqliteFile file;
    private final BlockingQueue<Write<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    /** Touched by the writer's thread only, once it runs. */
    private @Nullable Statements statements;

    Writer(SqliteFile file, Connection db) throws SQLException {
        this.file = file;
        this.statements = begin(db);
        this.thread = Thread.ofPlatform().name("store-writer").start(this::loop);
    }

    /** As {@link #submit}, for work without a result. */
    CompletableFuture<Void> execute(Command command) {
        return submit(statements -> {
                    command.run(statements);
                    return true;
                })
                .thenAccept(done -> {});
    }

    <T> CompletableFuture<T> submit(Work<T> work) {
        var write = new Write<>(work);
        if (!queue.offer(write)) {
            write.fail(new IllegalStateException(QUEUE_MAX + " writes are waiting already"));
        }
        return write.done;
    }

    private static Statements begin(Connection db) throws SQLException {
        db.setAutoCommit(false);
        return new Statements(db);
    }

    private void loop() {
        var group = new ArrayList<Write<?>>(GROUP_MAX);
        boolean stopping = false;
        while (!stopping) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; if somebody does, what waits is still written first.
                group.add(STOP);
            }
            queue.drainTo(group, GROUP_MAX - 1);
            stopping = group.remove(STOP);
            if (!commit(group) && group.size() > 1) {
                group.forEach(write -> commitAlone(write));
            }
            group.clear();
        }
        discardConnection();
    }

    private void commitAlone(Write<?> write) {
        commit(List.of(write));
    }

    /** False when several writes failed together and each is to be tried alone; a single one is failed here. */
    private boolean commit(List<Write<?>> group) {
        if (group.isEmpty()) {
            return true;
        }
        try {
            var current = connected();
            for (var write : group) {
                write.run(current);
            }
            current.db.commit();
        } catch (SQLException | RuntimeException e) {
            discardConnection();
            if (group.size() == 1) {
                LOG.atWarn().setCause(e).log("write failed");
                group.getFirst().fail(e);
            }
            return false;
        }
        group.forEach(Write::succeed);
        return true;
    }

    private Statements connected() throws SQLException {
        var current = statements;
        if (current == null) {
            current = begin(file.open());
            statements = current;
        }
        return current;
    }

    private void discardConnection() {
        var current = statements;
        statements = null;
        if (current != null) {
            try {
                current.db.close();
            } catch (SQLException e) {
                LOG.atWarn().setCause(e).log("closing the writer's connection failed");
            }
        }
    }

    /** Writes what waits, then ends the thread. */
    @Override
    public void close() {
        boolean interrupted = false;
        while (true) {
            try {
                queue.put(STOP);
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
