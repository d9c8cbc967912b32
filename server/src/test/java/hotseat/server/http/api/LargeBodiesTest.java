package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LargeBodiesTest {
    private static final int K = 1024;

    private final LargeBodies bodies = new LargeBodies(300 * K);

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
}
