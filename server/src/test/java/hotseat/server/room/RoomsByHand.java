package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.update.StateVector;
import hotseat.server.admission.Sessions;
import hotseat.server.document.CodeAnswer;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Rooms with a real store, real threads and one loop; time passes when the test lets it. */
abstract class RoomsByHand {
    static final Language PYTHON = Language.parse("language", "python");
    static final String RUN = "0123456789abcdef0123456789abcdef";
    static final Duration EMPTY_FOR = Duration.ofSeconds(30);
    static final long PLENTY = 1L << 30;

    @TempDir
    Path folder;

    final HandTimer timer = new HandTimer();
    final TestLoop loop = new TestLoop();
    final AtomicLong clients = new AtomicLong(1_000);
    TroubledStore store;
    Sessions sessions;
    Rooms rooms;

    @BeforeEach
    void open() {
        store = new TroubledStore(SqliteStore.open(folder.resolve("test.db"), false, Runnable::run));
        sessions = new Sessions(store, timer);
        rooms = rooms(PLENTY);
    }

    Rooms rooms(long memoryMax) {
        return new Rooms("test", store, id -> loop, timer, memoryMax, timer);
    }

    @AfterEach
    void close() {
        store.close();
        loop.close();
        timer.shutdownNow();
    }

    Session session() {
        return sessions.create("Rota gaps", "python").join().session();
    }

    static Membership member(Session session, String name) {
        return new Membership(
                session,
                new Participant(new ParticipantId(name), Role.CANDIDATE, name, Optional.of(4), session.createdAt()));
    }

    /** Somebody in a room: what they hear, and their hold on it. */
    record Guest(Ear ear, Attendance attendance) {
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

    Guest enter(Session session, String name) {
        var ear = new Ear(true);
        var guest = new Guest(ear, rooms.join(member(session, name), ear).join());
        ear.awaits("WELCOME");
        return guest;
    }

    static String page(String name) {
        return String.format("%032x", name.hashCode() & 0xFFFFFFFFL);
    }

    Guest enterWithPage(Session session, String name) {
        var guest = enter(session, name);
        guest.says(new Inbound.Hello(page(name), Optional.empty(), Map.of()));
        return guest;
    }

    String text(Session session) {
        return ((CodeAnswer.Code)
                        rooms.read(session, CodeFile.FIRST, bytes -> true).join())
                .text();
    }

    CompletableFuture<CodeAnswer> replace(Session session, String text) {
        return rooms.replace(session, ParticipantId.SERVER, CodeFile.FIRST, Optional.empty(), text, old -> true);
    }

    static void assertBusy(CompletableFuture<?> asked) {
        assertThatThrownBy(asked::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(Busy.class);
    }

    static void assertFails(CompletableFuture<?> asked, StoreException.Kind kind) {
        assertThatThrownBy(asked::join)
                .cause()
                .isInstanceOfSatisfying(
                        StoreException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    /** Somebody else, such as a second server, writes to the log of a session. */
    void writeBehindTheRoomsBack(Session session) {
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        var root = doc.text(CodeFile.root(CodeFile.FIRST));
        var update = doc.transact(clients.incrementAndGet(), change -> change.insert(root, 0, "theirs "));
        long next = store.counters(session.id()).entries() + 1;
        var entry = new Entry(timer.instant(), new ParticipantId("else"), "shared", Entry.Kind.UPDATE, update);
        store.append(session.id(), new Append(next, List.of(entry), List.of(), OptionalInt.empty(), Optional.empty()))
                .join();
    }

    static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static int place(SessionId id) {
        int hash = id.hashCode();
        return (hash ^ hash >>> 16) & 15;
    }
}
