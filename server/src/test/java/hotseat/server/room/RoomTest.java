package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.update.StateVector;
import hotseat.server.session.CodeFile;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.store.Author;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import org.junit.jupiter.api.Test;

/** How edits come in, and in which order who hears of them. */
class RoomTest extends RoomByHand {
    @Test
    void nobodySeesAnEditThatIsNotOnDiskNorIsItsAuthorToldThatItIs() {
        var noor = new Ear(true);
        var mara = new Ear(false);
        var author = join("noor", Role.CANDIDATE, noor);
        join("mara", Role.HOST, mara);
        noor.take();
        room.receive(author, edit(11, "x"), 10);
        assertThat(noor.take()).isEmpty();
        assertThat(mara.take()).isEmpty();
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 1");
        assertThat(mara.take()).containsExactly("UPDATE");
        assertThat(mara.text()).startsWith("x");
    }

    @Test
    void whoArrivesDuringACommitIsAnsweredBehindIt() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "x"), 10);
        var late = new Ear(false);
        var member = enter("late", Role.HOST, late);
        room.receive(member, new Inbound.SyncStep1(StateVector.EMPTY), 4);
        room.read(CodeFile.FIRST, bytes -> true, new Answer<>(answer -> late.close(CloseCode.STALLED, "REST")));
        assertThat(late.take()).isEmpty();
        log.commit();
        assertThat(late.take()).containsExactly("STEP1", "STEP2", "CLOSE 4508");
        assertThat(late.text()).startsWith("x");
    }

    @Test
    void whatArrivesDuringACommitIsTheNextBatch() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "a"), 10);
        room.receive(author, edit(12, "b"), 10);
        room.receive(author, edit(13, "c"), 10);
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 1");
        assertThat(log.written).hasSize(1);
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 3");
        assertThat(log.written).hasSize(3);
        assertThat(noor.handled()).isEqualTo(4 + 4 + 30);
    }

    @Test
    void aRefusalIsHeardBeforeTheAcknowledgementThatCountsPastIt() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "a"), 10);
        room.receive(author, new Inbound.Edit(new byte[] {9, 9}, false), 2);
        room.receive(author, edit(12, "b"), 10);
        log.commitAll();
        assertThat(noor.take()).containsExactly("ACK 1", "NACK 2 malformed", "ACK 3");
    }

    @Test
    void aStockClientIsClosedWithTheReasonInstead() {
        var program = new Ear(false);
        var author = join("program", Role.CANDIDATE, program);
        room.receive(author, new Inbound.Edit(new byte[] {9, 9}, false), 2);
        assertThat(program.take()).containsExactly("CLOSE 4422");
    }

    @Test
    void anObserverIsAskedForNothingAndWritesNothing() {
        var rui = new Ear(true);
        var watching = enter("rui", Role.OBSERVER, rui);
        assertThat(rui.take()).containsExactly("WELCOME");
        room.receive(watching, edit(11, "x"), 10);
        assertThat(rui.take()).containsExactly("NACK 1 read-only", "ACK 1");
        room.receive(watching, new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")), 10);
        assertThat(rui.take()).containsExactly("RUNACK refused");
        assertThat(log.waiting).isEmpty();
    }

    @Test
    void aYjsIdBelongsToItsFirstUser() {
        var noor = new Ear(true);
        var eve = new Ear(true);
        room.receive(join("noor", Role.CANDIDATE, noor), edit(11, "mine"), 10);
        var other = join("eve", Role.CANDIDATE, eve);
        log.commitAll();
        eve.take();
        room.receive(other, edit(11, "forged and longer"), 10);
        log.commitAll();
        assertThat(eve.take()).containsExactly("NACK 1 foreign-client", "ACK 1");
        assertThat(log.authors).containsExactly(new Author("shared", 11, new ParticipantId("noor")));
        room.receive(other, edit(STARTER, "as the server, longer than the starter".repeat(9)), 10);
        assertThat(eve.take()).containsExactly("NACK 2 foreign-client", "ACK 2");
    }
}
