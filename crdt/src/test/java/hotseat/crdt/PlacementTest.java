package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a struct comes to lie, and with what it becomes one; texts and states are those of yjs 13.6. */
class PlacementTest {
    private final Doc doc = new Doc(Limits.INTERVIEW, Schema.any());

    private void apply(String updates) {
        for (String update : updates.split(",", -1)) {
            assertThat(doc.apply(Hex.bytes(update))).isInstanceOf(Applied.class);
            doc.check();
        }
    }

    private Reason refusal(String update) {
        byte[] before = doc.encode();
        var refused = (Refused) doc.apply(Hex.bytes(update));
        doc.check();
        assertThat(doc.encode()).isEqualTo(before);
        return refused.reason();
    }

    private static final Map<String, String> BASES = Map.of(
            "ab by 1", "010101000401017402616200",
            "X by 1, a by 3", "0101010004010174015800,01010300440100016100",
            "a value by 1", "0101010008010174017d0100",
            "the text of a key by 1", "0101010024010174016b016100");

    /** The last update nearly goes on where its author stopped: one thing is otherwise, so it is an item of its own. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            someone came in between       | ab by 1        | 01010300840101016300,01010200840300017800,01010301840300016400 | abcxd | 030203008401010163840300016401020084030001780101000401017402616200
            as long a text of another     | ab by 1        | 01010200840100017800,01010201840100017900 | abyx | 02020200840100017884010001790101000401017402616200
            further back in his own       | ab by 1        | 01010102840100017800                      | axb  | 010301000401017401618401000162840100017800
            X's author came in between    | X by 1, a by 3 | 01010101c403000100015900,01010301c403000100016200 | aYbX | 020203004401000161c4030001000162020100040101740158c403000100015900
            another came in between       | X by 1, a by 3 | 01010200c403000100015900,01010301c403000100016200 | aYbX | 030203004401000161c4030001000162010200c403000100015901010004010174015800
            in front of another's         | X by 1, a by 3 | 01010200c403000100015a00,01010301c403000200016200 | abZX | 030203004401000161c4030002000162010200c403000100015a01010004010174015800
            in front of one of X's author | X by 1, a by 3 | 01010101c403000100015a00,01010301c403000101016200 | abZX | 020203004401000161c4030001010162020100040101740158c403000100015a00
            no text before                | a value by 1   | 01010101840100016200                      | b    | 0102010008010174017d01840100016200
            a key instead of the list     | the text of a key by 1 | 01010101840100016200              | ''   | 0102010021010174016b01a4010001620101010001
            """)
    void whatDoesNotGoOnIsAnItemOfItsOwn(String name, String base, String updates, String text, String state) {
        apply(BASES.get(base));
        apply(updates);
        assertThat(doc.text("t").toString()).isEqualTo(text);
        assertThat(Hex.of(doc.encode())).isEqualTo(state.replace(" ", ""));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a text at the start   | 01010100040101740361626300,01010100040101740561626364 6500           | 010101000401017405616263646500
            a text behind another | 01010100040101740361626300,0101010184010004626364 6500               | 010101000401017405616263646500
            half a pair           | 010101000401017403efbfbd00,010101000401017404f09f988000              | 010101000401017406efbfbdefbfbd00
            values                | 0101010008010174027d017d0200,0101010008010174037d017d027d0300        | 0101010008010174037d017d027d0300
            JSON                  | 01010100020101740201310132 00,010101000201017403013101320133 00      | 010101000201017403013101320133 00
            deleted units         | 0101010001010174020101010002,0101010001010174030101010003            | 0101010001010174030101010003
            collected units       | 010101000002 0101010002,0101010000030101010003                       | 0101010000030101010003
            """)
    void ofWhatIsPartlyKnownTheRestIsTaken(String name, String updates, String state) {
        apply(updates);
        assertThat(Hex.of(doc.encode())).isEqualTo(state.replace(" ", ""));
    }

    /** Client 2 sets the key anew, in the same update; its block comes first and waits for the type. */
    @Test
    void whatIsWrittenIntoATypeThatIsReplacedMeanwhileIsDeleted() {
        String update =
                "02" + "01 02 00 a8 0100 01 7d05" + "03 01 00 27 01 0174 016b 02 04 00 0100 0161 84 0101 0162" + "00";
        String state = "02010200a80100017d0502010021010174016b0100020101010003";
        assertThat(Hex.of(((Applied) doc.apply(Hex.bytes(update))).update())).isEqualTo(state);
        doc.check();
        assertThat(doc.map("t").get("k")).isEqualTo(5L);
        assertThat(Hex.of(doc.encode())).isEqualTo(state);
    }

    @Test
    void whatIsWrittenIntoACollectedTypeIsCollected() {
        apply("0102010027 01 016d 0178 01 27 00 0100 0179 01 00,000101010002");
        apply("0101020024 00 0101 017a 0161 00");
        assertThat(Hex.of(doc.encode())).isEqualTo("0201020000010201002101016d0178010001020201000101010002");
    }

    /** yjs collects it; but no writer can have meant it, and no document of ours can hold it. */
    @Test
    void aParentThatIsNoTypeIsRefused() {
        apply("0101010004010174016100");
        assertThat(refusal("0101 02 00 04 00 0100 0178 00")).isEqualTo(Reason.MALFORMED);
        apply("0101010104010174016200");
        assertThat(doc.text("t").toString()).isEqualTo("ba");
    }

    @Test
    void neighboursInDifferentListsAreRefused() {
        apply("0101010004010174016100,0101020004010175016200,0101030024010174016b016300");
        assertThat(refusal("01010400c401000200017800")).isEqualTo(Reason.MALFORMED);
        assertThat(refusal("01010400c401000300017800")).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void typesOfAnUpdateNestNoDeeperThanTheLimit() {
        var limits = Limits.INTERVIEW.withDepth(100, 2);
        var shallow = new Doc(limits, Schema.any());
        assertThat(shallow.apply(Hex.bytes("0102010027 01 016d 016b 01 27 00 0100 016b 01 00")))
                .isInstanceOf(Applied.class);
        byte[] before = shallow.encode();
        assertThat(shallow.apply(Hex.bytes("0101010227 00 0101 016b 01 00")))
                .isEqualTo(new Refused(Reason.TOO_LARGE, "types nested too deeply", 3, 2, -1));
        assertThat(shallow.encode()).isEqualTo(before);
    }

    /** Both "he" and the new one have no left neighbour; "he" is in front since its author is the smaller one. */
    @Test
    void aRightNeighbourInsideOfATextIsFound() {
        apply("010101000401017405 68656c6c6f 00,01010200c401010102 017900");
        assertThat(doc.text("t").toString()).isEqualTo("heyllo");
        assertThat(Hex.of(doc.encode()))
                .isEqualTo("02010200c4010101020179 02010004010174026865840101036c6c6f00".replace(" ", ""));
    }

    /** Units of client 1 with one of client 2 between them: beside each other in the log, but not in the list that is gone. */
    @Test
    void whatWasDeletedBeforeItsTypeIsCollectedInOnePiece() {
        apply("0102010027 01 0174 0178 02 04 00 0100 026162 00,01010200c4010101020178 00,000101010102");
        apply("000101010001");
        assertThat(Hex.of(doc.encode())).isEqualTo("020102000001020100210101740178010002020201000101010003");
    }

    /** Each writes where he stopped, but the memory behind it is taken by another. */
    @ParameterizedTest
    @CsvSource({"1,1", "1,100", "100,1", "7,3", "20,20"})
    void textsGrowInTurns(int first, int more) {
        var writers = List.of(1, 2, 3);
        var expected = new StringBuilder();
        for (int round = 0; round < 6; round++) {
            int units = round == 0 ? first : more;
            String text = Character.toString('a' + round).repeat(units);
            expected.append(text);
            int clock = round == 0 ? 0 : first + (round - 1) * more;
            for (int writer : writers) {
                var update =
                        new ByteWriter().varUint(1).varUint(1).varUint(writer).varUint(clock);
                if (round == 0) update.uint8(0x04).varUint(1).varString("t" + writer);
                else update.uint8(0x84).varUint(writer).varUint(clock - 1);
                apply(Hex.of(update.varString(text).varUint(0).toByteArray()));
                assertThat(doc.text("t" + writer).toString()).isEqualTo(expected.toString());
            }
        }
        for (int writer : writers) assertThat(doc.text("t" + writer).toString()).isEqualTo(expected.toString());
    }

    /**
     * Nobody sees a unit in front of what is before it, or beside what is not. yjs takes such a struct, and where it lies depends on what else
     * is there by then: two who load the same state would read something else.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            in the middle of a unit       | c4 0102 0102
            the other way round           | c4 0103 0101
            of two items                  | c4 0200 0101
            from the end to the start     | c4 0200 0100
            at the start, before another  | 44 0200
            at the start, before a unit   | 44 0101
            around what it is behind      | c4 0100 0200
            """)
    void neighboursThatNeverWereBesideEachOtherAreRefusedAndLoadedAsCollected(String name, String head) {
        apply("010101000401017405" + "68656c6c6f" + "00,01010200840104012100");
        String update = "01010300" + head + "017800";
        assertThat(refusal(update)).isEqualTo(Reason.MALFORMED);
        var loaded = Doc.load(doc.encode(), List.of(Hex.bytes(update)), Limits.INTERVIEW, Schema.any());
        loaded.check();
        assertThat(loaded.text("t")).hasToString("hello!");
        assertThat(loaded.stateVector().clock(3)).isEqualTo(1);
        assertThat(Doc.load(loaded.encode(), Limits.INTERVIEW, Schema.any()).encode())
                .isEqualTo(loaded.encode());
        apply("01010400c401010102017800");
        assertThat(doc.text("t")).hasToString("hexllo!");
    }
}
