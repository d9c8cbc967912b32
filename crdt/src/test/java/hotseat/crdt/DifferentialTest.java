package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Generated sessions played against yjs: {@link Session}. {@code -Dseed=n} runs one, {@code -Dcases=n} more of them. */
class DifferentialTest {
    private static final int CASES = Integer.getInteger("cases", 6_000);

    @Test
    void everyStepOfAGeneratedSessionGivesWhatYjsHas() {
        Integer only = Integer.getInteger("seed");
        assertThat(only == null ? Fuzz.run(1, CASES, System.out) : Fuzz.run(only, 1, System.out))
                .as("sessions that failed")
                .isZero();
    }
}
