package hotseat.server.store.sqlite;

import hotseat.server.store.StoreException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. What waits when a commit ends shares the next one: group commit, which is worth fifty times the
 * writes per second of a commit each when many rooms type, and costs nothing when one does. While they do, a group waits a moment for more.
 *
 * <p>A write that finds that it must not be (a {@link StoreException}, thrown before it changed anything) fails alone. A group that
 * fails otherwise is rolled back and tried again one by one, so that one bad write cannot fail its neighbours. After an I/O error
 * SQLite has already rolled back and the connection is not to be trusted: it is replaced. Whatever is thrown, the thread goes on.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    /** Writes in one transaction; more would make the first of them wait for nothing. */
    private static final int GROUP_MAX = 512;
    /** How long a group waits for more where the last one was more than a write: on the disk's side a commit of many costs as much as one of one. */
    private static final long WINDOW_NS = TimeUnit.MICROSECONDS.toNanos(300);
    /** Writes that may wait. Beyond it they fail at once instead of filling the memory; a room tries again. */
    private static final int QUEUE_MAX = 16_384;
    /** A store that does not write for so long is in trouble: pages are told, supervisors are, too. */
    private static final int CHECK_S = 3;
    /** For what waits when the server stops. A disk that hangs must not keep the process from ending. */
    private static final int CLOSE_S = 4;
    /** A commit so short a time ago is proof enough. */
    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(1);

    /** One write: what it does inside the transaction, and its result. */
    @FunctionalInterface
    interface Work<T> {
        T run(Statements statements) throws SQLException;
    }

    @FunctionalInterface
    interface Command {
        void run(Statements statements) throws SQLException;
    }

    /** Hears of each transaction how it ended, before anybody else does. */
    interface Outcome {
        void committed();

        /** Nothing of it is there; or, where the commit itself failed, perhaps all. */
        void failed();
    }

    private static final class Write<T> {
        private final Work<T> work;
        private final CompletableFuture<T> done = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable StoreException refused;

        private Write(Work<T> work) {
            this.work = work;
        }

        private void run(Statements statements) throws SQLException {
            refused = null;
            try {
                result = work.run(statements);
            } catch (StoreException e) {
                refused = e;
            }
        }

        @SuppressWarnings("NullAway") // null is a result like any other
        private void succeed() {
            if (refused == null) {
                done.complete(result);
            } else {
                done.completeExceptionally(refused);
            }
        }

        private void fail(Throwable cause) {
            done.completeExceptionally(new StoreException("writing to the database", cause));
        }
    }

    private static final Write<Object> STOP = new Write<>(statements -> "stop");

    private final SqliteFile file;
    private final Outcome outcome;
    private final Executor answers;
    private final BlockingQueue<Write<?>> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Thread thread;
    /** When a commit succeeded last; any thread reads it. */
    private volatile long committedAt = System.nanoTime();
    /** Touched by the writer's thread only, once it runs. */
    private @Nullable Statements statements;

    Writer(SqliteFile file, Connection db, Outcome outcome, Executor answers) throws SQLException {
        this.file = file;
        this.outcome = outcome;
        this.answers = answers;
        this.statements = begin(db);
        this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::loop);
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

    /** Throws {@link StoreException} unless a write succeeds within {@value #CHECK_S} s, or one just has. */
    void check() {
        if (!thread.isAlive()) {
            throw new StoreException("the thread that writes has ended; restart the server");
        }
        if (queue.size() > QUEUE_MAX / 2) {
            throw new StoreException(queue.size() + " writes are waiting");
        }
        if (System.nanoTime() - committedAt < FRESH_NS && queue.isEmpty()) {
            return;
        }
        await(execute(writing -> {
            var probe = writing.get("UPDATE probe SET at = at + 1 WHERE id = 1");
            probe.executeUpdate();
        }));
    }

    /** Waits for a write, but not for ever. */
    void await(CompletableFuture<Void> write) {
        try {
            write.get(CHECK_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException store ? store : new StoreException("writing", e);
        } catch (TimeoutException e) {
            throw new StoreException("nothing was written for " + CHECK_S + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while writing");
        }
    }

    private static Statements begin(Connection db) throws SQLException {
        db.setAutoCommit(false);
        return new Statements(db);
    }

    private void loop() {
        var group = new ArrayList<Write<?>>(GROUP_MAX);
        boolean isBusy = false;
        boolean stopping = false;
        while (!stopping) {
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; if somebody does, what waits is still written first.
                group.add(STOP);
            }
            queue.drainTo(group, GROUP_MAX - 1);
            if (isBusy) {
                LockSupport.parkNanos(WINDOW_NS);
                queue.drainTo(group, GROUP_MAX - group.size());
            }
            isBusy = group.size() > 1;
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
            current.commit();
            outcome.committed();
        } catch (Throwable e) { // an Error, too: rooms wait for an answer, and the next group may fare better
            outcome.failed();
            discardConnection();
            if (group.size() == 1) {
                LOG.atDebug().setCause(e).log("write failed"); // whoever asked for it says so
                group.getFirst().fail(e);
            }
            return false;
        }
        committedAt = System.nanoTime();
        answers.execute(() -> group.forEach(Write::succeed));
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
                current.close();
            } catch (SQLException e) {
                LOG.atWarn().setCause(e).log("closing the writer's connection failed");
            }
        }
    }

    /** Writes what waits, then ends the thread; gives up, and throws {@link StoreException}, when that takes more than {@value #CLOSE_S} s. */
    @Override
    public void close() {
        try {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_S);
            boolean told = queue.offer(STOP, CLOSE_S, TimeUnit.SECONDS);
            if (!told || !thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
                throw new StoreException("not all that waited was written; " + queue.size() + " writes still wait");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreException("interrupted while writing what waited");
        }
    }
}
