package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.update.StateVector;
import hotseat.server.admission.Sessions;
import hotseat.server.document.CodeAnswer;
import hotseat.server.feed.Runs;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Append;
import hotseat.server.store.Entry;
import hotseat.server.store.StoreException;
import hotseat.server.store.TroubledStore;
import hotseat.server.store.sqlite.SqliteStore;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rooms with a real store, real threads and one loop; time passes when the test lets it. */
class RoomsTest {
    private static final Language PYTHON = Language.parse("language", "python");
    private static final String RUN = "0123456789abcdef0123456789abcdef";
    private static final Duration EMPTY_FOR = Duration.ofSeconds(30);
    private static final long PLENTY = 1L << 30;

    @TempDir
    Path folder;

    private final HandTimer timer = new HandTimer();
    private final TestLoop loop = new TestLoop();
    private final AtomicLong clients = new AtomicLong(1_000);
    private TroubledStore store;
    private Sessions sessions;
    private Rooms rooms;

    @BeforeEach
    void open() {
        store = new TroubledStore(SqliteStore.open(folder.resolve("test.db"), false, Runnable::run));
        sessions = new Sessions(store, timer);
        rooms = rooms(PLENTY);
    }

    private Rooms rooms(long memoryMax) {
        return new Rooms("test", store, id -> loop, timer, memoryMax, timer);
    }

    @AfterEach
    void close() {
        store.close();
        loop.close();
        timer.shutdownNow();
    }

    // ── the language of these tests

    private Session session() {
        return sessions.create("Rota gaps", "python").join().session();
    }

    private static Membership member(Session session, String name) {
        return new Membership(
                session,
                new Participant(new ParticipantId(name), Role.CANDIDATE, name, Optional.of(4), session.createdAt()));
    }

    /** Somebody in a room: what they hear, and their hold on it. */
    private record Guest(Ear ear, Attendance attendance) {
        void types(long client, String text) {
            var doc = new Doc(Limits.UNBOUNDED, Schema.any());
            var root = doc.text(CodeFile.root(CodeFile.FIRST));
            attendance.receive(
                    new Inbound.Edit(doc.transact(client, change -> change.insert(root, 0, text)), false), 10);
        }

        void opens() {
            attendance.receive(new Inbound.SyncStep1(StateVector.EMPTY), 4);
        }

        void says(Inbound message) {
            attendance.receive(message, 10);
        }
    }

    private Guest enter(Session session, String name) {
        var ear = new Ear(true);
        var guest = new Guest(ear, rooms.join(member(session, name), ear).join());
        ear.awaits("WELCOME");
        return guest;
    }

    private static String page(String name) {
        return String.format("%032x", name.hashCode() & 0xFFFFFFFFL);
    }

    private Guest enterWithPage(Session session, String name) {
        var guest = enter(session, name);
        guest.says(new Inbound.Hello(page(name), Optional.empty(), Map.of()));
        return guest;
    }

    private String text(Session session) {
        return ((CodeAnswer.Code)
                        rooms.read(session, CodeFile.FIRST, bytes -> true).join())
                .text();
    }

    private CompletableFuture<CodeAnswer> replace(Session session, String text) {
        return rooms.replace(session, ParticipantId.SERVER, CodeFile.FIRST, Optional.empty(), text, old -> true);
    }

    private static void assertBusy(CompletableFuture<?> asked) {
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(Busy.class);
    }

    private static void assertFails(CompletableFuture<?> asked, StoreException.Kind kind) {
        assertThatThrownBy(asked::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    /** Somebody else, such as a second server, writes to the log of a session. */
    private void writeBehindTheRoomsBack(Session session) {
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        var root = doc.text(CodeFile.root(CodeFile.FIRST));
        var update = doc.transact(clients.incrementAndGet(), change -> change.insert(root, 0, "theirs "));
        long next = store.counters(session.id()).entries() + 1;
        var entry = new Entry(timer.instant(), new ParticipantId("else"), "shared", Entry.Kind.UPDATE, update);
        store.append(session.id(), new Append(next, List.of(entry), List.of(), OptionalInt.empty(), Optional.empty()))
                .join();
    }

    // ── waking and sleeping

    @Test
    void thoseWhoWakeARoomAtOnceGetTheSame() {
        var session = session();
        var gate = new CountDownLatch(1);
        store.beforeLoad(() -> awaitQuietly(gate));
        var ears = new ArrayList<Ear>();
        var joining = new ArrayList<CompletableFuture<Attendance>>();
        for (int i = 0; i < 8; i++) {
            var ear = new Ear(true);
            ears.add(ear);
            joining.add(rooms.join(member(session, "p" + i), ear));
        }
        var reading = rooms.read(session, CodeFile.FIRST, bytes -> true);
        gate.countDown();
        joining.forEach(CompletableFuture::join);
        reading.join();
        ears.forEach(ear -> ear.awaits("WELCOME"));
        assertThat(store.loads()).isEqualTo(1);
        assertThat(rooms.online(session.id()).join()).hasSize(8);
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoIsOnlineIsToldWithoutWakingTheRoom() {
        var session = session();
        assertThat(rooms.online(session.id()).join()).isEmpty();
        assertThat(store.loads()).isZero();
        var noor = enter(session, "noor");
        assertThat(rooms.online(session.id()).join()).containsExactly(new ParticipantId("noor"));
        noor.attendance.leave();
        loop.quiet();
        assertThat(rooms.online(session.id()).join()).isEmpty();
    }

    @Test
    void aRoomSleepsAWhileAfterTheLastOneLeftAndWakesWithAllThatWasOnDisk() {
        var session = session();
        var noor = enter(session, "noor");
        noor.types(clients.incrementAndGet(), "on disk ");
        noor.ear.awaits("ACK 1");
        timer.pass(EMPTY_FOR.multipliedBy(10), loop);
        assertThat(text(session)).as("somebody is there").startsWith("on disk ");
        assertThat(store.loads()).isEqualTo(1);
        noor.attendance.leave();
        loop.quiet();
        timer.pass(EMPTY_FOR.minusMillis(1), loop);
        text(session);
        assertThat(store.loads()).as("not yet").isEqualTo(1);
        timer.pass(EMPTY_FOR, loop);
        assertThat(text(session)).startsWith("on disk ");
        assertThat(store.loads()).isEqualTo(2);
        Ear.until(() -> store.load(session.id(), "shared", bytes -> {}).updates() == 0);
    }

    @Test
    void aRoomThatWasOnlyAskedOverRestSleepsToo() {
        var session = session();
        replace(session, "x").join();
        timer.pass(EMPTY_FOR, loop);
        assertThat(text(session)).isEqualTo("x");
        assertThat(store.loads()).isEqualTo(2);
    }

    @Test
    void aRoomWhoseBatchIsStillBeingWrittenSleepsLaterAndNotNever() {
        var session = session();
        text(session);
        store.hold();
        var writing = replace(session, "slowly written");
        Ear.until(() -> store.held() == 1);
        timer.pass(EMPTY_FOR.multipliedBy(2), loop);
        assertThat(store.loads()).isEqualTo(1);
        store.release();
        writing.join();
        timer.pass(EMPTY_FOR, loop);
        assertThat(text(session)).isEqualTo("slowly written");
        assertThat(store.loads()).isEqualTo(2);
    }

    @Test
    void whoComesWhileTheRoomFallsAsleepGetsTheNextLifeOfIt() {
        var session = session();
        text(session);
        var goOn = loop.hold();
        var sleeping = new Thread(() -> timer.pass(EMPTY_FOR, loop));
        sleeping.start();
        Ear.until(() -> timer.waiting() < 2); // the room has been told to sleep, behind what holds the loop
        var ear = new Ear(true);
        var joining = rooms.join(member(session, "noor"), ear);
        goOn.run();
        joining.join();
        ear.awaits("WELCOME");
        assertThat(rooms.online(session.id()).join()).containsExactly(new ParticipantId("noor"));
    }

    @Test
    void aRoomThatCannotBeLoadedFailsForThoseWhoAskedAndIsTriedAgainForTheNext() {
        var session = session();
        store.failReads(StoreException.Kind.TRANSIENT);
        assertFails(rooms.read(session, CodeFile.FIRST, bytes -> true), StoreException.Kind.TRANSIENT);
        assertFails(rooms.join(member(session, "noor"), new Ear(true)), StoreException.Kind.TRANSIENT);
        assertThat(rooms.online(session.id()).join()).isEmpty();
        store.recover();
        enter(session, "noor");
    }

    @Test
    void aSessionThatIsNotThereIsGone() {
        var session = session();
        var nowhere = new Session(
                SessionId.random(),
                session.title(),
                session.language(),
                session.state(),
                session.links(),
                session.generation(),
                session.createdAt());
        assertFails(rooms.read(nowhere, CodeFile.FIRST, bytes -> true), StoreException.Kind.GONE);
        assertFails(rooms.join(member(nowhere, "noor"), new Ear(true)), StoreException.Kind.GONE);
    }

    @Test
    void aStoredDocumentThatCannotBeReadIsAnErrorOfItsRoomAlone() {
        var damaged = session();
        var sound = session();
        var entry =
                new Entry(timer.instant(), ParticipantId.SERVER, "shared", Entry.Kind.UPDATE, new byte[] {9, 9, 9, 9});
        store.append(damaged.id(), new Append(2, List.of(entry), List.of(), OptionalInt.empty(), Optional.empty()))
                .join();
        assertFails(rooms.read(damaged, CodeFile.FIRST, bytes -> true), StoreException.Kind.DAMAGED);
        assertFails(rooms.read(damaged, CodeFile.FIRST, bytes -> true), StoreException.Kind.DAMAGED);
        assertThat(text(sound)).isEqualTo(PYTHON.starter());
    }

    @Test
    void aRoomShowsTheSessionAsItIsAndNotAsTheDoorReadIt() {
        var session = session();
        rooms.change(session, ParticipantId.SERVER, old -> old.withTitle("Part 2"))
                .join();
        timer.pass(EMPTY_FOR, loop);
        var noor = enter(session, "noor"); // whose membership was made of what the door had read before
        assertThat(noor.ear.messages("WELCOME").getFirst().at("/session/title").asString())
                .isEqualTo("Part 2");
    }

    // ── trouble in a room

    @Test
    void anErrorInARoomEndsThatLifeOfItAndNothingElse() {
        var session = session();
        var other = session();
        var neighbour = enter(other, "rui");
        var noor = enter(session, "noor");
        noor.types(clients.incrementAndGet(), "on disk ");
        noor.ear.awaits("ACK 1");
        var broken = new Ear(true);
        rooms.join(member(session, "mara"), broken).join();
        broken.awaits("WELCOME");
        broken.breaks();
        noor.types(clients.incrementAndGet(), "the last straw ");
        noor.ear.awaits("CLOSE 1013");
        broken.awaits("CLOSE 1013");
        neighbour.types(clients.incrementAndGet(), "undisturbed ");
        neighbour.ear.awaits("ACK 1");
        assertThat(neighbour.ear.heard()).doesNotContain("CLOSE 1013");
        assertThat(enter(session, "noor again").ear.heard()).contains("WELCOME");
        assertThat(text(session)).contains("on disk ", "the last straw ");
        assertThat(store.loads()).isEqualTo(3);
    }

    @Test
    void whatWaitsForAnAnswerWhenARoomFailsIsToldSo() {
        var session = session();
        var broken = new Ear(true);
        rooms.join(member(session, "mara"), broken).join();
        broken.awaits("WELCOME");
        store.hold();
        var writing = replace(session, "x");
        Ear.until(() -> store.held() == 1);
        var reading = rooms.read(session, CodeFile.FIRST, bytes -> true);
        broken.breaks();
        store.release();
        assertThatThrownBy(reading::join).hasRootCauseInstanceOf(AssertionError.class);
        assertThatThrownBy(writing::join).hasRootCauseInstanceOf(AssertionError.class);
        assertThat(text(session)).as("it was on disk all the same").isEqualTo("x");
    }

    @Test
    void whatSomebodyElseWroteIsNeverOverwrittenAndEverybodyComesBackToIt() {
        var session = session();
        var noor = enter(session, "noor");
        noor.opens();
        noor.ear.awaits("STEP2");
        writeBehindTheRoomsBack(session);
        noor.types(clients.incrementAndGet(), "mine ");
        noor.ear.awaits("CLOSE 1013");
        assertThat(noor.ear.heard()).doesNotContain("ACK 1");
        assertThat(text(session)).startsWith("theirs ").doesNotContain("mine");
    }

    @Test
    void aSessionThatWasDeletedEndsItsRoom() {
        var session = session();
        var noor = enter(session, "noor");
        store.failWrites(StoreException.Kind.GONE);
        noor.types(clients.incrementAndGet(), "into nothing");
        noor.ear.awaits("CLOSE 1013");
        assertThat(noor.ear.heard()).doesNotContain("ACK 1");
        assertThat(rooms.online(session.id()).join()).isEmpty();
        assertThat(timer.waiting()).as("nothing is tried again").isLessThanOrEqualTo(2);
    }

    @Test
    void aWriteThatFailsIsTriedUntilItWorksAndIsThereOnce() {
        var session = session();
        var noor = enter(session, "noor");
        var mara = enter(session, "mara");
        store.failWrites(StoreException.Kind.TRANSIENT);
        noor.types(clients.incrementAndGet(), "kept ");
        loop.quiet();
        for (int i = 0; i < 5; i++) {
            timer.pass(Duration.ofSeconds(1), loop);
        }
        assertThat(noor.ear.heard()).doesNotContain("ACK 1");
        assertThat(mara.ear.heard()).doesNotContain("UPDATE");
        store.recover();
        timer.pass(Duration.ofSeconds(1), loop);
        noor.ear.awaits("ACK 1");
        mara.ear.awaits("UPDATE");
        assertThat(store.counters(session.id()).entries()).isEqualTo(2);
        assertThat(text(session)).startsWith("kept ");
    }

    @Test
    void aCheckpointThatFailsHarmsNothing() {
        var session = session();
        replace(session, "x").join();
        store.failWrites(StoreException.Kind.TRANSIENT);
        timer.pass(EMPTY_FOR, loop);
        store.recover();
        assertThat(text(session)).isEqualTo("x");
    }

    @Test
    void whoWaitsToBeLetInWhenARoomEndsIsToldToComeBack() {
        var session = session();
        var noor = enter(session, "noor");
        store.hold();
        noor.types(clients.incrementAndGet(), "waits for the disk");
        Ear.until(() -> store.held() == 1);
        var late = new Ear(true);
        rooms.join(member(session, "late"), late).join();
        store.failWrites(StoreException.Kind.GONE);
        store.release();
        noor.ear.awaits("CLOSE 1013");
        loop.quiet();
        assertThat(late.heard()).containsExactly("CLOSE 1013");
    }

    @Test
    void aRunWhosePageWentAwayWhileABatchWasWrittenIsStillSaidToBeOver() {
        var session = session();
        var mara = enterWithPage(session, "mara");
        var noor = enterWithPage(session, "noor");
        noor.says(new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")));
        noor.ear.awaits("RUNACK");
        store.hold();
        mara.types(clients.incrementAndGet(), "slowly written ");
        Ear.until(() -> store.held() == 1);
        noor.attendance.leave();
        loop.quiet();
        timer.pass(Duration.ofSeconds(5), loop);
        store.release();
        mara.ear.awaits("ACK 1");
        timer.pass(Duration.ofMinutes(2), loop);
        mara.ear.awaits("RUN gone away");
    }

    @Test
    void howOftenARoomIsLookedAtDoesNotGrowWithThoseWhoLeave() {
        var session = session();
        var guests = new ArrayList<Guest>();
        for (int i = 0; i < 4; i++) {
            var guest = enterWithPage(session, "guest" + i);
            guest.says(
                    new Inbound.Run(String.valueOf(i).repeat(32), 0, new RunEvent.Started("main", "a.py", "python")));
            guest.ear.awaits("RUNACK");
            guests.add(guest);
        }
        for (var guest : guests) {
            timer.pass(Duration.ofSeconds(1), loop);
            guest.attendance.leave();
            loop.quiet();
        }
        int before = timer.waiting();
        timer.pass(Runs.AWAY.minusSeconds(4), loop); // since it woke up: nobody has been away for so long
        assertThat(timer.waiting()).as("one look less").isEqualTo(before - 1);
    }

    // ── limits

    @Test
    void requestsBeyondWhatMayWaitForARoomAreToldToTryAgainAtOnce() {
        var session = session();
        text(session);
        store.hold();
        var waiting = new ArrayList<CompletableFuture<CodeAnswer>>();
        for (int i = 0; i < 64; i++) {
            waiting.add(replace(session, "x" + i));
        }
        assertBusy(replace(session, "one too many"));
        assertBusy(rooms.read(session, CodeFile.FIRST, bytes -> true));
        assertThat(text(session())).as("another room").isEqualTo(PYTHON.starter());
        store.release();
        waiting.forEach(CompletableFuture::join);
        assertThat(text(session)).isEqualTo("x63");
    }

    @Test
    void aServerThatIsFullTakesNoFurtherRoomsAndKeepsThoseThatAreAwake() {
        rooms = rooms(1);
        var session = session();
        var noor = enter(session, "noor");
        assertBusy(rooms.read(session(), CodeFile.FIRST, bytes -> true));
        assertBusy(rooms.join(member(session(), "mara"), new Ear(true)));
        noor.types(clients.incrementAndGet(), "type on ");
        noor.ear.awaits("ACK 1");
        noor.types(clients.incrementAndGet(), "x".repeat(2_000));
        noor.ear.awaits("NACK 2 server-full");
    }

    @Test
    void aRoomThatWaitedToBeLoadedWhileTheServerBecameFullIsNotLoaded() {
        rooms = rooms(100_000);
        var growing = session();
        text(growing);
        var gate = new CountDownLatch(1);
        store.beforeLoad(() -> awaitQuietly(gate));
        var loading = List.of(
                rooms.read(session(), CodeFile.FIRST, bytes -> true),
                rooms.read(session(), CodeFile.FIRST, bytes -> true));
        var waiting = rooms.read(session(), CodeFile.FIRST, bytes -> true);
        replace(growing, "x".repeat(500_000)).join();
        loop.quiet();
        gate.countDown();
        loading.forEach(CompletableFuture::join);
        assertBusy(waiting);
    }

    /** Each of many who come at once would hand a task for each of many rooms to the loops: more than there is memory for. */
    @Test
    void manyWhoFindNoMemoryAskARoomToSleepOnce() {
        var asked = new AtomicInteger();
        var counting = new RoomLoop() {
            @Override
            public void execute(Runnable task) {
                asked.incrementAndGet();
                loop.execute(task);
            }

            @Override
            public void later(Runnable task) {
                loop.later(task);
            }
        };
        rooms = new Rooms("test", store, id -> counting, timer, 1, timer);
        text(session());
        var goOn = loop.hold();
        asked.set(0);
        for (int i = 0; i < 20; i++) {
            assertBusy(rooms.read(session(), CodeFile.FIRST, bytes -> true));
        }
        assertThat(asked).hasValue(1);
        goOn.run();
        loop.quiet();
        assertThat(text(session())).isEqualTo(PYTHON.starter());
    }

    @Test
    void whatARoomHeldIsFreeWhenItSleeps() {
        rooms = rooms(1);
        var first = session();
        text(first);
        assertBusy(rooms.read(session(), CodeFile.FIRST, bytes -> true)); // which sends the empty ones to sleep
        loop.quiet();
        assertThat(text(session())).isEqualTo(PYTHON.starter());
    }

    @Test
    void whatARoomHeldIsFreeWhenItFails() {
        rooms = rooms(1);
        var session = session();
        var noor = enter(session, "noor");
        store.failWrites(StoreException.Kind.FENCED);
        noor.types(clients.incrementAndGet(), "x");
        noor.ear.awaits("CLOSE 1013");
        loop.quiet();
        store.recover();
        assertThat(text(session())).isEqualTo(PYTHON.starter());
    }

    /** As the doors do, which live on the same loops. */
    @Test
    void aFullServerMayBeAskedOnTheLoopOfTheRoomThatIsToSleep() {
        rooms = rooms(1);
        var first = session();
        text(first);
        var second = session();
        while (place(second.id()) != place(first.id())) { // in the same bin of the table of rooms
            second = session();
        }
        var asked = second;
        var answer = new CompletableFuture<CodeAnswer>();
        loop.later(() -> rooms.read(asked, CodeFile.FIRST, bytes -> true).whenComplete((code, failure) -> {
            if (failure == null) {
                answer.complete(code);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        assertBusy(answer.orTimeout(10, TimeUnit.SECONDS));
    }

    private static int place(SessionId id) {
        int hash = id.hashCode();
        return (hash ^ hash >>> 16) & 15;
    }

    // ── the end

    @Test
    void whenTheServerStopsEverybodyIsToldToComeBackBehindWhatWaited() {
        var session = session();
        var noor = enter(session, "noor");
        store.hold();
        noor.types(clients.incrementAndGet(), "last words ");
        Ear.until(() -> store.held() == 1);
        var closing = rooms.close();
        assertThat(closing).isNotDone();
        store.release();
        closing.join();
        assertThat(noor.ear.heard()).endsWith("ACK 1", "GOAWAY", "CLOSE 1012");
    }

    @Test
    void roomsThatCannotBeLoadedDoNotKeepTheServerFromStopping() {
        var session = session();
        store.failReads(StoreException.Kind.DAMAGED);
        var gate = new CountDownLatch(1);
        var reading = rooms.read(session, CodeFile.FIRST, bytes -> true);
        var closing = rooms.close();
        gate.countDown();
        assertFails(reading, StoreException.Kind.DAMAGED);
        closing.join();
    }

    @Test
    void aServerThatHasStoppedTellsWhoeverIsLateToComeBack() {
        rooms.close().join();
        assertBusy(rooms.read(session(), CodeFile.FIRST, bytes -> true));
        assertBusy(rooms.join(member(session(), "late"), new Ear(true)));
    }

    @Test
    void aRoomThatEndsWhileTheServerStopsDoesNotKeepItFromStopping() {
        var session = session();
        var noor = enter(session, "noor");
        store.hold();
        noor.types(clients.incrementAndGet(), "waits for the disk");
        Ear.until(() -> store.held() == 1);
        var closing = rooms.close();
        loop.quiet();
        store.failWrites(StoreException.Kind.FENCED);
        store.release();
        noor.ear.awaits("CLOSE 1013");
        loop.quiet();
        assertThat(closing).isCompleted();
    }
}
