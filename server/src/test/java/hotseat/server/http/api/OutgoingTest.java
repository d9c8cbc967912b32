package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutgoingTest {
    private static final int K = 1024;

    private final Outgoing outgoing = new Outgoing(300 * K);

    @Test
    void noMoreLargeAnswersAreOnTheirWayThanThereIsMemoryFor() {
        assertThat(outgoing.goes(200 * K)).isTrue();
        assertThat(outgoing.goes(101 * K)).isFalse();
        assertThat(outgoing.goes(100 * K)).as("what was refused holds nothing").isTrue();
        assertThat(outgoing.goes(64 * K)).isFalse();
        outgoing.gone(200 * K);
        assertThat(outgoing.goes(200 * K)).isTrue();
    }

    @Test
    void whatIsSmallGoesInAnyCase() {
        assertThat(outgoing.goes(300 * K)).isTrue();
        for (int i = 0; i < 1_000; i++) {
            assertThat(outgoing.goes(63 * K)).isTrue();
        }
        outgoing.gone(63 * K);
        assertThat(outgoing.goes(64 * K)).as("and counts for nothing").isFalse();
    }

    @Test
    void oneAloneGoesHoweverLargeItIs() {
        assertThat(outgoing.goes(6_000 * K)).isTrue();
        assertThat(outgoing.goes(6_000 * K)).isFalse();
        outgoing.gone(6_000 * K);
        assertThat(outgoing.goes(6_000 * K)).isTrue();
    }
}
