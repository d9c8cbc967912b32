package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.document.CodeAnswer;
import hotseat.server.document.DocumentKind;
import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.StoreException;
import hotseat.server.store.TroubledStore;
import hotseat.server.store.sqlite.SqliteStore;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One life of a room on a loop that the test turns. */
class AwakeTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Language PYTHON = Language.parse("language", "python");

    /** Everything waits until the test lets the loop go on. */
    private static final class HandLoop implements RoomLoop {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            later(task);
        }

        @Override
        public synchronized void later(Runnable task) {
            tasks.add(task);
        }

        private synchronized Optional<Runnable> next() {
            return Optional.ofNullable(tasks.poll());
        }

        void turn() {
            for (var task = next(); task.isPresent(); task = next()) {
                task.get().run();
            }
        }
    }

    private static final class TestHouse implements Awake.House {
        private final Memory memory = new Memory(0);
        private final Memory checkpoints = new Memory(0);
        private final List<Awake> removed = new CopyOnWriteArrayList<>();
        private boolean failing;
        private final List<Duration> delays = new ArrayList<>();
        private final ArrayDeque<Runnable> scheduled = new ArrayDeque<>();

        @Override
        public void schedule(Duration delay, Awake on, Runnable task) {
            delays.add(delay);
            scheduled.add(() -> on.execute(inside -> task.run()));
        }

        @Override
        public void remove(Awake awake) {
            if (failing) {
                throw new IllegalStateException("no removal, says the test");
            }
            removed.add(awake);
        }

        @Override
        public boolean isServerFull() {
            return memory().isFull();
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
    }

    @TempDir
    Path folder;

    private final HandLoop loop = new HandLoop();
    private final TestHouse house = new TestHouse();
    private TroubledStore store;
    private Awake awake;

    @BeforeEach
    void wake() {
        store = new TroubledStore(SqliteStore.open(folder.resolve("test.db"), false, Runnable::run));
        var id = SessionId.random();
        var session = Session.create(id, "Rota gaps", PYTHON, Links.ofNew(id, Secret.randomLink()), NOON);
        var first = LiveDocument.first(id, new CodeFile(CodeFile.FIRST, "main.py", PYTHON, 0));
        store.create(session, List.of(), List.of()).join();
        var shared = LiveDocument.load(DocumentKind.SHARED, session, into -> {
            into.accept(first.update());
            return new LiveDocument.Stored(Map.of(), 0, 0);
        });
        var past = new Room.Past(shared, new Runs(List.of(), 0, NOON), List.of(), 0);
        awake = new Awake("test", session, past, store, loop, house, () -> NOON);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private CompletableFuture<CodeAnswer> ask(String text) {
        var answer = new CompletableFuture<CodeAnswer>();
        awake.execute(room -> awake.ask(
                (inside, reply) -> inside.edit(
                        ParticipantId.SERVER,
                        text.length(),
                        document -> document.replace(CodeFile.FIRST, Optional.empty(), text, old -> true),
                        reply),
                answer));
        return answer;
    }

    private void turnUntil(CompletableFuture<?> done) {
        Ear.until(() -> {
            loop.turn();
            return done.isDone();
        });
    }

    @Test
    void aRequestIsAnsweredOnceItIsOnDisk() {
        store.hold();
        var asked = ask("x");
        loop.turn();
        assertThat(asked).isNotDone();
        store.release();
        turnUntil(asked);
        assertThat(((CodeAnswer.Code) asked.join()).text()).isEqualTo("x");
        assertThat(store.counters(awake.session().id()).entries()).isEqualTo(1);
    }

    @Test
    void whereNobodyTypesForAWhileTheRoomTakesLittleAndIsLeftAlone() {
        turnUntil(ask("x".repeat(1_000)));
        loop.turn();
        long open = house.memory.held();
        awake.rest();
        assertThat(loop.next()).as("somebody typed a moment ago").isNotEmpty();
        awake.rest();
        loop.turn();
        awake.rest();
        loop.turn();
        awake.rest();
        assertThat(loop.next()).as("it is known to rest").isEmpty();
        assertThat(house.memory.held())
                .as("there must be memory for all who type again")
                .isGreaterThanOrEqualTo(open);
        assertThat(house.memory.needed())
                .as("but nobody does, which is when memory goes back")
                .isLessThan(open);
        turnUntil(ask("y"));
        loop.turn();
        assertThat(house.memory.needed()).isEqualTo(house.memory.held());
        awake.rest();
        assertThat(loop.next()).isNotEmpty();
    }

    @Test
    void aRequestThatNobodyAwaitsAnyMoreDoesNotHappen() {
        store.hold();
        var first = ask("first");
        var second = ask("second");
        var third = ask("third");
        loop.turn();
        second.completeExceptionally(new TimeoutException());
        store.release();
        turnUntil(first);
        turnUntil(third);
        assertThat(store.counters(awake.session().id()).entries()).isEqualTo(2);
        assertThat(Awake.told(new TimeoutException())).isInstanceOf(Busy.class).hasMessageContaining("10 s");
        var other = new StoreException("other");
        assertThat(Awake.told(other)).isSameAs(other);
    }

    @Test
    void aRequestThatNobodyAwaitsAnyMoreIsNotKeptUntilTheRoomGetsToIt() {
        store.hold();
        var first = ask("first");
        loop.turn();
        var text = new String("much text"); // an object of its own
        var second = ask(text);
        var kept = new WeakReference<>(text);
        text = null;
        loop.turn();
        System.gc();
        assertThat(kept.get()).isNotNull();
        second.completeExceptionally(new TimeoutException());
        System.gc();
        assertThat(kept.get()).isNull();
        store.release();
        turnUntil(first);
    }

    @Test
    void answeredRequestsMakePlaceForOthers() {
        for (int i = 0; i < 200; i++) {
            turnUntil(ask("x" + i));
        }
        assertThat(ask("last")).isNotCompletedExceptionally();
    }

    @Test
    void whatIsWrittenInVainIsTriedEverySecondAndThenGoesOn() {
        store.failWrites(StoreException.Kind.TRANSIENT);
        var asked = ask("x");
        loop.turn();
        for (int i = 0; i < 3; i++) {
            assertThat(house.scheduled).hasSize(1);
            house.scheduled.remove().run();
            loop.turn();
        }
        assertThat(house.delays).hasSize(4).containsOnly(Duration.ofSeconds(1));
        assertThat(asked).isNotDone();
        assertThat(awake.isOver()).isFalse();
        store.recover();
        house.scheduled.remove().run();
        turnUntil(asked);
        assertThat(store.counters(awake.session().id()).entries()).isEqualTo(1);
        assertThat(house.scheduled).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TRANSIENT")
    void whatCanNeverBeWrittenEndsTheRoomAndFailsWhatWaits(StoreException.Kind kind) {
        store.failWrites(kind);
        var asked = ask("x");
        var behind = ask("y");
        loop.turn();
        assertThat(awake.isOver()).isTrue();
        assertThat(house.removed).containsExactly(awake);
        for (var failed : List.of(asked, behind)) {
            assertThatThrownBy(failed::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(kind));
        }
        assertThat(house.scheduled).isEmpty();
    }

    @Test
    void anyThrowableEndsTheRoomAndTheLoopGoesOn() {
        var next = new AtomicInteger();
        awake.execute(room -> {
            throw new StackOverflowError("deep");
        });
        awake.execute(room -> next.incrementAndGet());
        awake.execute(room -> next.addAndGet(10), () -> next.addAndGet(100));
        loop.turn();
        assertThat(awake.isOver()).isTrue();
        assertThat(next).as("in the room nothing happens any more").hasValue(100);
        assertThat(house.memory.isFull()).as("what it held is given back").isFalse();
    }

    @Test
    void whoIsInARoomThatFailsIsToldEvenWhenItCannotBeRemoved() {
        store.hold();
        var asked = ask("x");
        var ear = new Ear(true);
        var noor = new Participant(new ParticipantId("noor"), Role.CANDIDATE, "Noor", Optional.of(1), NOON);
        awake.execute(room -> room.join(new Membership(awake.session(), noor), ear));
        awake.execute(room -> {
            throw new IllegalStateException("a bug");
        });
        house.failing = true;
        assertThatThrownBy(loop::turn).hasMessageContaining("no removal");
        assertThat(ear.heard()).contains("CLOSE 1013");
        assertThat(asked).isCompletedExceptionally();
    }

    @Test
    void itHoldsMemoryWhileItIsAwakeAndNotThereafter() {
        awake.execute(room -> {});
        loop.turn();
        assertThat(house.memory.isFull()).isTrue();
        awake.execute(room -> awake.sleep());
        loop.turn();
        assertThat(house.memory.isFull()).isFalse();
        assertThat(house.removed).containsExactly(awake);
    }

    /** The timer has tasks for it for half a minute; its memory is counted as free at once. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRoomThatIsOverIsNotKeptInMemoryByWhatIsStillToComeForIt(boolean sleeps) {
        var inside = new ArrayList<WeakReference<Room>>();
        awake.execute(room -> {
            inside.add(new WeakReference<>(room));
            if (!sleeps) {
                throw new IllegalStateException("a bug");
            }
            awake.sleep();
        });
        loop.turn();
        assertThat(awake.isOver()).isTrue();
        Ear.until(() -> {
            System.gc();
            return inside.getFirst().refersTo(null);
        });
    }

    @Test
    void itSleepsOnceAndNotWithABatchInFlight() {
        store.hold();
        var asked = ask("x");
        loop.turn();
        assertThat(awake.sleep()).isFalse();
        store.release();
        turnUntil(asked);
        assertThat(awake.sleep()).isTrue();
        assertThat(awake.sleep()).isTrue();
        assertThat(house.removed).containsExactly(awake);
        Ear.until(() -> store.load(awake.session().id(), "shared", bytes -> {}).updates() == 0);
    }

    @Test
    void itSleepsWhenTheStoreHasTakenTheStatesOfThoseBeforeIt() {
        turnUntil(ask("something to be merged"));
        house.checkpoints.add(1);
        assertThat(awake.sleep()).isFalse();
        assertThat(awake.isOver()).isFalse();
        house.checkpoints.add(-1);
        assertThat(awake.sleep()).isTrue();
        Ear.until(() -> store.load(awake.session().id(), "shared", bytes -> {}).updates() == 0);
        Ear.until(() -> !house.checkpoints.isFull());
    }

    @Test
    void whatIsWrittenAfterTheEndIsNotTriedAgain() {
        store.failWrites(StoreException.Kind.TRANSIENT);
        ask("x");
        loop.turn();
        awake.execute(room -> {
            throw new IllegalStateException("a bug");
        });
        loop.turn();
        store.recover();
        house.scheduled.remove().run();
        loop.turn();
        assertThat(store.counters(awake.session().id()).entries()).isZero();
        assertThat(house.scheduled).isEmpty();
    }

    @Test
    void itTellsHowLongItHoldsItsLoop() {
        assertThat(awake.heldNs()).isZero();
        var seen = new ArrayList<Long>();
        awake.execute(room -> {
            Ear.until(() -> awake.heldNs() > 0);
            awake.execute(inside -> {});
            seen.add(awake.heldNs());
        });
        loop.turn();
        assertThat(seen.getFirst()).isPositive();
        assertThat(awake.heldNs()).isZero();
    }
}
