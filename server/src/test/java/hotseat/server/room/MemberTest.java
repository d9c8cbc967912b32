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
        return new Member(participant, role.permissions(), document, outbox, RoomByHand.UNHURRIED);
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
    void ofManyQuestionsTheLatestIsAnsweredInOneTurnAndGivesAllOfThemBack() {
        var ear = new Ear(true);
        var member = member(Role.CANDIDATE, ear);
        assertThat(member.beginsTurn()).as("it wants nothing").isFalse();
        member.wants(StateVector.EMPTY, 10);
        assertThat(member.beginsTurn()).as("it waits for its turn now").isTrue();
        member.wants(KNOWS_ONE, 10);
        assertThat(member.beginsTurn()).as("it does already").isFalse();
        assertThat(ear.handled()).as("owed").isZero();
        assertThat(member.answer()).isEqualTo(document.step2(KNOWS_ONE));
        assertThat(ear.handled()).isEqualTo(20);
        assertThat(member.wantsDocument()).isFalse();
        member.wants(StateVector.EMPTY, 1);
        assertThat(member.beginsTurn()).as("an answer is on its way").isFalse();
        member.endsTurn();
        assertThat(member.beginsTurn()).isTrue();
    }

    @Test
    void itHearsOfRunsFromItsHelloOn() {
        var page = member(Role.CANDIDATE, new Ear(true));
        page.hello("a".repeat(32), "");
        page.wantsRuns(Map.of("run", 2), 1);
        page.wantsRuns(Map.of(), 1);
        assertThat(page.hearsRun(0)).as("what it lacks comes first").isFalse();
        assertThat(page.hearsRunsFrom(5)).isEqualTo(Map.of("run", 2));
        page.wantsRuns(Map.of(), 1);
        assertThat(page.beginsTurn()).as("it hears of all").isFalse();
        assertThat(page.hearsRun(4)).isFalse();
        assertThat(page.hearsRun(5)).isTrue();
        assertThat(page.page()).isEqualTo("a".repeat(32));
        var program = member(Role.CANDIDATE, new Ear(false));
        program.wantsRuns(Map.of(), 1);
        assertThat(program.beginsTurn()).as("it does not know what a run is").isFalse();
        assertThat(program.hearsRun(9)).isFalse();
    }
}
