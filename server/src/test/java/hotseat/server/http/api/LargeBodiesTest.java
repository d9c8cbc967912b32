package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LargeBodiesTest {
    private static final int K = 1024;

    private long now;
    private final LargeBodies bodies = new LargeBodies(300 * K, () -> now);
    private final List<String> cut = new ArrayList<>();

    private boolean goes(int bytes) {
        return bodies.claim().holds(bytes);
    }

    @Test
    void noMoreLargeOnesGoAtATimeThanThereIsMemoryFor() {
        var first = bodies.claim();
        assertThat(first.holds(200 * K)).isTrue();
        assertThat(goes(101 * K)).isFalse();
        assertThat(goes(100 * K)).as("what was refused holds nothing").isTrue();
        assertThat(goes(64 * K)).isFalse();
        first.end();
        first.end();
        assertThat(goes(201 * K)).as("what is over twice gives back once").isFalse();
        assertThat(goes(200 * K)).isTrue();
    }

    @Test
    void whatIsSmallGoesInAnyCase() {
        assertThat(goes(300 * K)).isTrue();
        var small = bodies.claim();
        for (int i = 0; i < 1_000; i++) {
            assertThat(small.holds(3 * K)).isTrue();
        }
        small.end();
        assertThat(goes(4 * K)).as("and counts for nothing").isFalse();
    }

    @Test
    void oneAloneGoesHoweverLargeItIs() {
        var alone = bodies.claim();
        assertThat(alone.holds(2_000 * K)).isTrue();
        assertThat(alone.holds(6_000 * K)).as("and however large it becomes").isTrue();
        assertThat(goes(6_000 * K)).isFalse();
        alone.end();
        assertThat(goes(6_000 * K)).isTrue();
    }

    @Test
    void inAnotherFormItHoldsWhatTheLargestHas() {
        var text = bodies.claim();
        assertThat(text.holds(100 * K)).isTrue();
        assertThat(text.holds(200 * K)).isTrue();
        assertThat(text.holds(70 * K)).isTrue();
        assertThat(goes(101 * K)).isFalse();
        assertThat(goes(100 * K)).isTrue();
        assertThat(text.holds(201 * K)).isFalse();
    }

    @Test
    void nothingIsHeldForWhomNobodyWaits() {
        var gone = bodies.claim();
        gone.end();
        assertThat(gone.holds(100 * K)).isFalse();
        assertThat(gone.holds(1)).isFalse();
        assertThat(goes(300 * K)).isTrue();
    }

    private LargeBodies.Claim waitedFor(String name, int bytes) {
        var claim = bodies.claim();
        assertThat(claim.holds(bytes)).isTrue();
        claim.mayBeCut(() -> cut.add(name));
        return claim;
    }

    private void seconds(int passed) {
        now += TimeUnit.SECONDS.toNanos(passed);
    }

    @Test
    void whoHasLongBeenWaitedForMakesWayTheLongestFirst() {
        var slow = waitedFor("slow", 100 * K);
        seconds(3);
        waitedFor("later", 100 * K);
        waitedFor("last", 100 * K);
        assertThat(goes(50 * K)).as("not yet").isFalse();
        seconds(3);
        assertThat(goes(101 * K))
                .as("one is not enough, and nobody is cut for nothing")
                .isFalse();
        assertThat(cut).isEmpty();
        assertThat(goes(50 * K)).isTrue();
        assertThat(cut).containsExactly("slow");
        assertThat(slow.holds(10 * K)).isFalse();
        slow.end();
        seconds(3);
        assertThat(goes(250 * K)).isTrue();
        assertThat(cut).containsExactly("slow", "later", "last");
    }

    @Test
    void whatHasComeWholeIsNotCut() {
        waitedFor("whole", 300 * K).stays();
        seconds(60);
        assertThat(goes(4 * K)).isFalse();
        assertThat(cut).isEmpty();
    }
}
