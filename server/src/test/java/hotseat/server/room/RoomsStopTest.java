package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.CodeFile;
import hotseat.server.store.StoreException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When the server stops. */
class RoomsStopTest extends RoomsByHand {
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
        assertThat(noor.ear().heard()).endsWith("ACK 1", "GOAWAY", "CLOSE 1012");
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
        noor.ear().awaits("CLOSE 1013");
        loop.quiet();
        assertThat(closing).isCompleted();
    }
}
