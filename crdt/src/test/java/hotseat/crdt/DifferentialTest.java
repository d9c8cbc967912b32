package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Generated sessions played against yjs: {@link Session}. {@code -Dseed=n} runs one, {@code -Dcases=n} more of them. */
class DifferentialTest {
    private static final int CASES = Integer.getInteger("cases", 6_000);

    @Test
    void everyStepOfAGeneratedSessionGivesWhatYjsHas() {
        Integer only = Integer.getInteger("seed");
        assertThat(
                        only == null
                                ? Fuzz.run(Fuzz.What.SESSIONS, 1, CASES, System.out)
                                : Fuzz.run(Fuzz.What.SESSIONS, only, 1, System.out))
                .as("sessions that failed")
                .isZero();
    }

    /** One of two habits of yjs that the sessions leave out, since they are not ours: {@code take} in scenario.mjs, as is the other. */
    @Test
    void aHalfThatIsKnownDoesNotCutItsPairAsInYjs() {
        String pair = "010101000401017404f09f988000";
        String secondHalf = "0101010184010003efbfbd00";
        String updates = "\"updates\":[\"" + pair + "\",\"" + secondHalf + "\"]}";
        try (var oracle = Oracle.start()) {
            assertThat(oracle.ask("{\"op\":\"apply\",\"asItIs\":true," + updates))
                    .containsEntry("text", "\ufffd\ufffd");
            assertThat(oracle.ask("{\"op\":\"apply\"," + updates)).containsEntry("text", "😀");
        }

        var doc = Doc.load(Hex.bytes(pair), Limits.UNBOUNDED, Schema.any());
        assertThat(doc.apply(Hex.bytes(secondHalf)))
                .isInstanceOfSatisfying(
                        Applied.class, applied -> assertThat(applied.changed()).isFalse());
        assertThat(doc.text("t")).hasToString("😀");
        assertThat(Hex.of(doc.encode())).isEqualTo(pair);
    }
}
