package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LargeBodiesTest {
    private static final int K = 1024;

    private final LargeBodies bodies = new LargeBodies(300 * K);

    @Test
    void noMoreLargeOnesGoAtATimeThanThereIsMemoryFor() {
        assertThat(bodies.goes(200 * K)).isTrue();
        assertThat(bodies.goes(101 * K)).isFalse();
        assertThat(bodies.goes(100 * K)).as("what was refused holds nothing").isTrue();
        assertThat(bodies.goes(64 * K)).isFalse();
        bodies.gone(200 * K);
        assertThat(bodies.goes(200 * K)).isTrue();
    }

    @Test
    void whatIsSmallGoesInAnyCase() {
        assertThat(bodies.goes(300 * K)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(bodies.goes(63 * K)).isTrue();
        }
        bodies.gone(63 * K);
        assertThat(bodies.goes(64 * K)).as("and counts for nothing").isFalse();
    }

    @Test
    void oneAloneGoesHoweverLargeItIs() {
        assertThat(bodies.goes(6_000 * K)).isTrue();
        assertThat(bodies.goes(6_000 * K)).isFalse();
        bodies.gone(6_000 * K);
        assertThat(bodies.goes(6_000 * K)).isTrue();
    }
}
