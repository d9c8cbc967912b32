package hotseat.server.room;

import hotseat.crdt.Doc;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.server.session.Language;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import hotseat.server.store.Store;
import hotseat.server.store.StoreException;
import hotseat.server.wire.Inbound;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms that are awake. Wakes one up when somebody comes, puts it to sleep a while after the last one left, and gives each
 * the loop it lives on. Thread-safe.
 */
public final class Rooms {
    private static final Logger LOG = LoggerFactory.getLogger(Rooms.class);
    /** How long an empty room stays awake: somebody who reloads the page finds it so. */
    private static final Duration EMPTY_FOR = Duration.ofSeconds(30);
    /** Between two tries to write while the store is in trouble. Nothing is shown or acknowledged meanwhile. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    /** Within which pages come back after a restart, each at a time of its own. */
    private static final Duration RETURN_WITHIN = Duration.ofSeconds(2);

    private final Store store;
    private final InstantSource clock;
    /** Gives the loop of a session: the same one for the same session, always. */
    private final Function<SessionId, Executor> loops;
    /** Loading reads the store, which blocks. */
    private final Executor blocking = Executors.newVirtualThreadPerTaskExecutor();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("room-timer").daemon().factory());
    private final Map<SessionId, CompletableFuture<Awake>> rooms = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** A room and its loop. {@code asleep} is touched on the loop only. */
    private static final class Awake {
        private final Room room;
        private final Executor loop;
        private boolean asleep;

        private Awake(Room room, Executor loop) {
            this.room = room;
            this.loop = loop;
        }
    }

    public Rooms(Store store, Function<SessionId, Executor> loops, InstantSource clock) {
        this.store = store;
        this.loops = loops;
        this.clock = clock;
    }

    // ── through the doors
    // ──────────────────────────────────────────────────────────────────────────────────────────────

    /** Brings a connection in. Like all that follow: fails with {@link StoreException} when the room cannot be loaded. */
    public CompletableFuture<Attendance> join(Session session, Participant participant, Outbox outbox) {
        return ask(session, (awake, reply) -> {
            var member = awake.room.join(participant, outbox);
            reply.accept(new Attendance() {
                @Override
                public void receive(Inbound message, int bytes) {
                    awake.loop.execute(() -> awake.room.receive(member, message, bytes));
                }

                @Override
                public void leave() {
                    awake.loop.execute(() -> {
                        awake.room.leave(member);
                        sleepLater(session.id(), awake);
                    });
                }
            });
        });
    }

    /** The text of a file, as it is on disk. */
    public CompletableFuture<CodeAnswer> read(Session session, String file) {
        return ask(session, (awake, reply) -> awake.room.read(file, reply));
    }

    /** Replaces a file's text by a minimal edit, if {@code isWanted} agrees to the text that is there; done when on disk. */
    public CompletableFuture<CodeAnswer> replace(
            Session session,
            ParticipantId author,
            String file,
            Optional<Language> language,
            String text,
            Predicate<String> isWanted) {
        return ask(session, (awake, reply) -> awake.room.replace(author, file, language, text, isWanted, reply));
    }

    /** The file of a language, created with its starter when there is none; done when on disk. */
    public CompletableFuture<CodeAnswer> ensureFile(Session session, ParticipantId author, Language language) {
        return ask(session, (awake, reply) -> awake.room.ensureFile(author, language, reply));
    }

    /** Who has a connection. Does not wake the room. */
    public CompletableFuture<Set<ParticipantId>> online(SessionId id) {
        var found = rooms.get(id);
        if (found == null) {
            return CompletableFuture.completedFuture(Set.of());
        }
        return found.thenApplyAsync(awake -> awake.room.online(), loops.apply(id));
    }

    /** Asks everybody to come back later and closes the rooms; done when all that waited is on disk. */
    public CompletableFuture<Void> close() {
        var closed = rooms.entrySet().stream()
                .map(entry -> entry.getValue().thenComposeAsync(this::dismiss, loops.apply(entry.getKey())))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(closed).whenComplete((done, failure) -> timer.shutdownNow());
    }

    private CompletableFuture<Void> dismiss(Awake awake) {
        var quiet = new CompletableFuture<Void>();
        awake.room.dismiss(RETURN_WITHIN.toMillis(), () -> {
            awake.room.checkpoint();
            quiet.complete(null);
        });
        return quiet;
    }

    // ── waking and sleeping
    // ────────────────────────────────────────────────────────────────────────────────────────────

    private interface Question<T> {
        void ask(Awake awake, Consumer<T> reply);
    }

    private <T> CompletableFuture<T> ask(Session session, Question<T> question) {
        var answer = new CompletableFuture<T>();
        ask(session, question, answer);
        return answer;
    }

    private <T> void ask(Session session, Question<T> question, CompletableFuture<T> answer) {
        var found =
                rooms.computeIfAbsent(session.id(), id -> CompletableFuture.supplyAsync(() -> wake(session), blocking));
        found.whenComplete((awake, failure) -> {
            if (failure != null) {
                rooms.remove(session.id(), found); // the next one who comes tries again
                answer.completeExceptionally(failure);
                return;
            }
            awake.loop.execute(() -> {
                if (awake.asleep) {
                    ask(session, question, answer);
                } else {
                    question.ask(awake, answer::complete);
                }
            });
        });
    }

    private Awake wake(Session session) {
        var stored = store.load(session.id(), SharedDocument.NAME);
        var doc = load(session.id(), stored.checkpoint(), stored.updates());
        var past = new Room.Past(
                doc,
                stored.authors(),
                store.participants(session.id()),
                new RunHistory(stored.runs(), stored.runsStarted()),
                stored.lastNumber(),
                stored.updates().size());
        var loop = loops.apply(session.id());
        LOG.atInfo()
                .addKeyValue("session", session.id())
                .addKeyValue("updates", stored.updates().size())
                .log("room loaded");
        var awake = new Awake(new Room(session, past, new RoomLog(session.id(), loop), clock, random), loop);
        sleepLater(session.id(), awake); // for a request that nobody follows into the room
        return awake;
    }

    /** Stored state that does not load is never overwritten or served in part: it is an error of this room alone. */
    private static Doc load(SessionId id, byte[] checkpoint, List<byte[]> updates) {
        try {
            return SharedDocument.load(checkpoint, updates);
        } catch (RejectedUpdate damaged) {
            throw new StoreException("session " + id + ": the stored document is damaged", damaged);
        }
    }

    private void sleepLater(SessionId id, Awake awake) {
        schedule(EMPTY_FOR, awake.loop, () -> {
            if (!awake.asleep && awake.room.isEmpty()) {
                awake.asleep = true;
                awake.room.checkpoint();
                rooms.computeIfPresent(id, (key, found) -> found.getNow(null) == awake ? null : found);
                LOG.atInfo().addKeyValue("session", id).log("room asleep");
            }
        });
    }

    private void schedule(Duration delay, Executor loop, Runnable task) {
        if (!timer.isShutdown()) {
            timer.schedule(() -> loop.execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Tries until it works: an edit that could not be written is neither acknowledged nor shown, and is not lost either. */
    private final class RoomLog implements Log {
        private final SessionId id;
        private final Executor loop;

        private RoomLog(SessionId id, Executor loop) {
            this.id = id;
            this.loop = loop;
        }

        @Override
        public void append(List<Entry> entries, List<Author> authors, LongConsumer committed) {
            store.append(id, entries, authors).whenComplete((number, failure) -> {
                if (failure == null) {
                    loop.execute(() -> committed.accept(number));
                } else {
                    LOG.atError().addKeyValue("session", id).setCause(failure).log("cannot write, trying again");
                    schedule(RETRY_AFTER, loop, () -> append(entries, authors, committed));
                }
            });
        }

        @Override
        public void checkpoint(long number, byte[] state) {
            store.checkpoint(id, SharedDocument.NAME, number, state).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.atWarn().addKeyValue("session", id).setCause(failure).log("no checkpoint");
                }
            });
        }
    }
}
