package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where nothing may wait, an update is in the document as a whole, or not at all. */
class IncompleteTest {
    private final Doc doc = new Doc(Limits.INTERVIEW, Schema.any());

    /** "hello" by client 1. */
    @BeforeEach
    void write() {
        assertThat(doc.apply(Hex.bytes("010101000401017405" + "68656c6c6f" + "00")))
                .isInstanceOf(Applied.class);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            behind an unknown client    | 7 | 0101 02 00 84 0700 0178 00
            behind an unknown unit      | 1 | 0101 02 00 84 0105 0178 00
            before an unknown unit      | 7 | 0101 02 00 44 0700 0178 00
            in an unknown type          | 7 | 0101 02 00 04 00 0700 0178 00
            behind a hole of its client | 1 | 0101 01 06 04 01 0174 0178 00
            a hole of a new client      | 2 | 0101 02 01 04 01 0174 0178 00
            behind a skipped hole       | 1 | 0102 01 05 0a01 04 01 0174 0178 00
            a part of it                | 7 | 0102 02 00 04 01 0174 0178 84 0700 0178 00
            in a block that is followed | 7 | 02 0103 00 84 0200 0178 0102 00 84 0700 0178 00
            deletes an unknown client   | 7 | 0001 07 01 00 01
            deletes an unknown unit     | 1 | 0001 01 01 05 01
            deletes more than there is  | 1 | 0001 01 01 04 02
            writes, deletes the unknown | 7 | 0101 02 00 04 01 0174 0178 01 07 01 00 01
            """)
    void whatWouldWaitIsRefusedAsAWhole(String name, long client, String update) {
        byte[] before = doc.encode();
        var vector = doc.stateVector();
        var refused = (Refused) doc.apply(Hex.bytes(update));
        assertThat(refused.reason()).as(refused.detail()).isEqualTo(Reason.INCOMPLETE);
        assertThat(refused.detail()).isNotBlank();
        assertThat(refused.value()).isEqualTo(client);
        doc.check();
        assertThat(doc.encode()).isEqualTo(before);
        assertThat(doc.stateVector()).isEqualTo(vector);
    }

    @Test
    void whatWasMissingCanComeAndThenTheRest() {
        String behind = "01010200840700" + "0178" + "00";
        assertThat(doc.apply(Hex.bytes(behind))).isInstanceOf(Refused.class);
        assertThat(doc.apply(Hex.bytes("010107008401040121" + "00"))).isInstanceOf(Applied.class);
        var applied = (Applied) doc.apply(Hex.bytes(behind));
        assertThat(applied.missing()).isEmpty();
        assertThat(applied.pending()).isFalse();
        assertThat(applied.forwardable()).isTrue();
        assertThat(doc.text("t")).hasToString("hello!x");
    }

    /** Blocks of an update may need each other in any order: that is not waiting. */
    @Test
    void whatComesWithWhatItNeedsIsComplete() {
        String update = "02" + "0103008402000178" + "0102008401040121" + "00";
        assertThat(doc.apply(Hex.bytes(update))).isInstanceOf(Applied.class);
        assertThat(doc.text("t")).hasToString("hello!x");
    }

    @Test
    void knownUnitsMayBeDeletedAgainAndSkipsMayHideWhatIsKnown() {
        assertThat(doc.apply(Hex.bytes("0102 01 00 0a05 84 0104 0121 00"))).isInstanceOf(Applied.class);
        assertThat(doc.apply(Hex.bytes("0001010100" + "06"))).isInstanceOf(Applied.class);
        assertThat(doc.apply(Hex.bytes("0001010100" + "06"))).isInstanceOf(Applied.class);
        assertThat(doc.text("t").length()).isZero();
    }
}
