package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.update.UnitId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The received bytes are passed on where they say what changed, no more and no less; else the document says it itself. */
class ForwardingTest {
    private static final String NOTHING = "0000";

    private final Doc doc = new Doc(Waiting.LIMITS, Schema.any());

    /** "hello" by client 1. */
    @BeforeEach
    void write() {
        apply("0101 01 00 04 01 0174 0568656c6c6f 00");
    }

    private Applied apply(String update) {
        return apply(Hex.bytes(update));
    }

    private Applied apply(byte[] update) {
        var result = doc.apply(update);
        doc.check();
        assertThat(result).isInstanceOf(Applied.class);
        return (Applied) result;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a text                     | 0101 02 00 04 01 0174 0178 00
            numbers with padding       | 0101 02 00 04 01 0174 8100 78 00
            two structs                | 0102 02 00 04 01 0174 0178 84 0100 0179 00
            a deletion                 | 0001 01 01 01 03
            deletions in pieces        | 0001 01 02 00 01 03 02
            deletions in any order     | 0001 01 02 03 02 00 01
            a unit deleted twice       | 0001 01 02 01 03 02 02
            what came as deleted       | 0101 02 00 81 0104 02 01 02 01 00 02
            a writer after his own     | 0101 01 05 84 0104 0121 00
            two who wait for each other | 0202 02 00 84 0105 0178 84 0106 0179 02 01 05 84 0104 0121 84 0200 013f 00
            one who waits for the third | 0301 03 00 84 0105 0178 01 02 00 04 01 0174 0179 01 01 05 84 0104 0121 00
            waiting in a row           | 0301 03 00 84 0200 0178 01 02 00 84 0105 0179 01 01 05 84 0104 0121 00
            """)
    void whatIsNewIsPassedOnAsItCame(String name, String update) {
        byte[] received = Hex.bytes(update);
        var applied = apply(received);
        assertThat(applied.changed()).isTrue();
        assertThat(applied.forwardable()).isTrue();
        assertThat(applied.update()).isSameAs(received);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            known units              | 0101 01 00 04 01 0174 0568656c6c6f 00                | 0000
            a known start            | 0101 01 00 04 01 0174 0768656c6c6f2121 00            | 01010105840104022121 00
            a known start of a run   | 0101 01 02 84 0101 056c6c6f2121 00                   | 01010105840104022121 00
            a known struct           | 0102 01 00 04 01 0174 0568656c6c6f 84 0104 0121 00   | 010101058401040121 00
            collected units          | 0101 02 00 00 02 01 02 01 00 02                      | 01010200000200
            a hole behind a struct   | 0102 02 00 04 01 0174 0178 0a03 00                   | 0101020004010174017800
            deleted, not in the set  | 0101 02 00 81 0104 02 00                             | 010102008101040201 02010002
            deleted, but only partly | 0101 02 00 81 0104 02 01 02 01 00 01                 | 010102008101040201 02010002
            a value that came late   | 0101 02 00 28 01 016d 016b 01 7d01 00                | 010102002101016d016b0101020100 01
            """)
    void whatIsNotAllNewIsSaidAnew(String name, String update, String said) {
        apply("0101 03 00 28 01 016d 016b 01 7d07 00");
        var applied = apply(update);
        assertThat(applied.forwardable()).isFalse();
        assertThat(Hex.of(applied.update())).isEqualTo(said.replace(" ", ""));
    }

    @Test
    void deletionsThatAreKnownAreNotSaidAgain() {
        apply("0001 01 01 01 01");
        var applied = apply("0001 01 01 00 03");
        assertThat(applied.forwardable()).isFalse();
        assertThat(Hex.of(applied.update())).isEqualTo("0001010200010201");
        assertThat(Hex.of(apply("0001 01 01 00 03").update())).isEqualTo(NOTHING);
    }

    @Test
    void whatWaitedIsSaidWithWhatItWaitedFor() {
        assertThat(apply("0101 02 00 84 0105 0178 00").forwardable()).isFalse();
        var applied = apply("0101 01 05 84 0104 0121 00");
        assertThat(applied.forwardable()).isFalse();
        assertThat(Hex.of(applied.update())).isEqualTo("02" + "010200" + "8401050178" + "010105" + "8401040121" + "00");
    }

    /** So many structs take a shorter way. */
    @ParameterizedTest
    @CsvSource({"31,false", "32,false", "33,false", "40,false", "40,true", "200,true"})
    void aLargeUpdateIsPassedOnAsItCame(int structs, boolean inTwoBlocks) {
        var update = new ByteWriter().varUint(inTwoBlocks ? 2 : 1);
        if (inTwoBlocks) {
            // Waits in turns for a unit of the other, whose every second unit waits for one of it.
            block(update, structs, 3, 2);
            block(update, structs, 2, 3);
        } else {
            block(update, structs, 2, 2);
        }
        byte[] received = update.varUint(0).toByteArray();
        assertThat(apply(received).update()).isSameAs(received);
        assertThat(doc.text("t").length()).isEqualTo(5 + structs * (inTwoBlocks ? 2 : 1));
        var loaded = Doc.load(doc.encode(), Waiting.LIMITS, Schema.any());
        assertThat(loaded.encode()).isEqualTo(doc.encode());
    }

    private static void block(ByteWriter out, int structs, int client, int other) {
        out.varUint(structs).varUint(client).varUint(0);
        out.uint8(0x84).varUint(1).varUint(4).varString("x");
        for (int clock = 1; clock < structs; clock++)
            out.uint8(0x84)
                    .varUint(clock % 2 == 0 ? other : client)
                    .varUint(clock - 1)
                    .varString("x");
    }

    /** Three clients wait for each other in a row, and the last struct is refused. */
    @Test
    void whatWasFollowedWhenAnUpdateWasRefusedIsForgotten() {
        apply("0101 02 00 04 01 0175 0175 00");
        byte[] before = doc.encode();
        var refused = (Refused) doc.apply(Hex.bytes(
                "03" + "01 09 00 84 0800 0161" + "01 08 00 84 0700 0161" + "01 07 00 c4 0100 0200 0161" + "00"));
        assertThat(refused.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(doc.encode()).isEqualTo(before);
        assertThat(apply("0101 05 00 84 0600 0178 00").missing()).containsExactly(new UnitId(6, 0));
        assertThat(Hex.of(apply("0101 06 00 84 0104 0121 00").update()))
                .isEqualTo("02" + "010600" + "8401040121" + "010500" + "8406000178" + "00");
    }

    /** yjs keeps such a range for a client that it does not know, and fails when it writes it down. */
    @Test
    void aRangeOfNoUnitsIsNotPassedOn() {
        var applied = apply("0101 02 00 04 01 0174 0178 01 09 01 05 00");
        assertThat(applied.forwardable()).isFalse();
        assertThat(Hex.of(applied.update())).isEqualTo("0101020004010174017800");
    }

    /** Its writer did not know that the unit behind it was collected. Who hears of it hears of a collected unit, which cuts nothing. */
    @Test
    void whatIsCollectedWhenItComesCutsNoPair() {
        apply("0101 02 00 04 01 0174 04f09f9880 00");
        apply("0101 02 02 00 01 00");
        var applied = apply("0101 03 00 c4 0200 0202 0178 00");
        assertThat(applied.forwardable()).isFalse();
        assertThat(Hex.of(applied.update())).isEqualTo("01010300000100");
        assertThat(doc.text("t").toString()).contains("😀");
    }
}
