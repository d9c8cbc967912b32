package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.update.StateVector;
import hotseat.server.session.Role;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checkpoints, and what a room owes when it ends. */
class RoomEndsTest extends RoomByHand {
    @Test
    void aDismissedRoomFirstWritesWhatItHas() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "last words"), 10);
        var done = new ArrayList<String>();
        room.dismiss(2_000, () -> done.add("quiet"));
        assertThat(noor.take()).isEmpty();
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 1", "GOAWAY", "CLOSE 1012");
        assertThat(done).containsExactly("quiet");
    }

    @Test
    void everyMessageIsGivenBackOnceWhateverItIs() {
        var noor = new Ear(true);
        var author = enter("noor", Role.CANDIDATE, noor);
        int expected = 0;
        var all = List.of(
                new Inbound.SyncStep1(StateVector.EMPTY),
                edit(11, "x"),
                edit(12, "y"),
                new Inbound.Edit(new byte[] {9, 9}, true),
                presence(5, 1, "{}"),
                new Inbound.QueryPresence(),
                hello("noor"),
                new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")),
                new Inbound.BadRun(RUN, 1, "text: missing"),
                new Inbound.Stop(RUN),
                new Inbound.Unknown(42));
        for (var message : all) {
            room.receive(author, message, 1_000 + expected);
            expected += 1_000 + expected;
            log.commitAll();
        }
        assertThat(noor.handled()).isEqualTo(expected);
    }

    @Test
    void aCheckpointCoversWhatIsOnDiskAndIsMadeOnceForIt() {
        var author = join("noor", Role.CANDIDATE, new Ear(true));
        room.checkpoint();
        assertThat(log.checkpoints).as("nothing is new").isEmpty();
        room.receive(author, edit(11, "x"), 10);
        room.checkpoint();
        assertThat(log.checkpoints).as("a batch is in flight").isEmpty();
        log.commit();
        log.takesCheckpoints = null;
        room.checkpoint();
        room.checkpoint();
        assertThat(log.checkpoints).as("one at a time").containsExactly(2L);
        log.checkpointed.remove().accept(false);
        room.checkpoint();
        assertThat(log.checkpoints).as("after one that failed").containsExactly(2L, 2L);
        log.checkpointed.remove().accept(true);
        room.checkpoint();
        assertThat(log.checkpoints).as("nothing is new").hasSize(2);
    }

    @Test
    void aCheckpointIsMadeByItselfAfterManyEdits() {
        var author = join("noor", Role.CANDIDATE, new Ear(true));
        log.takesCheckpoints = true;
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        for (int i = 0; i < 5; i++) {
            var text = "x".repeat(900_000);
            room.receive(
                    author,
                    new Inbound.Edit(
                            doc.transact(21, change -> {
                                change.delete(doc.text(ROOT), 0, doc.text(ROOT).length());
                                change.insert(doc.text(ROOT), 0, text);
                            }),
                            false),
                    10);
            log.commit();
        }
        assertThat(log.checkpoints).containsExactly(6L);
    }

    @Test
    void anAbandonedRoomClosesAlsoThoseItHasNotLetInYet() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "x"), 10);
        var late = new Ear(true);
        enter("late", Role.CANDIDATE, late);
        room.abandon("moved");
        assertThat(noor.take()).containsExactly("CLOSE 1013");
        assertThat(late.take()).containsExactly("CLOSE 1013");
        assertThat(noor.isReleased() && late.isReleased())
                .as("what waited to be dealt with is gone with the room")
                .isTrue();
    }

    @Test
    void whatSomebodySentIsCountedUntilTheRoomHasGotToItAlsoWhenTheyHaveLeft() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "in flight"), 10);
        room.receive(author, edit(11, "waits"), 10);
        room.leave(author);
        assertThat(noor.isReleased()).as("both are in memory").isFalse();
        log.commitAll();
        assertThat(noor.isReleased()).isTrue();
    }

    @Test
    void anAbandonedRoomOwesNothingToThoseEitherWhoLeftInTheBatchThatWasNeverWritten() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "in flight"), 10);
        room.receive(author, edit(11, "with the next batch, as the leaving"), 10);
        room.leave(author);
        log.commit();
        assertThat(log.waiting).as("it is being written").hasSize(1);
        room.abandon("moved");
        assertThat(noor.isReleased()).isTrue();
    }
}
