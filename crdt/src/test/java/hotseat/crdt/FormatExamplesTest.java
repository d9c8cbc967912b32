package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.protocol.Awareness;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.Sync;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.Inspection;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The byte examples of the sections of the format that {@link VectorsTest} and the tests of the codec do not have; all made with yjs 13.6. */
class FormatExamplesTest {
    private static final String HELLO = "0101010004010174" + "0568656c6c6f00";

    private final Doc doc = new Doc(Waiting.LIMITS, Schema.any());

    private void apply(String... updates) {
        for (String update : updates) {
            assertThat(doc.apply(Hex.bytes(update))).isInstanceOf(Applied.class);
            doc.check();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "2.2 one client,010102,010102,2",
        "2.2 nobody,00,00,0",
        "2.2 written from the largest client on,0201020301,0203010102,2",
        "2.6 clock 0 may be told,0201020300,0203000102,2"
    })
    void stateVectors(String name, String read, String written, int clockOfOne) {
        var vector = StateVector.decode(Hex.bytes(read));
        assertThat(vector.clock(1)).isEqualTo(clockOfOne);
        assertThat(Hex.of(vector.encode())).isEqualTo(written);
    }

    /** What stands before a struct of the table is as many units of its client as its clock says. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            3 nested map   | 87 0106 01
            3 nested text  | 87 0107 02
            3 nested array | 87 010a 00
            3 nested div   | 87 010b 03 03646976
            """)
    void structsBehindUnitsOfTheSameClient(String name, String struct) {
        byte[] bytes = Hex.bytes(struct);
        int clock = bytes[2] + 1;
        String before = "0101010008010161" + "%02x".formatted(clock) + "7e".repeat(clock) + "00";
        apply(before, "010101" + "%02x".formatted(clock) + Hex.of(bytes) + "00");
        assertThat(Hex.of(doc.encode()))
                .isEqualTo("01020100" + before.substring(8, before.length() - 2) + Hex.of(bytes) + "00");
        assertThat(Updates.inspect(doc.encode()).kinds())
                .extracting(Inspection.KindUse::kind)
                .containsExactly(Content.TYPE, Content.ANY);
    }

    @Test
    void section3AnEmbed() {
        apply(
                "01010100080101610d7e7e7e7e7e7e7e7e7e7e7e7e7e00",
                "0101010d c5 0104 0105 0d7b22696d616765223a2269227d 00");
        assertThat(Hex.of(doc.encode()))
                .isEqualTo(
                        "0103010008010161057e7e7e7e7e880104087e7e7e7e7e7e7e7ec5010401050d7b22696d616765223a2269227d00");
    }

    @Test
    void section3BoldTextIsKeptAndRead() {
        apply("0101 01 00 04 01 0174 0b 68656c6c6f20776f726c64 00");
        apply("0102 01 0b 46 0100 04626f6c64 0474727565 c6 0104 0105 04626f6c64 046e756c6c 00");
        assertThat(doc.text("t").toString()).isEqualTo("hello world");
        assertThat(doc.text("t").length()).isEqualTo(11);
        String state = "0104 01 00 04 01 0174 05 68656c6c6f 84 0104 06 20776f726c64"
                + "46 0100 04626f6c64 0474727565 c6 0104 0105 04626f6c64 046e756c6c 00";
        assertThat(Hex.of(doc.encode())).isEqualTo(state.replace(" ", ""));
    }

    @Test
    void section4ASnapshotIsTheDeletedThenTheKnown() {
        apply(HELLO);
        assertThat(Hex.of(doc.snapshot().encode())).isEqualTo("00010105");
        assertThat(Snapshot.decode(Hex.bytes("00010105"))).isEqualTo(doc.snapshot());
    }

    @Test
    void section5WhatIsInsertedAndPartlyDeletedAtOnceIsSentCollected() {
        byte[] update = doc.transact(1, edit -> {
            edit.insert(doc.text("t"), 0, "abc");
            edit.delete(doc.text("t"), 1, 1);
        });
        assertThat(Hex.of(update)).isEqualTo("010301000401017401618101000184010101630101010101");
    }

    @Test
    void section7AnUpdateThatDoesNotStartAtTheFirstClockIsNotPartOfTheVector() {
        assertThat(Updates.stateVector(Hex.bytes("0101010284010102636400"))).isEqualTo(StateVector.EMPTY);
    }

    @Test
    void section10Frames() {
        assertThat(Hex.of(Sync.step1(new StateVector(Map.of(1L, 2))))).isEqualTo("000003010102");
        assertThat(Hex.of(Sync.step1(StateVector.EMPTY))).isEqualTo("00000100");
        byte[] hi = Hex.bytes("010101000401017402686900");
        assertThat(Hex.of(Sync.step2(hi))).isEqualTo("00010c010101000401017402686900");
        assertThat(Hex.of(Sync.step2(new byte[] {0, 0}))).isEqualTo("0001020000");
        assertThat(Hex.of(Sync.update(Hex.bytes("01010102840101012100")))).isEqualTo("00020a01010102840101012100");
        assertThat(AwarenessUpdate.decode(Hex.bytes("00"), 10, 10).entries()).isEmpty();
        assertThat(AwarenessUpdate.decode(Hex.bytes("01 01 00 02 7b7d"), 10, 10).entries())
                .containsExactly(new AwarenessUpdate.Entry(1, 0, "{}"));
    }

    @Test
    void e04TheFullStateOfTheAuthorGivesLateJoinersThePair() {
        apply("010101000401017404f09f988000");
        assertThat(doc.text("t").toString()).isEqualTo("😀");
    }

    @ParameterizedTest(name = "E06 {0}")
    @CsvSource({"part first,012", "deletion first,102", "in order,201"})
    void e06TheEndIsTheSameInAnyOrder(String name, String order) {
        String[] updates = {"0101010284010102636400", "000101010001", "010101000401017402616200"};
        for (char number : order.toCharArray()) apply(updates[number - '0']);
        assertThat(doc.text("t").toString()).isEqualTo("bcd");
        assertThat(Hex.of(doc.encode())).isEqualTo("010201000101017401840100036263640101010001");
    }

    @Test
    void e13ADocumentThatKeepsHistoryHasTheStateOfOneThatDoesNot() {
        var keeping = new Doc(Waiting.LIMITS, Schema.any(), History.KEEP);
        for (String update : List.of("010101002701016d01780200", "000101010001", "0101020004000100015a00")) {
            keeping.apply(Hex.bytes(update));
            keeping.check();
        }
        assertThat(Hex.of(keeping.encode())).isEqualTo("0201020000010101002101016d017801020201000101010001");
    }

    /** Items whose neighbours were not neighbours for their authors: yjs does not converge ("dcb" or "bdc"), so the last is refused. */
    @ParameterizedTest
    @CsvSource({"012,cb", "021,cb"})
    void e20WhatWasNeverBesideEachOtherIsRefused(String order, String text) {
        String[] updates = {"01020a000101017401840a000163010a010001", "01010b00840a00016200", "01010c00440a01016400"};
        for (char number : order.toCharArray()) {
            var result = doc.apply(Hex.bytes(updates[number - '0']));
            doc.check();
            assertThat(result instanceof Refused).isEqualTo(number == '2');
        }
        assertThat(doc.text("t").toString()).isEqualTo(text);
    }

    @Test
    void e23AwarenessEntriesAsTheyCome() {
        var awareness = new Awareness(() -> Instant.EPOCH);
        var first = AwarenessUpdate.decode(Hex.bytes("01 05 00 077b2261223a317d"), 100, 10);
        assertThat(awareness.apply(1, first).entries()).isEmpty();
        var second = AwarenessUpdate.decode(Hex.bytes("01 05 01 077b2261223a317d"), 100, 10);
        assertThat(awareness.apply(1, second).entries()).isEqualTo(second.entries());
        var gone = AwarenessUpdate.decode(Hex.bytes("01 05 01 046e756c6c"), 100, 10);
        assertThat(awareness.apply(1, gone).entries()).isEqualTo(gone.entries());
        assertThat(awareness.apply(1, second).entries()).isEmpty();
    }

    @Test
    void e26OneRootIsTextAndMap() {
        apply("0102010004010178016128010178016b017d0100");
        assertThat(doc.text("x").toString()).isEqualTo("a");
        assertThat(doc.map("x").get("k")).isEqualTo(1L);
    }

    @Test
    void e27PayloadsThatAreNotCanonicalAreKeptAsTheyCame() {
        apply("010101002801016d016b01 7b3ff0000000000000 00");
        assertThat(Hex.of(doc.encode())).isEqualTo("010101002801016d016b017b3ff000000000000000");
        assertThat(new ByteReader(Hex.bytes("8000")).varUint()).isZero();
    }
}
