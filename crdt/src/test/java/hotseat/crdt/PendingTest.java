package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.update.UnitId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes before its predecessors waits for them, and no longer. */
class PendingTest {
    private static final int STRING_BEHIND = 0x84;

    private final Doc doc = new Doc(Limits.INTERVIEW, Schema.any());

    private Applied apply(String update) {
        return apply(Hex.bytes(update));
    }

    private Applied apply(byte[] update) {
        var result = doc.apply(update);
        doc.check();
        assertThat(result).isInstanceOf(Applied.class);
        return (Applied) result;
    }

    /** In the first of these orders yjs shows "x" only once the hole of client 1 is filled too, or when it loads its own state. */
    @ParameterizedTest
    @ValueSource(strings = {"0123", "0132", "1230", "2301", "3210"})
    void anItemWaitsForItsOwnPredecessorsOnly(String order) {
        String[] updates = {
            "0101010504010174016600", "01010200840101017800", "0101010004010174016100", "01010101840100016200"
        };
        for (char number : order.toCharArray()) apply(updates[number - '0']);
        assertThat(doc.text("t").toString()).isEqualTo("abx");
        assertThat(Hex.of(doc.encode())).isEqualTo("020102008401010178030100040101740261620a0304010174016600");
        assertThat(apply("0000").missing()).containsExactly(new UnitId(1, 2));
    }

    /** Each looks at all others when it finds its place: more steps than the update that they waited for has itself. */
    @Test
    void whatManyWroteAtOneSpotComesInWithTheUnitThatTheyWaitedFor() {
        for (int client = 2; client <= 400; client++) {
            var update = new ByteWriter().varUint(1).varUint(1).varUint(client).varUint(0);
            update.uint8(STRING_BEHIND).varUint(1).varUint(0).varString("x").varUint(0);
            assertThat(apply(update.toByteArray()).pending()).isTrue();
        }
        assertThat(apply("0101010004010174016100").pending()).isFalse();
        assertThat(doc.text("t").toString()).isEqualTo("a" + "x".repeat(399));
    }
}
