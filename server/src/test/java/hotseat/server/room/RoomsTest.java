package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.feed.Runs;
import hotseat.server.session.CodeFile;
import hotseat.server.session.ParticipantId;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How rooms wake, fall asleep and are asked. */
class RoomsTest extends RoomsByHand {
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

    @Test
    void whoIsOnlineIsToldWithoutWakingTheRoom() {
        var session = session();
        assertThat(rooms.online(session.id()).join()).isEmpty();
        assertThat(store.loads()).isZero();
        var noor = enter(session, "noor");
        assertThat(rooms.online(session.id()).join()).containsExactly(new ParticipantId("noor"));
        noor.attendance().leave();
        loop.quiet();
        assertThat(rooms.online(session.id()).join()).isEmpty();
    }

    @Test
    void aRoomSleepsAWhileAfterTheLastOneLeftAndWakesWithAllThatWasOnDisk() {
        var session = session();
        var noor = enter(session, "noor");
        noor.types(clients.incrementAndGet(), "on disk ");
        noor.ear().awaits("ACK 1");
        timer.pass(EMPTY_FOR.multipliedBy(10), loop);
        assertThat(text(session)).as("somebody is there").startsWith("on disk ");
        assertThat(store.loads()).isEqualTo(1);
        noor.attendance().leave();
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
    void aRoomShowsTheSessionAsItIsAndNotAsTheDoorReadIt() {
        var session = session();
        rooms.change(session, ParticipantId.SERVER, old -> old.withTitle("Part 2"))
                .join();
        timer.pass(EMPTY_FOR, loop);
        var noor = enter(session, "noor"); // whose membership was made of what the door had read before
        assertThat(noor.ear()
                        .messages("WELCOME")
                        .getFirst()
                        .at("/session/title")
                        .asString())
                .isEqualTo("Part 2");
    }

    @Test
    void aRunWhosePageWentAwayWhileABatchWasWrittenIsStillSaidToBeOver() {
        var session = session();
        var mara = enterWithPage(session, "mara");
        var noor = enterWithPage(session, "noor");
        noor.says(new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")));
        noor.ear().awaits("RUNACK");
        store.hold();
        mara.types(clients.incrementAndGet(), "slowly written ");
        Ear.until(() -> store.held() == 1);
        noor.attendance().leave();
        loop.quiet();
        timer.pass(Duration.ofSeconds(5), loop);
        store.release();
        mara.ear().awaits("ACK 1");
        timer.pass(Duration.ofMinutes(2), loop);
        mara.ear().awaits("RUN gone away");
    }

    @Test
    void howOftenARoomIsLookedAtDoesNotGrowWithThoseWhoLeave() {
        var session = session();
        var guests = new ArrayList<Guest>();
        for (int i = 0; i < 4; i++) {
            var guest = enterWithPage(session, "guest" + i);
            guest.says(
                    new Inbound.Run(String.valueOf(i).repeat(32), 0, new RunEvent.Started("main", "a.py", "python")));
            guest.ear().awaits("RUNACK");
            guests.add(guest);
        }
        for (var guest : guests) {
            timer.pass(Duration.ofSeconds(1), loop);
            guest.attendance().leave();
            loop.quiet();
        }
        int before = timer.waiting();
        timer.pass(Runs.AWAY.minusSeconds(4), loop); // since it woke up: nobody has been away for so long
        assertThat(timer.waiting()).as("one look less").isEqualTo(before - 1);
    }
}
