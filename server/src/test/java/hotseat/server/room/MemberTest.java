package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.update.StateVector;
import hotseat.server.document.LiveDocument;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Permission;
import hotseat.server.session.Role;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Outbound;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberTest {
    private static final StateVector KNOWS_ONE = new StateVector(Map.of(7L, 1));

    private final LiveDocument document = PeopleTest.document();

    private Member member(Role role, Outbox outbox) {
        var participant = new Participant(
                new ParticipantId("noor"), role, "noor", Optional.empty(), Instant.parse("2026-06-01T12:00:00Z"));
        return new Member(participant, role.permissions(), document, outbox, RoomTest.UNHURRIED);
    }

    private static Outbound.Nack nack() {
        return new Outbound.Nack(1, "schema", "no such place", null, null);
    }

    @Test
    void whatAMemberMayIsWhatTheDoorGaveThem() {
        var candidate = member(Role.CANDIDATE, new Ear(true));
        assertThat(candidate.mayEdit()).isTrue();
        assertThat(candidate.may(Permission.MANAGE)).isFalse();
        var observer = member(Role.OBSERVER, new Ear(true));
        assertThat(observer.mayEdit()).isFalse();
        assertThat(observer.may(Permission.READ)).isTrue();
    }

    @Test
    void acknowledgementsCountAllThatCameAndComeOnlyWhenThereIsNews() {
        var ear = new Ear(true);
        var member = member(Role.CANDIDATE, ear);
        member.acknowledge();
        assertThat(ear.take()).isEmpty();
        assertThat(member.countDocumentMessage()).isEqualTo(1);
        assertThat(member.countDocumentMessage()).isEqualTo(2);
        member.acknowledge();
        member.acknowledge();
        assertThat(ear.take()).containsExactly("ACK 2");
        assertThat(member.countDocumentMessage()).isEqualTo(3);
        member.acknowledge();
        assertThat(ear.take()).containsExactly("ACK 3");
    }

    @Test
    void aStockClientIsToldNothingInJsonAndClosedWhereAPageIsToldWhy() {
        var page = new Ear(true);
        var program = new Ear(false);
        member(Role.CANDIDATE, page).refuse(nack(), CloseCode.REFUSED);
        assertThat(page.take()).containsExactly("NACK 1 schema");
        var stock = member(Role.CANDIDATE, program);
        stock.refuse(nack(), CloseCode.TOO_BIG);
        stock.countDocumentMessage();
        stock.acknowledge();
        stock.tell(new Outbound.GoAway(1));
        assertThat(program.take()).containsExactly("CLOSE 4413");
    }

    @Test
    void itIsAskedForWhatIsMissingOnceUntilItSendsSomethingComplete() {
        var member = member(Role.CANDIDATE, new Ear(true));
        assertThat(member.asksNow()).isTrue();
        assertThat(member.asksNow()).isFalse();
        member.sentComplete();
        assertThat(member.asksNow()).isTrue();
        assertThat(member.asksNow()).isFalse();
    }

    @Test
    void ofManyQuestionsOneAnswerIsUnderWayAndTheLatestQuestionIsAnsweredNext() {
        var outbox = Ear.slow();
        var member = member(Role.CANDIDATE, outbox);
        assertThat(member.wants(StateVector.EMPTY, 10))
                .as("it waits for its turn now")
                .isTrue();
        assertThat(member.wants(StateVector.EMPTY, 10)).as("it does already").isFalse();
        member.answer(() -> {});
        assertThat(outbox.take()).containsExactly("STEP2");
        for (int i = 0; i < 100; i++) {
            assertThat(member.wants(KNOWS_ONE, 1)).as("while one is under way").isFalse();
        }
        assertThat(outbox.handled())
                .as("what is asked meanwhile is owed until the next answer")
                .isEqualTo(20);
        outbox.writing.remove().run();
        assertThat(member.asksAgain()).isTrue();
        member.answer(() -> {});
        assertThat(outbox.take()).containsExactly("STEP2");
        assertThat(outbox.handled()).isEqualTo(120);
        outbox.writing.remove().run();
        assertThat(member.asksAgain()).isFalse();
        assertThat(member.wants(StateVector.EMPTY, 1)).isTrue();
    }

    @Test
    void whoAskedNothingIsAnsweredNothing() {
        var outbox = Ear.slow();
        var member = member(Role.CANDIDATE, outbox);
        member.answer(() -> {
            throw new AssertionError("nothing was written");
        });
        assertThat(outbox.take()).isEmpty();
    }

    @Test
    void itHearsOfRunsFromItsHelloOn() {
        var page = member(Role.CANDIDATE, new Ear(true));
        assertThat(page.hearsRun(0)).isFalse();
        page.hello("a".repeat(32), "", 5);
        assertThat(page.hearsRun(4)).isFalse();
        assertThat(page.hearsRun(5)).isTrue();
        assertThat(page.page()).isEqualTo("a".repeat(32));
        var program = member(Role.CANDIDATE, new Ear(false));
        program.hello("b".repeat(32), "", 0);
        assertThat(program.hearsRun(9)).isFalse();
    }
}
