package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.update.StateVector;
import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Answers that may be long, to readers who take them when the test says so. */
class AnswerDeskTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final String ROOT = CodeFile.root(CodeFile.FIRST);
    private static final String RUN = "0123456789abcdef0123456789abcdef";
    private static final String PAGE = "f".repeat(32);

    private final HeldLog log = new HeldLog(0);
    private final HandPace pace = new HandPace();
    private final LiveDocument document = PeopleTest.document();
    private final People people = new People(List.of());
    private final Relay relay = new Relay(people, new HandPace());
    private final Batch batch = new Batch(log, pace, () -> NOON, 0, () -> {});
    private final EditDesk edits = new EditDesk(people, batch, relay, () -> false);
    private final RunDesk runs = new RunDesk(new Runs(List.of(), 0, NOON), batch, relay, () -> NOON);
    private final AnswerDesk desk = new AnswerDesk(people, batch, runs, pace);

    private final Ear slow = Ear.slow();

    private Member enter(String name, Ear ear) {
        var participant = new Participant(new ParticipantId(name), Role.CANDIDATE, name, Optional.empty(), NOON);
        var member = new Member(participant, Role.CANDIDATE.permissions(), document, ear, pace);
        people.enter(member);
        member.welcome(PeopleTest.welcome(member));
        ear.take();
        return member;
    }

    private void asks(Member member) {
        desk.document(member, StateVector.EMPTY, 1);
    }

    private void saysHello(Member member) {
        batch.execute(() -> desk.hello(member, new Inbound.Hello(PAGE, Optional.empty(), Map.of()), 1));
    }

    /** The turn of the slow one comes, and the loop comes round. */
    private void turnComes() {
        slow.turns.remove().run();
        pace.turn();
    }

    /** What was sent to the slow one has left, and the loop comes round. */
    private void leaves() {
        slow.writing.remove().run();
        pace.turn();
    }

    private void edit(Member from, long client, String text) {
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        var update = doc.transact(client, edit -> edit.insert(doc.text(ROOT), 0, text));
        batch.execute(() -> edits.take(from, new Inbound.Edit(update, false)));
    }

    private void run(Member from, int i, RunEvent event) {
        batch.execute(() -> runs.take(from, new Inbound.Run(RUN, i, event)));
    }

    private void started(Member from) {
        from.hello("e".repeat(32), "");
        run(from, 0, new RunEvent.Started("main", "main.py", "python"));
    }

    @Test
    void whoAsksForEverythingAThousandTimesIsAnsweredOneAtATime() {
        var member = enter("noor", slow);
        for (int i = 0; i < 1_000; i++) {
            asks(member);
        }
        assertThat(slow.take()).as("its turn has not come").isEmpty();
        slow.turns.remove().run();
        assertThat(slow.take()).as("behind what waits on the loop").isEmpty();
        pace.turn();
        assertThat(slow.take()).containsExactly("STEP2");
        assertThat(slow.handled()).isEqualTo(1_000);
        asks(member);
        assertThat(slow.turns).as("one is on its way").isEmpty();
        leaves();
        turnComes();
        assertThat(slow.take()).containsExactly("STEP2");
        leaves();
        assertThat(slow.turns).isEmpty();
        assertThat(slow.handled()).isEqualTo(1_001);
    }

    @Test
    void whoSaysHelloAThousandTimesIsToldOfTheRunsOnce() {
        var runner = enter("noor", new Ear(true));
        started(runner);
        log.commit();
        var member = enter("late", slow);
        for (int i = 0; i < 1_000; i++) {
            saysHello(member);
        }
        assertThat(slow.take()).as("its turn has not come").isEmpty();
        assertThat(slow.handled()).as("what the first said is in memory").isEqualTo(999);
        turnComes();
        assertThat(slow.take()).containsExactly("RUN");
        assertThat(slow.handled()).isEqualTo(1_000);
        saysHello(member);
        leaves();
        assertThat(slow.turns).as("it has been told all there is").isEmpty();
        run(runner, 1, new RunEvent.Input("42"));
        log.commit();
        saysHello(member);
        assertThat(slow.turns).isEmpty();
        assertThat(slow.take()).containsExactly("RUN");
    }

    @Test
    void theDocumentAndTheRunsGoOneAfterTheOther() {
        started(enter("noor", new Ear(true)));
        log.commit();
        var member = enter("late", slow);
        saysHello(member);
        asks(member);
        turnComes();
        assertThat(slow.take()).as("as it asked for them").containsExactly("RUN");
        assertThat(slow.turns).isEmpty();
        leaves();
        turnComes();
        assertThat(slow.take()).containsExactly("STEP2");
    }

    @Test
    void whatHappensWhileAPageWaitsForItsTurnIsPartOfWhatItIsToldThen() {
        var runner = enter("noor", new Ear(true));
        started(runner);
        log.commit();
        var member = enter("late", slow);
        saysHello(member);
        run(runner, 1, new RunEvent.Input("42"));
        slow.turns.remove().run();
        pace.turn();
        assertThat(slow.take()).as("it is not on disk yet").isEmpty();
        log.commit();
        assertThat(slow.take()).as("each once").containsExactly("RUN", "RUN");
        assertThat(slow.messages("RUN"))
                .extracting(entry -> entry.path("i").asInt())
                .containsExactly(0, 1);
    }

    @Test
    void whereThereAreNoRunsThePageHearsOfThoseThatCome() {
        var runner = enter("noor", new Ear(true));
        var member = enter("late", slow);
        saysHello(member);
        turnComes();
        leaves();
        started(runner);
        log.commit();
        assertThat(slow.take()).containsExactly("RUN");
    }

    @Test
    void aTurnIsWaitedForWhenTheRoomHasGotToTheQuestion() {
        var author = enter("noor", new Ear(true));
        edit(author, 7, "not on disk yet");
        var member = enter("late", slow);
        asks(member);
        assertThat(slow.turns).as("others could have it meanwhile").isEmpty();
        log.commit();
        assertThat(slow.turns).hasSize(1);
    }

    @Test
    void anAnswerShowsOnlyWhatIsOnDiskAndDoesNotWaitForMore() {
        var author = enter("noor", new Ear(true));
        var member = enter("late", slow);
        asks(member);
        edit(author, 7, "saved ");
        turnComes();
        edit(author, 8, "not saved ");
        assertThat(slow.take()).isEmpty();
        log.commit();
        assertThat(slow.take()).contains("STEP2");
        assertThat(slow.text())
                .as("the next batch is on its way to the disk")
                .contains("saved")
                .doesNotContain("not");
        assertThat(log.waiting).hasSize(1);
    }

    @Test
    void whoHasLeftWaitsForNoTurnAndIsAnsweredNothing() {
        var member = enter("noor", slow);
        asks(member);
        people.leave(member);
        turnComes();
        asks(member);
        assertThat(slow.take()).isEmpty();
        assertThat(slow.turns).isEmpty();
    }
}
