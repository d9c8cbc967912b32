package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Generated lives of a document on a server, against yjs: {@link Sequence}. {@code -Dseed=n} runs one, {@code -Dcases=n} more of them. */
class SequenceTest {
    private static final int CASES = Integer.getInteger("cases", 6_000);

    @Test
    void theDocumentTheOneThatIsLoadedAndAYjsThatWasToldAreTheSame() {
        Integer only = Integer.getInteger("seed");
        int from = only == null ? 1 : only;
        assertThat(Fuzz.run(Fuzz.What.SEQUENCES, from, only == null ? CASES : 1, System.out))
                .as("sequences that failed")
                .isZero();
    }
}
