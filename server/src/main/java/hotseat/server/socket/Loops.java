package hotseat.server.socket;

import hotseat.server.room.RoomLoop;
import hotseat.server.session.SessionId;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event loops, one per core: connections and rooms live on them. A session's room is always on the same one; connections
 * are wherever they were accepted. On the loop itself a task runs at once; from another loop tasks arrive in batches, one wake-up
 * for all that is sent meanwhile, not one for each socket.
 */
public final class Loops {
    private static final Logger LOG = LoggerFactory.getLogger(Loops.class);
    /** Tasks run at a stretch; then sockets are read and flushed before the next ones. */
    private static final long STRETCH_NS = TimeUnit.MILLISECONDS.toNanos(2);

    /** Loops that the work of {@link #together} on this thread has handed tasks to. */
    private static final ThreadLocal<@Nullable Set<Loop>> HANDED_TO = new ThreadLocal<>();

    private final List<Loop> loops;

    static final class Loop implements RoomLoop {
        private final ContextInternal context;
        private final Runnable wake = this::wake;
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        /** By tasks of the loop itself, for a later turn. */
        private final Queue<Runnable> putOff = new ArrayDeque<>();

        private final AtomicBoolean scheduled = new AtomicBoolean();

        private Loop(ContextInternal context) {
            this.context = context;
        }

        @Override
        public void execute(Runnable task) {
            if (context.inThread() && tasks.isEmpty() && putOff.isEmpty()) {
                task.run();
                return;
            }
            later(task);
        }

        @Override
        public void later(Runnable task) {
            if (context.inThread()) {
                putOff.add(task);
            } else {
                tasks.add(task);
            }
            schedule();
        }

        private void schedule() {
            if (scheduled.compareAndSet(false, true)) {
                var later = HANDED_TO.get();
                if (later != null) {
                    later.add(this);
                } else if (context.inThread()) {
                    // What a task of the loop puts off would be run next, ahead of what lies at the sockets, for up to
                    // a second.
                    eventLoop().executeAfterEventLoopIteration(wake);
                } else {
                    wake();
                }
            }
        }

        private SingleThreadEventLoop eventLoop() {
            return (SingleThreadEventLoop) context.nettyEventLoop();
        }

        private void wake() {
            context.runOnContext(ignored -> drain());
        }

        /** What others have handed over and what was put off before this turn, one of each in turns. What is put off now is for the next. */
        private void drain() {
            scheduled.set(false); // before the queue is read: what is added from now on schedules anew
            long end = System.nanoTime() + STRETCH_NS;
            int due = putOff.size();
            for (var task = tasks.poll(); task != null || due > 0; task = tasks.poll()) {
                if (task != null) {
                    run(task);
                }
                if (due > 0) {
                    due--;
                    run(putOff.remove());
                }
                if (System.nanoTime() > end && (due > 0 || !tasks.isEmpty())) {
                    schedule();
                    return;
                }
            }
        }

        private static void run(Runnable task) {
            try {
                task.run();
            } catch (Throwable failure) { // the next tasks are others'
                LOG.atError().setCause(failure).log("a task on a loop failed");
            }
        }
    }

    public Loops(Vertx vertx, int count) {
        var all = new ArrayList<Loop>(count);
        for (int i = 0; i < count; i++) {
            all.add(new Loop(((VertxInternal) vertx).createEventLoopContext()));
        }
        loops = List.copyOf(all);
    }

    /**
     * Runs work on this very thread, and wakes the loops that it hands tasks to when it has ended. On a core that they share, a loop that is
     * woken goes first: work for many rooms would be done in as many turns.
     */
    public static void together(Runnable work) {
        var handedTo = new LinkedHashSet<Loop>();
        HANDED_TO.set(handedTo);
        try {
            work.run();
        } finally {
            HANDED_TO.remove();
            handedTo.forEach(Loop::wake);
        }
    }

    /** Done when each loop has done all that it was handed by now, and what that put off. */
    public CompletableFuture<Void> settled() {
        var each = loops.stream().map(loop -> {
            var done = new CompletableFuture<Void>();
            loop.later(() -> loop.later(() -> done.complete(null)));
            return done;
        });
        return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new));
    }

    /** The loop that a session's room lives on. */
    public RoomLoop of(SessionId id) {
        return loops.get(Math.floorMod(id.hashCode(), loops.size()));
    }

    /** The contexts to listen on, so that every connection is on one of these loops. */
    public List<Context> contexts() {
        return loops.stream().<Context>map(loop -> loop.context).toList();
    }

    /** The loop that a connection was accepted on. */
    RoomLoop of(EventLoop netty) {
        for (var loop : loops) {
            if (loop.context.nettyEventLoop() == netty) {
                return loop;
            }
        }
        throw new IllegalStateException("a connection on a loop that nobody listens on");
    }
}
