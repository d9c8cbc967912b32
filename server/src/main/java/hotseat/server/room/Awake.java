package hotseat.server.room;

import hotseat.server.session.Session;
import hotseat.server.store.Append;
import hotseat.server.store.Store;
import hotseat.server.store.StoreException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A room that is awake, on its loop: the way in and out for the threads of others. Whatever is thrown in the room ends this life of
 * it and nothing else: the people are told to come back, and the next who comes wakes it up from the log.
 */
final class Awake implements Log, Pace {
    private static final Logger LOG = LoggerFactory.getLogger(Awake.class);
    /** Between two tries to write while the store is in trouble. Nothing is shown or acknowledged meanwhile. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    /** A stretch of work in a room. Others on the same loop wait for so long. */
    private static final long STRETCH_NS = TimeUnit.MILLISECONDS.toNanos(2);
    /** Longer than this is worth a line in the server's log, with the room's name. */
    static final long HELD_NS = TimeUnit.MILLISECONDS.toNanos(20);
    /** Requests over REST that may wait for one room, and how long. */
    private static final int REQUESTS_MAX = 64;

    private static final long ANSWER_S = 10;

    /** What a room needs around it. */
    interface House extends Surroundings {
        /** Runs a task on a room's loop after a while. */
        void schedule(Duration delay, Awake on, Runnable task);

        /** The room is over: whoever comes next wakes up another. */
        void remove(Awake awake);

        Memory memory();

        /** Of the states that wait for the store. */
        Memory checkpoints();
    }

    private final Session session;
    private final Store store;
    private final RoomLoop loop;
    private final House house;
    private final Set<CompletableFuture<?>> requests = ConcurrentHashMap.newKeySet();
    private final AtomicInteger sweepsDue = new AtomicInteger();
    /**
     * Null when this life of it is over: what is still to come for it, as tasks of a timer do, must not keep in memory what nobody counts any
     * more. On the loop only, like all that follow but the last.
     */
    private @Nullable Room room;

    private boolean failing;

    private long stretchEnd;
    private long counted;
    private long spared;
    /** Something has been done in the room since it was found at rest. Other threads look at it. */
    private volatile boolean stirred = true;
    /** Since when the room holds its loop, by {@link System#nanoTime}; 0 while it does not. Other threads look at it. */
    private volatile long heldSince;

    Awake(String build, Session session, Room.Past past, Store store, RoomLoop loop, House house, InstantSource clock) {
        this.session = session;
        this.store = store;
        this.loop = loop;
        this.house = house;
        this.room = new Room(build, session, past, this, this, clock, house);
    }

    Session session() {
        return session;
    }

    // ── on the loop

    /** Runs a task in the room, on its loop. Nothing happens when the room is over. */
    void execute(Consumer<Room> task) {
        loop.execute(() -> run(task));
    }

    /** As {@link #execute}, but says when the room is over. */
    void execute(Consumer<Room> task, Runnable otherwise) {
        loop.execute(() -> {
            if (isOver()) {
                otherwise.run();
            } else {
                run(task);
            }
        });
    }

    private void run(Consumer<Room> task) {
        var inside = room;
        if (inside == null) {
            return;
        }
        stirred = true;
        boolean outermost = heldSince == 0;
        long began = System.nanoTime();
        if (outermost) {
            heldSince = began;
        }
        try {
            task.accept(inside);
            if (!isOver()) { // the task may have ended the room, and given back what it held
                count(inside.memory(), inside.spared());
            }
        } catch (Throwable failure) { // an Error, too: the others on this loop have done nothing wrong
            LOG.atError()
                    .addKeyValue("session", session.id())
                    .setCause(failure)
                    .log("a room failed and is loaded anew");
            end("something went wrong in this room; come back", failure);
        } finally {
            if (outermost) {
                heldSince = 0;
                reportHold(System.nanoTime() - began);
            }
        }
    }

    private void reportHold(long ns) {
        if (ns > HELD_NS) {
            LOG.atWarn()
                    .addKeyValue("session", session.id())
                    .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(ns))
                    .log("a room held its loop");
        }
    }

    /** Lets what nobody touches take little room. From any thread, now and then; costs next to nothing where nothing is done. */
    void rest() {
        if (stirred) {
            execute(inside -> stirred = !inside.rest());
        }
    }

    /** How long the room has been holding its loop; 0 while it does not. From any thread. */
    long heldNs() {
        long since = heldSince;
        return since == 0 ? 0 : System.nanoTime() - since;
    }

    private void count(long bytes, long sparedNow) {
        house.memory().add(bytes - counted);
        house.memory().spare(sparedNow - spared);
        counted = bytes;
        spared = sparedNow;
    }

    /** Ends this life of the room: closes its connections and fails what waits for an answer. */
    private void end(String reason, Throwable cause) {
        var ended = room;
        room = null;
        count(0, 0);
        // One after the other whatever happens: who is not told stays and waits, what is not removed lets nobody in.
        try {
            if (ended != null) {
                ended.abandon(reason);
            }
        } finally {
            requests.forEach(request -> request.completeExceptionally(cause));
            house.remove(this);
        }
    }

    /** Puts the room to sleep if nobody is in it; false when that has to wait. */
    boolean sleep() {
        var empty = room;
        if (empty == null) {
            return true;
        }
        if (!empty.isEmpty() || house.isStoreBehind()) { // all that are left at once must not be encoded at once
            return false;
        }
        empty.checkpoint();
        room = null;
        count(0, 0);
        house.remove(this);
        LOG.atInfo().addKeyValue("session", session.id()).log("room asleep");
        return true;
    }

    /** How many times it is still to be looked whether pages that are away have been so for long. */
    AtomicInteger sweepsDue() {
        return sweepsDue;
    }

    boolean isOver() {
        return room == null;
    }

    // ── requests

    /** Asks the room something over REST: answered once what it shows is on disk, or {@link Busy} before long. */
    <T> void ask(BiConsumer<Room, Reply<T>> question, CompletableFuture<T> answer) {
        if (requests.size() >= REQUESTS_MAX) {
            answer.completeExceptionally(new Busy("too many requests wait for this room; try again"));
            return;
        }
        track(answer.orTimeout(ANSWER_S, TimeUnit.SECONDS));
        var reply = new Reply<T>() {
            @Override
            public Runnable whileAwaited(Runnable command) {
                var kept = new AtomicReference<@Nullable Runnable>(command);
                answer.whenComplete((given, failure) -> kept.set(null));
                return () -> {
                    var due = kept.getAndSet(null);
                    if (due != null && !answer.isDone()) {
                        due.run();
                    }
                };
            }

            @Override
            public void give(T given) {
                answer.complete(given);
            }

            @Override
            public void fail(Busy why) {
                answer.completeExceptionally(why);
            }
        };
        run(inside -> question.accept(inside, reply));
    }

    /** Fails a future if the room ends before it is done. */
    void track(CompletableFuture<?> answer) {
        requests.add(answer);
        answer.whenComplete((done, failure) -> requests.remove(answer));
    }

    /** What a caller is told of a failed request. */
    static Throwable told(Throwable failure) {
        return failure instanceof TimeoutException
                ? new Busy("the server could not write this within " + ANSWER_S
                        + " s; look whether it has before you try again")
                : failure;
    }

    // ── Log

    @Override
    public void append(Append append, Runnable committed) {
        store.append(session.id(), append).whenComplete((done, failure) -> {
            if (failure == null) {
                execute(inside -> {
                    if (failing) {
                        failing = false;
                        LOG.atWarn().addKeyValue("session", session.id()).log("writes again");
                    }
                    committed.run();
                });
            } else {
                execute(inside -> failed(append, committed, failure));
            }
        });
    }

    /** An edit that could not be written is neither acknowledged nor shown, and not lost either: it is tried until it works. */
    private void failed(Append append, Runnable committed, Throwable failure) {
        var cause = failure.getCause() instanceof StoreException store ? store : failure;
        var kind = cause instanceof StoreException stored ? stored.kind() : StoreException.Kind.TRANSIENT;
        if (!failing) { // once, not at every try
            failing = true;
            LOG.atError()
                    .addKeyValue("session", session.id())
                    .addKeyValue("kind", kind)
                    .setCause(cause)
                    .log("cannot write");
        }
        if (kind == StoreException.Kind.TRANSIENT) {
            house.schedule(RETRY_AFTER, this, () -> append(append, committed));
        } else {
            end("this room has moved; come back", cause);
        }
    }

    @Override
    public void checkpoint(String document, long number, byte[] state, Consumer<Boolean> stored) {
        int bytes = state.length;
        house.checkpoints().add(bytes);
        store.checkpoint(session.id(), document, number, state).whenComplete((done, failure) -> {
            house.checkpoints().add(-bytes);
            if (failure != null) {
                LOG.atWarn()
                        .addKeyValue("session", session.id())
                        .setCause(failure)
                        .log("no checkpoint");
            }
            execute(inside -> stored.accept(failure == null));
        });
    }

    // ── Pace

    @Override
    public void begin() {
        stretchEnd = System.nanoTime() + STRETCH_NS;
    }

    @Override
    public boolean isSpent() {
        return System.nanoTime() >= stretchEnd;
    }

    @Override
    public void after(Duration wait, Runnable rest) {
        house.schedule(wait, this, rest);
    }

    @Override
    public void later(Runnable rest) {
        loop.later(() -> run(inside -> rest.run()));
    }
}
