package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.CodeFile;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Append;
import hotseat.server.store.Entry;
import hotseat.server.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What goes wrong in one room, or on the disk, and stays there. */
class RoomsTroubleTest extends RoomsByHand {
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
    void anErrorInARoomEndsThatLifeOfItAndNothingElse() {
        var session = session();
        var other = session();
        var neighbour = enter(other, "rui");
        var noor = enter(session, "noor");
        noor.types(clients.incrementAndGet(), "on disk ");
        noor.ear().awaits("ACK 1");
        var broken = new Ear(true);
        rooms.join(member(session, "mara"), broken).join();
        broken.awaits("WELCOME");
        broken.breaks();
        noor.types(clients.incrementAndGet(), "the last straw ");
        noor.ear().awaits("CLOSE 1013");
        broken.awaits("CLOSE 1013");
        neighbour.types(clients.incrementAndGet(), "undisturbed ");
        neighbour.ear().awaits("ACK 1");
        assertThat(neighbour.ear().heard()).doesNotContain("CLOSE 1013");
        assertThat(enter(session, "noor again").ear().heard()).contains("WELCOME");
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
        noor.ear().awaits("STEP2");
        writeBehindTheRoomsBack(session);
        noor.types(clients.incrementAndGet(), "mine ");
        noor.ear().awaits("CLOSE 1013");
        assertThat(noor.ear().heard()).doesNotContain("ACK 1");
        assertThat(text(session)).startsWith("theirs ").doesNotContain("mine");
    }

    @Test
    void aSessionThatWasDeletedEndsItsRoom() {
        var session = session();
        var noor = enter(session, "noor");
        store.failWrites(StoreException.Kind.GONE);
        noor.types(clients.incrementAndGet(), "into nothing");
        noor.ear().awaits("CLOSE 1013");
        assertThat(noor.ear().heard()).doesNotContain("ACK 1");
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
        assertThat(noor.ear().heard()).doesNotContain("ACK 1");
        assertThat(mara.ear().heard()).doesNotContain("UPDATE");
        store.recover();
        timer.pass(Duration.ofSeconds(1), loop);
        noor.ear().awaits("ACK 1");
        mara.ear().awaits("UPDATE");
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
        noor.ear().awaits("CLOSE 1013");
        loop.quiet();
        assertThat(late.heard()).containsExactly("CLOSE 1013");
    }
}
