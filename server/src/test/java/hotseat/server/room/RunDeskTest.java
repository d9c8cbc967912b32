package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.store.Entry;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Runs, and who hears of them. The life of somebody's page is named after them. */
class RunDeskTest {
    private static final String RUN = "0123456789abcdef0123456789abcdef";
    private static final Duration AWAY = Runs.AWAY;

    private Instant now = Instant.parse("2026-06-01T12:00:00Z");
    private final HeldLog log = new HeldLog(0);
    private final LiveDocument document = PeopleTest.document();
    private final People people = new People(List.of());
    private final Relay relay = new Relay(people, new HandPace());
    private final Batch batch = new Batch(log, RoomByHand.UNHURRIED, () -> now, 0, () -> {});
    private final Runs runs = new Runs(List.of(), 0, now);
    private final RunDesk desk = new RunDesk(runs, batch, relay, () -> now);
    private final AnswerDesk answers = new AnswerDesk(people, batch, desk, RoomByHand.UNHURRIED);

    private Member enter(String name, Role role, Ear ear) {
        var participant = new Participant(new ParticipantId(name), role, name, Optional.empty(), now);
        var member = new Member(participant, role.permissions(), document, ear, RoomByHand.UNHURRIED);
        people.enter(member);
        member.welcome(PeopleTest.welcome(member));
        ear.take();
        return member;
    }

    private Member enterWithPage(String name, Ear ear) {
        var member = enter(name, Role.CANDIDATE, ear);
        hello(member, page(name), Map.of());
        return member;
    }

    private void hello(Member member, String page, Map<String, Integer> known) {
        batch.execute(() -> answers.hello(member, new Inbound.Hello(page, Optional.empty(), known), 1));
    }

    private static String page(String name) {
        return String.format("%032x", name.hashCode() & 0xFFFFFFFFL);
    }

    private static Inbound.Run started() {
        return new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python"));
    }

    private static Inbound.Run output(int i, String text) {
        return new Inbound.Run(RUN, i, new RunEvent.Output(List.of(List.of(1, text))));
    }

    private void take(Member from, Inbound.Run entry) {
        batch.execute(() -> desk.take(from, entry));
    }

    private static List<String> told(Ear ear) {
        return ear.messages("RUN").stream()
                .map(json -> json.path("i").asInt() + " " + json.path("kind").asString())
                .toList();
    }

    private void leave(Member member) {
        batch.execute(() -> {
            people.leave(member);
            desk.leave(member);
        });
    }

    /** The page that calls itself noor's earlier page, and is its next life. */
    private void reload(Member member) {
        batch.execute(() -> answers.hello(
                member, new Inbound.Hello(page("noor reloaded"), Optional.of(page("noor")), Map.of()), 1));
    }

    @Test
    void anEntryIsConfirmedToItsSenderAndShownToTheOthersOnceItIsOnDisk() {
        var noor = new Ear(true);
        var mara = new Ear(true);
        var runner = enterWithPage("noor", noor);
        enterWithPage("mara", mara);
        take(runner, started());
        assertThat(noor.take()).isEmpty();
        assertThat(mara.take()).isEmpty();
        log.commit();
        assertThat(noor.take()).containsExactly("RUNACK");
        assertThat(mara.take()).containsExactly("RUN");
        assertThat(noor.messages("RUNACK").getFirst().path("number").asInt()).isEqualTo(1);
        assertThat(log.appends.getFirst().run()).hasValue(1);
        assertThat(log.written).extracting(Entry::kind).containsExactly(Entry.Kind.RUN);
    }

    @Test
    void theOtherWindowOfTheRunnerHearsOfTheRunToo() {
        var window = new Ear(true);
        var runner = enterWithPage("noor", new Ear(true));
        enterWithPage("noor", window);
        take(runner, started());
        log.commit();
        assertThat(window.take()).containsExactly("RUN");
    }

    @Test
    void whoArrivesInTheBatchOfAnEntryHearsItOnce() {
        var late = new Ear(true);
        var runner = enterWithPage("noor", new Ear(true));
        var newcomer = enter("late", Role.CANDIDATE, late);
        batch.execute(() -> {
            desk.take(runner, started());
            answers.hello(newcomer, new Inbound.Hello(page("late"), Optional.empty(), Map.of()), 1);
            desk.take(runner, output(1, "x"));
        });
        log.commit();
        assertThat(told(late)).containsExactly("0 started", "1 output");
    }

    @Test
    void aRunOfAPageThatHasNotSaidWhichIsRefused() {
        var ear = new Ear(true);
        var nobody = PeopleTest.member("noor", document, ear);
        people.enter(nobody);
        nobody.welcome(PeopleTest.welcome(nobody));
        ear.take();
        take(nobody, started());
        assertThat(log.waiting).isEmpty();
        assertThat(ear.take()).containsExactly("RUNACK refused");
    }

    @Test
    void beforeItsHelloAPageHearsOfNoRunAndThenOfWhatItLacks() {
        var late = new Ear(true);
        var runner = enterWithPage("noor", new Ear(true));
        var newcomer = enter("late", Role.CANDIDATE, late);
        take(runner, started());
        log.commit();
        take(runner, output(1, "x"));
        log.commit();
        assertThat(late.take()).isEmpty();
        hello(newcomer, page("late"), Map.of(RUN, 1));
        assertThat(told(late)).containsExactly("1 output");
    }

    @Test
    void aReloadedPageEndsWhatItsEarlierLifeExecutedAndHearsSoItself() {
        var mara = new Ear(true);
        var again = new Ear(true);
        var runner = enterWithPage("noor", new Ear(true));
        enterWithPage("mara", mara);
        take(runner, started());
        log.commit();
        leave(runner);
        reload(enter("noor", Role.CANDIDATE, again));
        log.commit();
        assertThat(told(mara)).containsExactly("0 started", "1 gone");
        assertThat(told(again)).containsExactly("0 started", "1 gone");
        assertThat(mara.messages("RUN").getLast().path("why").asString()).isEqualTo("reload");
        assertThat(log.written.getLast().participant()).isEqualTo(new ParticipantId("noor"));
    }

    @Test
    void aReloadedPageMayArriveBeforeItsEarlierLifeIsKnownToHaveLeft() {
        var mara = new Ear(true);
        var again = new Ear(true);
        var runner = enterWithPage("noor", new Ear(true));
        enterWithPage("mara", mara);
        take(runner, started());
        log.commit();
        reload(enter("noor", Role.CANDIDATE, again));
        assertThat(log.waiting).as("a duplicated tab ends nothing").isEmpty();
        leave(runner);
        log.commit();
        assertThat(told(mara)).containsExactly("0 started", "1 gone");
        assertThat(told(again)).containsExactly("0 started", "1 gone");
        assertThat(mara.messages("RUN").getLast().path("why").asString()).isEqualTo("reload");
    }

    @Test
    void nobodyEndsTheRunsOfSomebodyElseByNamingTheirPage() {
        var mara = new Ear(true);
        take(enterWithPage("noor", new Ear(true)), started());
        log.commit();
        var eve = enter("eve", Role.CANDIDATE, mara);
        batch.execute(() -> answers.hello(eve, new Inbound.Hello(page("eve"), Optional.of(page("noor")), Map.of()), 1));
        assertThat(log.waiting).isEmpty();
        assertThat(told(mara)).containsExactly("0 started");
    }

    @Test
    void aPageThatHasBeenAwayForLongHasNoRunsAnyMoreUntilItIsBack() {
        var mara = new Ear(true);
        var runner = enterWithPage("noor", new Ear(true));
        enterWithPage("mara", mara);
        take(runner, started());
        log.commit();
        leave(runner);
        now = now.plus(AWAY).minusMillis(1);
        batch.execute(() -> assertThat(desk.sweep()).as("ask again").isTrue());
        assertThat(log.waiting).isEmpty();
        now = now.plusMillis(1);
        batch.execute(() -> assertThat(desk.sweep()).isFalse());
        log.commit();
        assertThat(told(mara)).containsExactly("0 started", "1 gone");
        assertThat(log.written.getLast().participant()).isEqualTo(ParticipantId.SERVER);
        take(enterWithPage("noor", new Ear(true)), output(1, "back"));
        log.commit();
        assertThat(told(mara)).containsExactly("0 started", "1 gone", "1 output");
    }

    @Test
    void whoMayNotRunIsToldSoAndNothingIsWritten() {
        var rui = new Ear(true);
        var watching = enter("rui", Role.OBSERVER, rui);
        take(watching, started());
        assertThat(rui.take()).containsExactly("RUNACK refused");
        assertThat(rui.messages("RUNACK").getFirst().path("refused").asString()).contains("watching only");
        assertThat(log.waiting).isEmpty();
    }

    @Test
    void whatIsNotKnownAnyMoreIsConfirmedWithoutANumber() {
        var noor = new Ear(true);
        take(enterWithPage("noor", noor), output(5, "of a run before the flood"));
        assertThat(noor.take()).containsExactly("RUNACK");
        JsonNode ack = noor.messages("RUNACK").getFirst();
        assertThat(ack.has("number")).isFalse();
        assertThat(ack.has("refused")).isFalse();
        assertThat(ack.path("i").asInt()).isEqualTo(5);
        assertThat(log.waiting).isEmpty();
    }

    @Test
    void aHostStopsARunWhereItIsExecutedAndNobodyElseDoes() {
        var noor = new Ear(true);
        var other = new Ear(true);
        var runner = enterWithPage("noor", noor);
        enterWithPage("rui", other);
        take(runner, started());
        log.commit();
        noor.take();
        other.take();
        var candidate = enterWithPage("eve", new Ear(true));
        batch.execute(() -> desk.stop(candidate, RUN));
        assertThat(noor.take()).isEmpty();
        var host = enter("mara", Role.HOST, new Ear(true));
        batch.execute(() -> desk.stop(host, "f".repeat(32)));
        assertThat(noor.take()).isEmpty();
        batch.execute(() -> desk.stop(host, RUN));
        assertThat(noor.take()).containsExactly("STOP");
        assertThat(noor.messages("STOP").getFirst().path("by").asString()).isEqualTo("mara");
        assertThat(other.take()).isEmpty();
        take(runner, new Inbound.Run(RUN, 1, new RunEvent.Ended(0, 1, null, "stopped", null)));
        log.commit();
        noor.take();
        batch.execute(() -> desk.stop(host, RUN));
        assertThat(noor.take()).as("it has ended").isEmpty();
    }
}
