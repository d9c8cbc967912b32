package hotseat.server.room;

import hotseat.crdt.codec.RejectedUpdate;
import hotseat.server.document.CodeAnswer;
import hotseat.server.document.DocumentKind;
import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.Language;
import hotseat.server.session.Membership;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Entry;
import hotseat.server.store.Store;
import hotseat.server.store.StoreException;
import hotseat.server.wire.Inbound;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms that are awake. Wakes one up when somebody comes, puts it to sleep a while after the last one left, gives each the loop it
 * lives on, and watches that none holds it. Thread-safe.
 */
public final class Rooms {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    /** How long an empty room stays awake: somebody who reloads the page finds it so. Longer than {@link Runs#AWAY}. */
    private static final Duration EMPTY_FOR = Duration.ofSeconds(30);
    /** Within which pages come back after a restart, each at a time of its own. */
    private static final Duration RETURN_WITHIN = Duration.ofSeconds(2);
    /** Rooms that are loaded at once. Loading is work for a core and reads of its own; those who are in rooms come first. */
    private static final int LOADERS = 2;
    /** A room that takes longer to load is in trouble; whoever waits for it is told. */
    private static final long LOAD_S = 30;
    /** What checkpoints on their way to the store may hold, of what rooms may: a part that is small and still some of the largest. */
    private static final int CHECKPOINTS_PART = 16;
    /** A room in which nobody has typed for so long, or up to twice as long, takes little room from then on. */
    private static final int REST_S = 2;
    /** A room that holds its loop for so long stops all others on it: said while it lasts. */
    private static final long STUCK_NS = TimeUnit.SECONDS.toNanos(1);

    private final String build;
    private final Store store;
    private final InstantSource clock;
    /** Gives the loop of a session: the same one for the same session, always. */
    private final Function<SessionId, RoomLoop> loops;

    private volatile Instant recoversUntil = Instant.MIN;
    private final Memory memory;
    private final Memory checkpoints;
    private final GivingBack givingBack = new GivingBack();
    /** Rooms that have been asked to sleep, to make way for others, and have not got to it. */
    private final AtomicInteger asked = new AtomicInteger();

    private final ExecutorService loaders = Executors.newFixedThreadPool(
            LOADERS,
            Thread.ofPlatform()
                    .name("room-loader-", 0)
                    .priority(Thread.MIN_PRIORITY)
                    .daemon()
                    .factory());
    private final ScheduledExecutorService timer;
    private final Map<SessionId, CompletableFuture<Awake>> rooms = new ConcurrentHashMap<>();
    private final Awake.House house = new Awake.House() {
        @Override
        public void schedule(Duration delay, Awake on, Runnable task) {
            Rooms.this.schedule(delay, on, inside -> task.run());
        }

        @Override
        public void remove(Awake awake) {
            rooms.computeIfPresent(
                    awake.session().id(),
                    (id, found) -> awake(found).filter(awake::equals).isPresent() ? null : found);
        }

        @Override
        public Memory memory() {
            return memory;
        }

        @Override
        public Memory checkpoints() {
            return checkpoints;
        }

        @Override
        public boolean isStoreBehind() {
            return checkpoints.isFull();
        }

        @Override
        public boolean isServerFull() {
            return memory.isFull();
        }

        @Override
        public boolean isRecovering() {
            return clock.instant().isBefore(recoversUntil);
        }
    };

    /**
     * @param build the page's, which pages compare with their own
     * @param memoryMax bytes of heap that all rooms together may hold
     */
    public Rooms(String build, Store store, Function<SessionId, RoomLoop> loops, InstantSource clock, long memoryMax) {
        this(
                build,
                store,
                loops,
                clock,
                memoryMax,
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("room-timer").daemon().factory()));
    }

    /** With a timer that tests turn by hand. */
    Rooms(
            String build,
            Store store,
            Function<SessionId, RoomLoop> loops,
            InstantSource clock,
            long memoryMax,
            ScheduledExecutorService timer) {
        this.timer = timer;
        this.build = build;
        this.store = store;
        this.loops = loops;
        this.clock = clock;
        this.memory = new Memory(memoryMax);
        this.checkpoints = new Memory(memoryMax / CHECKPOINTS_PART);
        timer.scheduleWithFixedDelay(this::watch, 1, 1, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(this::rest, REST_S, REST_S, TimeUnit.SECONDS);
    }

    /** A backup was put back: until then browsers may bring what it lacks. */
    public void recover(Instant until) {
        recoversUntil = until;
    }

    // ── through the doors

    /**
     * Brings a connection in. Like all that follow: fails with {@link StoreException} when the room cannot be loaded, with {@link Busy}
     * when it cannot answer now.
     */
    public CompletableFuture<Attendance> join(Membership membership, Outbox outbox) {
        var attendance = new CompletableFuture<Attendance>();
        enter(
                membership.session(),
                attendance,
                awake -> awake.execute(
                        room -> attendance.complete(attend(awake, room.join(membership, outbox))),
                        () -> join(membership, outbox)
                                .whenComplete((again, failure) -> settle(attendance, again, failure))));
        return attendance;
    }

    private Attendance attend(Awake awake, Member member) {
        return new Attendance() {
            @Override
            public void receive(Inbound message, int cost) {
                awake.execute(room -> room.receive(member, message, cost));
            }

            @Override
            public void silent(boolean is) {
                awake.execute(room -> room.silent(member, is));
            }

            @Override
            public void leave() {
                awake.execute(
                        room -> {
                            room.leave(member);
                            sweepLater(awake);
                            sleepLater(awake);
                        },
                        member::released);
            }
        };
    }

    /**
     * The text of a file, as it is on disk. Many may ask at once for what is long: {@code hasRoomFor} says, on any thread and before it is made,
     * whether there is memory for so many bytes; else the answer is {@link Busy}.
     */
    public CompletableFuture<CodeAnswer> read(Session session, String file, IntPredicate hasRoomFor) {
        return ask(session, (room, reply) -> room.read(file, hasRoomFor, reply));
    }

    /** Replaces a file's text by a minimal edit, if {@code isWanted} agrees to the text that is there; done when on disk. */
    public CompletableFuture<CodeAnswer> replace(
            Session session,
            ParticipantId author,
            String file,
            Optional<Language> language,
            String text,
            Predicate<String> isWanted) {
        return ask(
                session,
                (room, reply) -> room.edit(
                        author, text.length(), document -> document.replace(file, language, text, isWanted), reply));
    }

    /** The file of a language, created with its starter when there is none; done when on disk. */
    public CompletableFuture<CodeAnswer> ensureFile(Session session, ParticipantId author, Language language) {
        return ask(session, (room, reply) -> room.edit(author, 0, document -> document.ensureFile(language), reply));
    }

    /** Changes the session itself; done, with what it is now, when that is on disk and everybody is being told. */
    public CompletableFuture<Session> change(Session session, ParticipantId author, UnaryOperator<Session> change) {
        return ask(session, (room, reply) -> room.change(author, change, reply));
    }

    /** Who has a connection. Does not wake the room. */
    public CompletableFuture<Set<ParticipantId>> online(SessionId id) {
        var answer = new CompletableFuture<Set<ParticipantId>>();
        Runnable nobody = () -> answer.complete(Set.of());
        Optional.ofNullable(rooms.get(id))
                .flatMap(Rooms::awake)
                .ifPresentOrElse(awake -> awake.execute(room -> answer.complete(room.online()), nobody), nobody);
        return answer;
    }

    /** Asks everybody to come back later and closes the rooms; done when all that waited is on disk. */
    public CompletableFuture<Void> close() {
        var closed = rooms.values().stream()
                .map(found -> found.thenCompose(this::dismiss).exceptionally(failure -> null))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(closed).whenComplete((done, failure) -> {
            timer.shutdownNow();
            loaders.shutdownNow();
        });
    }

    private CompletableFuture<Void> dismiss(Awake awake) {
        var quiet = new CompletableFuture<Void>();
        awake.execute(
                room -> {
                    awake.track(quiet);
                    room.dismiss(RETURN_WITHIN.toMillis(), () -> {
                        room.checkpoint();
                        quiet.complete(null);
                    });
                },
                () -> quiet.complete(null));
        return quiet;
    }

    // ── waking and sleeping

    private <T> CompletableFuture<T> ask(Session session, BiConsumer<Room, Reply<T>> question) {
        var answer = new CompletableFuture<T>();
        enter(
                session,
                answer,
                awake -> awake.execute(
                        room -> awake.ask(question, answer),
                        () -> ask(session, question).whenComplete((again, failure) -> settle(answer, again, failure))));
        return answer.exceptionallyCompose(failure -> CompletableFuture.failedFuture(Awake.told(failure)));
    }

    /** Finds the room or wakes it up, then goes on with it; what stands against that fails the answer. */
    private void enter(Session session, CompletableFuture<?> answer, Consumer<Awake> then) {
        var found = rooms.computeIfAbsent(session.id(), id -> load(session));
        found.whenComplete((awake, failure) -> {
            if (failure == null) {
                then.accept(awake);
            } else {
                rooms.remove(session.id(), found); // the next one who comes tries again
                answer.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
            }
        });
    }

    private static <T> void settle(CompletableFuture<T> answer, T value, Throwable failure) {
        if (failure == null) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(failure);
        }
    }

    /** The room, unless it is still being loaded or could not be. */
    private static Optional<Awake> awake(CompletableFuture<Awake> found) {
        return found.state() == Future.State.SUCCESS ? Optional.of(found.resultNow()) : Optional.empty();
    }

    private CompletableFuture<Awake> load(Session session) {
        try {
            var found = new CompletableFuture<Awake>().orTimeout(LOAD_S, TimeUnit.SECONDS);
            loaders.execute(() -> wake(session.id(), found));
            // Only a room that somebody can find lives on: one that was loaded too late would write beside the next.
            found.thenAccept(awake -> {
                sweepLater(awake);
                sleepLater(awake); // for a request that nobody follows into the room
            });
            return found;
        } catch (RejectedExecutionException stopped) {
            return CompletableFuture.failedFuture(new Busy("this server is stopping; come back"));
        }
    }

    private void wake(SessionId id, CompletableFuture<Awake> found) {
        if (found.isDone()) {
            return; // nobody has waited for so long
        }
        try {
            found.complete(wake(id));
        } catch (Throwable failure) { // an Error, too: whoever waits for the room is told
            found.completeExceptionally(failure);
        }
    }

    /** Reads everything again, the session's row, too: what a door has read may be older than what a room has changed. */
    private Awake wake(SessionId id) {
        if (memory.isFull()) { // asked here, since those that came before may have filled it while this one waited
            makeWay();
            throw new Busy("this server has as many rooms open as its memory holds; try again in a minute");
        }
        var session = store.session(id)
                .orElseThrow(() -> new StoreException(StoreException.Kind.GONE, "session " + id + " is not there"));
        var counters = store.counters(id);
        var shared = document(session, DocumentKind.SHARED);
        if (shared.isMended()) {
            store(id, shared, counters.entries());
        }
        var latest = store.latest(id, Entry.Kind.RUN, Runs.STORED_MAX, Runs.BYTES_MAX);
        var runs = new Runs(latest, counters.runs(), clock.instant());
        var past = new Room.Past(shared, runs, store.participants(id), counters.entries());
        var awake = new Awake(build, session, past, store, loops.apply(id), house, clock);
        LOG.atInfo().addKeyValue("session", id).log("room loaded");
        return awake;
    }

    /** Puts to sleep whatever may. Not while those asked before have not all got to it: many may come at once and find no memory. */
    private void makeWay() {
        if (asked.get() > 0) {
            return;
        }
        rooms.values()
                .forEach(found -> awake(found).ifPresent(awake -> {
                    asked.incrementAndGet();
                    awake.execute(
                            room -> {
                                asked.decrementAndGet();
                                awake.sleep();
                            },
                            asked::decrementAndGet);
                }));
    }

    /** Stored state that does not load is never overwritten or served in part: it is an error of this room alone. */
    private LiveDocument document(Session session, DocumentKind kind) {
        try {
            return LiveDocument.load(kind, session, into -> {
                var stored = store.load(session.id(), kind.word(), into);
                return new LiveDocument.Stored(stored.authors(), stored.updates(), stored.bytes());
            });
        } catch (RejectedUpdate damaged) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED,
                    "session " + session.id() + ": the stored document cannot be read",
                    damaged);
        }
    }

    /** Looks again while a page is away: when it left may be later than it was scheduled, behind a batch or by a clock that was set. */
    private void sweepLater(Awake awake) {
        awake.sweepsDue().incrementAndGet();
        schedule(Runs.AWAY, awake, room -> {
            awake.sweepsDue().decrementAndGet();
            room.sweep(() -> {
                if (awake.sweepsDue().get() == 0) { // else the next one sees to it; each that leaves has one of its own
                    sweepLater(awake);
                }
            });
        });
    }

    /** Blocks until the state is stored; without it the room does not wake. */
    private void store(SessionId id, LiveDocument mended, long number) {
        LOG.atWarn()
                .addKeyValue("session", id)
                .log("the stored document had parts that it must not have, and is mended");
        var made = mended.checkpoint();
        store.checkpoint(id, mended.kind().word(), number, made.state()).join();
        mended.stored(made);
    }

    private void sleepLater(Awake awake) {
        schedule(EMPTY_FOR, awake, room -> {
            // Somebody who is there will leave, which asks again; a batch that is still being written asks nobody.
            if (!awake.sleep() && !room.hasPeople()) {
                sleepLater(awake);
            }
        });
    }

    private void schedule(Duration delay, Awake on, Consumer<Room> task) {
        if (!timer.isShutdown()) {
            timer.schedule(() -> on.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void rest() {
        rooms.values().forEach(found -> awake(found).ifPresent(Awake::rest));
        if (givingBack.isDue(memory.needed(), heap(), store.written())) {
            System.gc();
            givingBack.done(memory.needed(), heap());
        }
    }

    private static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Names the room that stops a loop while it does: afterwards may be never. */
    private void watch() {
        rooms.values()
                .forEach(found -> awake(found).ifPresent(awake -> {
                    long held = awake.heldNs();
                    if (held > STUCK_NS) {
                        LOG.atError()
                                .addKeyValue("session", awake.session().id())
                                .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(held))
                                .log("a room holds its loop");
                    }
                }));
    }
}
