package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GivingBackTest {
    private static final long MUCH = 32 * GivingBack.WORTH_BYTES;

    private final GivingBack back = new GivingBack();

    @BeforeEach
    void begins() {
        back.done(0, MUCH);
        back.isDue(0, 0, 0);
    }

    @Test
    void whenRoomsNeedLessThanHalfOfWhatTheyDidAndNobodyWrites() {
        assertThat(back.isDue(MUCH, MUCH, 0)).isFalse();
        assertThat(back.isDue(MUCH / 2, MUCH, 0)).as("not much less").isFalse();
        assertThat(back.isDue(MUCH / 2 - 1, MUCH, 0)).isTrue();
        back.done(MUCH / 2, MUCH);
        assertThat(back.isDue(MUCH / 2, MUCH, 0)).as("it has been").isFalse();
        assertThat(back.isDue(MUCH / 4 - 1, MUCH, 0)).as("and goes on").isTrue();
    }

    @Test
    void whoThinksForAMomentIsNotStopped() {
        back.isDue(MUCH, MUCH, 0);
        assertThat(back.isDue(0, MUCH, 1)).as("somebody writes").isFalse();
        assertThat(back.isDue(0, MUCH, 1)).as("and has just written").isFalse();
        assertThat(back.isDue(0, MUCH, 2)).isFalse();
        assertThat(back.isDue(0, MUCH, 2)).isFalse();
        assertThat(back.isDue(0, MUCH, 2)).isTrue();
    }

    @Test
    void whenTheHeapHasGrownFarBeyondWhatWasInUse() {
        long most = 2 * MUCH + GivingBack.YOUNG_BYTES;
        assertThat(back.isDue(0, most, 0)).isFalse();
        assertThat(back.isDue(0, most + 1, 0)).isTrue();
    }

    @Test
    void whatIsLittleIsNotWorthIt() {
        assertThat(back.isDue(GivingBack.WORTH_BYTES, MUCH, 0)).isFalse();
        assertThat(back.isDue(0, MUCH, 0)).isFalse();
        assertThat(back.isDue(GivingBack.WORTH_BYTES + 1, MUCH, 0)).isFalse();
        assertThat(back.isDue(0, MUCH, 0)).isTrue();
    }
}
