package hotseat.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.ParticipantId;
import hotseat.server.store.Entry;
import hotseat.server.store.Numbered;
import hotseat.server.wire.FrameReader;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Json;
import hotseat.server.wire.RunEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Runs have short names here: {@code a} stands for a run that is called so 32 times. */
class RunsTest {
    private static final ParticipantId NOOR = new ParticipantId("noor");
    private static final ParticipantId MARA = new ParticipantId("mara");
    private static final String PAGE = "1".repeat(32);
    private static final String OTHER_PAGE = "2".repeat(32);
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final Runs runs = new Runs(List.of(), 0, NOON);
    private final List<byte[]> log = new ArrayList<>();

    private static String name(String run) {
        return run.repeat(32).substring(0, 32);
    }

    private Outcome accept(ParticipantId from, String run, int i, RunEvent event) {
        var outcome = runs.accept(from, PAGE, new Inbound.Run(name(run), i, event), NOON);
        if (outcome instanceof Outcome.Accepted(var json, var number)) {
            log.add(json);
        }
        return outcome;
    }

    private void start(String run) {
        assertThat(accept(NOOR, run, 0, started())).isInstanceOf(Outcome.Accepted.class);
    }

    private static RunEvent started() {
        return new RunEvent.Started("main", "main.py", "python");
    }

    private static RunEvent output(String text) {
        return new RunEvent.Output(List.of(List.of(1, text)));
    }

    /** About so many bytes of JSON: control characters take six each. */
    private static RunEvent large(int bytes) {
        return output("\u0001".repeat(bytes / 6));
    }

    private static RunEvent ended() {
        return new RunEvent.Ended(0, 1, null, "exit", null);
    }

    private static JsonNode json(byte[] bytes) {
        return Json.MAPPER.readTree(bytes);
    }

    private static String word(JsonNode entry) {
        return entry.path("run").asString().charAt(0) + " " + entry.path("i").asInt() + " "
                + entry.path("kind").asString();
    }

    /** The kept entries that a page lacks, in short. */
    private List<String> lacking(Map<String, Integer> known) {
        return words(runs, known);
    }

    private static List<String> words(Runs runs, Map<String, Integer> known) {
        return runs.lacking(known).stream()
                .map(frame -> word(Json.MAPPER.readTree(FrameReader.json(frame))))
                .toList();
    }

    private List<String> told(List<byte[]> entries) {
        log.addAll(entries);
        return entries.stream().map(RunsTest::json).map(RunsTest::word).toList();
    }

    /** What a room has that wakes up from the log. */
    private Runs reloaded(Instant now) {
        var stored = new ArrayList<Numbered>();
        for (var entry : log) {
            var by = json(entry).path("kind").asString().equals("gone") ? ParticipantId.SERVER : NOOR;
            stored.add(new Numbered(stored.size() + 1, new Entry(NOON, by, "shared", Entry.Kind.RUN, entry)));
        }
        return new Runs(stored, runs.started(), now);
    }

    // ── entries

    @Test
    void anEntryIsShownWithWhoItIsOfWhenAndTheNumberOfItsRun() {
        start("a");
        var entry = json(log.getFirst());
        assertThat(entry.toString())
                .isEqualTo("{\"kind\":\"started\",\"file\":\"main\",\"fileName\":\"main.py\",\"language\":\"python\","
                        + "\"page\":\"" + PAGE + "\",\"type\":\"RUN\",\"run\":\"" + name("a")
                        + "\",\"i\":0,\"participant\":\"noor\",\"number\":1,\"at\":\"2026-06-01T12:00:00Z\"}");
    }

    @Test
    void runsAreNumberedInTheOrderInWhichTheyStartWhoeverStartsThem() {
        start("a");
        accept(MARA, "b", 0, started());
        start("c");
        assertThat(log).extracting(entry -> json(entry).path("number").asInt()).containsExactly(1, 2, 3);
        assertThat(runs.started()).isEqualTo(3);
        assertThat(new Runs(List.of(), 41, NOON).accept(NOOR, PAGE, new Inbound.Run(name("d"), 0, started()), NOON))
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> assertThat(accepted.number()).isEqualTo(42));
    }

    @Test
    void whatIsSentAgainIsConfirmedAndNotTakenTwice() {
        start("a");
        accept(NOOR, "a", 1, output("x"));
        assertThat(accept(NOOR, "a", 0, started())).isEqualTo(new Outcome.Done(1));
        assertThat(accept(NOOR, "a", 1, output("another"))).isEqualTo(new Outcome.Done(1));
        assertThat(lacking(Map.of())).containsExactly("a 0 started", "a 1 output");
    }

    @Test
    void behindItsEndNothingMoreIsTaken() {
        start("a");
        accept(NOOR, "a", 1, ended());
        assertThat(accept(NOOR, "a", 2, output("late"))).isEqualTo(new Outcome.Done(1));
        assertThat(accept(NOOR, "a", 3, ended())).isEqualTo(new Outcome.Done(1));
        assertThat(log).hasSize(2);
    }

    @Test
    void aRunBeginsWithStartedAndOnlyThere() {
        assertThat(accept(NOOR, "a", 0, output("x"))).isInstanceOf(Outcome.Refused.class);
        assertThat(accept(NOOR, "a", 0, ended())).isInstanceOf(Outcome.Refused.class);
        assertThat(runs.started()).isZero();
        start("a");
        assertThat(accept(NOOR, "a", 1, started())).isInstanceOf(Outcome.Refused.class);
        assertThat(accept(NOOR, "a", 1, output("x"))).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aRunIsOfWhoStartedIt() {
        start("a");
        assertThat(accept(MARA, "a", 1, ended())).isInstanceOf(Outcome.Refused.class);
        assertThat(accept(MARA, "a", 0, started())).isInstanceOf(Outcome.Refused.class);
        assertThat(runs.isBy(NOOR)).isTrue();
        assertThat(runs.isBy(MARA)).isFalse();
    }

    @Test
    void theMiddleOfARunThatIsNotKnownIsConfirmedWithoutMore() {
        assertThat(accept(NOOR, "a", 3, output("x"))).isInstanceOf(Outcome.Unknown.class);
        assertThat(accept(NOOR, "a", 3, started())).isInstanceOf(Outcome.Unknown.class);
        assertThat(runs.lacking(Map.of())).isEmpty();
    }

    @Test
    void aGapIsTakenForWhatWasConfirmedBefore() {
        start("a");
        assertThat(accept(NOOR, "a", 7, output("x"))).isInstanceOf(Outcome.Accepted.class);
        assertThat(accept(NOOR, "a", 5, output("between"))).isEqualTo(new Outcome.Done(1));
        assertThat(lacking(Map.of())).containsExactly("a 0 started", "a 7 output");
    }

    // ── bounds

    @Test
    void aRunThatSaysTooMuchIsKeptToItsBoundAndItsEndIsTold() {
        start("a");
        int i = 1;
        while (accept(NOOR, "a", i, large(300_000)) instanceof Outcome.Accepted) {
            i++;
        }
        assertThat(i).isBetween(13, 15);
        assertThat(accept(NOOR, "a", i + 1, output("x"))).isEqualTo(new Outcome.Done(1));
        assertThat(accept(NOOR, "a", i + 2, ended())).isInstanceOf(Outcome.Accepted.class);
        assertThat(lacking(Map.of())).last().isEqualTo("a " + (i + 2) + " ended");
    }

    @Test
    void ofManyRunsTheLatestFiftyAreKept() {
        for (int i = 0; i < 60; i++) {
            var run = new Inbound.Run(String.format("%032x", i), 0, started());
            runs.accept(NOOR, PAGE, run, NOON);
        }
        assertThat(runs.lacking(Map.of())).hasSize(50);
        assertThat(runs.started()).isEqualTo(60);
    }

    @Test
    void whatIsKeptOfAllRunsIsBoundedAndTheOldestGoFirst() {
        for (var run : List.of("a", "b", "c", "d", "e")) {
            start(run);
            for (int i = 1; i <= 4; i++) {
                accept(NOOR, run, i, large(390_000));
            }
            accept(NOOR, run, 5, ended());
        }
        assertThat(lacking(Map.of())).startsWith("d 0 started").endsWith("e 5 ended");
        assertThat(size(runs)).isLessThanOrEqualTo(Runs.BYTES_MAX);
    }

    private static long size(Runs runs) {
        return runs.lacking(Map.of()).stream().mapToLong(frame -> frame.length).sum();
    }

    @Test
    void theOldestRunThatGoesOnWritingPushesOutTheOthersAndNotTheBound() {
        start("a");
        start("b");
        for (int i = 1; i <= 10; i++) {
            accept(NOOR, "b", i, large(390_000));
        }
        for (int i = 1; i <= 10; i++) {
            accept(NOOR, "a", i, large(390_000));
        }
        assertThat(size(runs)).isLessThanOrEqualTo(Runs.BYTES_MAX);
        assertThat(lacking(Map.of())).contains("a 0 started", "a 10 output").doesNotContain("b 0 started");
    }

    @Test
    void ofARunWhoseOutputIsForgottenItsEndIsStillTold() {
        start("a");
        start("b");
        for (int i = 1; i <= 11; i++) {
            accept(NOOR, "b", i, large(390_000));
        }
        assertThat(lacking(Map.of())).doesNotContain("a 0 started");
        assertThat(accept(NOOR, "a", 1, output("still here"))).isInstanceOf(Outcome.Accepted.class);
        assertThat(accept(MARA, "a", 2, ended())).isInstanceOf(Outcome.Refused.class);
        assertThat(accept(NOOR, "a", 2, ended())).isInstanceOf(Outcome.Accepted.class);
        assertThat(accept(NOOR, "a", 2, ended())).isEqualTo(new Outcome.Done(1));
        assertThat(lacking(Map.of())).doesNotContain("a 1 output", "a 2 ended");
    }

    @Test
    void aForgottenRunWhosePageIsGoneIsOverToo() {
        start("a");
        accept(NOOR, "b", 0, started());
        for (int i = 1; i <= 11; i++) {
            accept(NOOR, "b", i, large(390_000));
        }
        assertThat(runs.pageOf(name("a"))).as("it can be stopped").contains(PAGE);
        runs.absent(NOOR, PAGE, NOON);
        assertThat(told(runs.sweep(NOON.plus(Runs.AWAY)))).containsExactlyInAnyOrder("a 1 gone", "b 12 gone");
    }

    @Test
    void aForgottenRunIsOverWhenItsPageIsReloaded() {
        start("a");
        accept(MARA, "b", 0, started());
        for (int i = 1; i <= 11; i++) {
            accept(MARA, "b", i, large(390_000));
        }
        assertThat(told(runs.replaced(NOOR, PAGE, NOON))).containsExactly("a 1 gone");
    }

    @Test
    void itSaysAboutWhatItHolds() {
        long empty = runs.memory();
        start("a");
        accept(NOOR, "a", 1, large(300_000));
        assertThat(runs.memory() - empty).isBetween(300_000L, 310_000L);
    }

    // ── pages that come and go

    @Test
    void aReloadEndsWhatThatPageOfThatPersonExecutedAndNothingElse() {
        start("a");
        start("b");
        accept(NOOR, "b", 1, ended());
        accept(MARA, "c", 0, started());
        runs.accept(NOOR, OTHER_PAGE, new Inbound.Run(name("d"), 0, started()), NOON);
        assertThat(told(runs.replaced(NOOR, PAGE, NOON))).containsExactly("a 1 gone");
        assertThat(json(log.getLast()).path("why").asString()).isEqualTo("reload");
        assertThat(told(runs.replaced(NOOR, PAGE, NOON))).as("once").isEmpty();
        assertThat(runs.pageOf(name("a"))).isEmpty();
        assertThat(runs.pageOf(name("d"))).contains(OTHER_PAGE);
    }

    @Test
    void whoIsAwayForLongIsGoneAndNotAMomentBefore() {
        start("a");
        runs.absent(NOOR, PAGE, NOON);
        assertThat(runs.awaitsPages()).isTrue();
        assertThat(runs.sweep(NOON.plus(Runs.AWAY).minusNanos(1))).isEmpty();
        assertThat(told(runs.sweep(NOON.plus(Runs.AWAY)))).containsExactly("a 1 gone");
        assertThat(json(log.getLast()).path("why").asString()).isEqualTo("away");
        assertThat(runs.sweep(NOON.plus(Runs.AWAY))).as("once").isEmpty();
        assertThat(runs.awaitsPages()).isFalse();
    }

    @Test
    void whoIsBackInTimeGoesOn() {
        start("a");
        runs.absent(NOOR, PAGE, NOON);
        runs.absent(NOOR, PAGE, NOON.plusSeconds(10)); // does not begin anew
        runs.present(MARA, PAGE);
        runs.present(NOOR, OTHER_PAGE);
        assertThat(runs.awaitsPages()).isTrue();
        runs.present(NOOR, PAGE);
        assertThat(runs.awaitsPages()).isFalse();
        assertThat(runs.sweep(NOON.plus(Runs.AWAY).plus(Runs.AWAY))).isEmpty();
    }

    @Test
    void aBriefSecondAbsenceIsCountedFromItsOwnBeginning() {
        start("a");
        runs.absent(NOOR, PAGE, NOON);
        runs.present(NOOR, PAGE);
        runs.absent(NOOR, PAGE, NOON.plusSeconds(15));
        assertThat(runs.sweep(NOON.plus(Runs.AWAY))).isEmpty();
        assertThat(runs.sweep(NOON.plusSeconds(15).plus(Runs.AWAY))).hasSize(1);
    }

    @Test
    void aRunThatWasGoneLivesAgainWithItsNextEntry() {
        start("a");
        runs.absent(NOOR, PAGE, NOON);
        runs.sweep(NOON.plus(Runs.AWAY)).forEach(log::add);
        assertThat(runs.pageOf(name("a"))).isEmpty();
        accept(NOOR, "a", 1, output("back"));
        assertThat(runs.pageOf(name("a"))).contains(PAGE);
        accept(NOOR, "a", 2, ended());
        assertThat(lacking(Map.of())).containsExactly("a 0 started", "a 1 gone", "a 1 output", "a 2 ended");
        assertThat(lacking(Map.of(name("a"), 1))).containsExactly("a 1 gone", "a 1 output", "a 2 ended");
    }

    // ── those who arrive

    @Test
    void aPageIsSentWhatItLacksOldestRunFirst() {
        start("a");
        start("b");
        accept(NOOR, "a", 1, output("x"));
        accept(NOOR, "b", 1, output("y"));
        assertThat(lacking(Map.of())).containsExactly("a 0 started", "a 1 output", "b 0 started", "b 1 output");
        assertThat(lacking(Map.of(name("a"), 1))).containsExactly("a 1 output", "b 0 started", "b 1 output");
        assertThat(lacking(Map.of(name("a"), 2, name("b"), Integer.MAX_VALUE, name("z"), 5)))
                .isEmpty();
    }

    // ── from the log

    @Test
    void aRoomThatWakesUpKnowsWhatTheLogSays() {
        start("a");
        accept(NOOR, "a", 1, output("x"));
        accept(NOOR, "a", 2, ended());
        start("b");
        var later = reloaded(NOON.plusSeconds(60));
        assertThat(words(later, Map.of())).isEqualTo(lacking(Map.of()));
        assertThat(later.started()).isEqualTo(2);
        assertThat(later.pageOf(name("a"))).isEmpty();
        assertThat(later.pageOf(name("b"))).contains(PAGE);
        assertThat(later.accept(NOOR, PAGE, new Inbound.Run(name("a"), 3, output("late")), NOON))
                .isEqualTo(new Outcome.Done(1));
        assertThat(later.accept(MARA, PAGE, new Inbound.Run(name("b"), 1, output("forged")), NOON))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(later.accept(NOOR, PAGE, new Inbound.Run(name("b"), 1, output("on")), NOON))
                .isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void afterWakingEveryPageIsAwayUntilItComesBack() {
        start("a");
        var later = reloaded(NOON);
        assertThat(later.awaitsPages()).isTrue();
        later.present(NOOR, PAGE);
        assertThat(later.sweep(NOON.plus(Runs.AWAY))).isEmpty();
        assertThat(reloaded(NOON).sweep(NOON.plus(Runs.AWAY))).hasSize(1);
    }

    @Test
    void aRunThatWasGoneInTheLogIsGoneAndOneThatLivedAgainIsNot() {
        start("a");
        runs.absent(NOOR, PAGE, NOON);
        runs.sweep(NOON.plus(Runs.AWAY)).forEach(log::add);
        var gone = reloaded(NOON);
        assertThat(gone.pageOf(name("a"))).isEmpty();
        assertThat(gone.sweep(NOON.plus(Runs.AWAY))).as("said once").isEmpty();
        assertThat(gone.accept(NOOR, PAGE, new Inbound.Run(name("a"), 1, output("back")), NOON))
                .isInstanceOf(Outcome.Accepted.class);
        accept(NOOR, "a", 1, output("back"));
        assertThat(reloaded(NOON).pageOf(name("a"))).contains(PAGE);
    }

    @Test
    void aRunThatEndedIsNotSaidToBeGoneBecauseALongOneWasReadBeforeItsEnd() {
        start("a");
        start("b");
        for (int i = 1; i <= 12; i++) {
            accept(NOOR, "b", i, large(390_000));
        }
        accept(NOOR, "a", 1, ended());
        accept(NOOR, "b", 13, ended());
        var later = reloaded(NOON);
        assertThat(words(later, Map.of())).as("the output is gone").doesNotContain("a 0 started");
        assertThat(later.awaitsPages()).isFalse();
        assertThat(later.sweep(NOON.plus(Runs.AWAY))).isEmpty();
    }

    @Test
    void entriesOfARunWhoseBeginningWasNotLoadedAreLeftOut() {
        start("a");
        accept(NOOR, "a", 1, output("x"));
        start("b");
        log.removeFirst();
        var later = reloaded(NOON);
        assertThat(words(later, Map.of())).containsExactly("b 0 started");
        assertThat(later.accept(NOOR, PAGE, new Inbound.Run(name("a"), 2, ended()), NOON))
                .isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void entriesOfVersion010ThatNameNoPageAreKnownAndOverAfterAWhile() {
        log.add(
                ("{\"kind\":\"started\",\"file\":\"main\",\"fileName\":\"main.py\",\"language\":\"python\",\"type\":\"RUN\","
                                + "\"run\":\"" + name("a")
                                + "\",\"i\":0,\"participant\":\"noor\",\"number\":7,\"at\":\"2026-01-01T00:00:00Z\"}")
                        .getBytes(StandardCharsets.UTF_8));
        var later = reloaded(NOON);
        assertThat(words(later, Map.of())).containsExactly("a 0 started");
        later.present(NOOR, PAGE);
        var gone = later.sweep(NOON.plus(Runs.AWAY));
        assertThat(gone).hasSize(1);
        assertThat(json(gone.getFirst()).path("number").asInt()).isEqualTo(7);
    }

    @Test
    void whatIsLoadedIsBoundedAsWhatIsHeard() {
        for (var run : List.of("a", "b", "c")) {
            start(run);
            for (int i = 1; i <= 4; i++) {
                accept(NOOR, run, i, large(390_000));
            }
        }
        assertThat(size(reloaded(NOON))).isLessThanOrEqualTo(Runs.BYTES_MAX);
    }
}
