package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.Reason;
import hotseat.crdt.update.StateVector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Byte vectors of the format, made with yjs 13.6. */
class VectorsTest {
    private final Doc doc = new Doc(Waiting.LIMITS, Schema.any());

    private VectorsTest apply(String... updates) {
        for (String update : updates) {
            assertThat(doc.apply(Hex.bytes(update))).isInstanceOf(Applied.class);
            doc.check();
        }
        return this;
    }

    private VectorsTest hasState(String state) {
        assertThat(Hex.of(doc.encode())).isEqualTo(state.replace(" ", ""));
        assertThat(Hex.of(Doc.load(doc.encode(), Waiting.LIMITS, Schema.any()).encode()))
                .isEqualTo(state.replace(" ", ""));
        return this;
    }

    private VectorsTest reads(String text) {
        assertThat(doc.text("t").toString()).isEqualTo(text);
        return this;
    }

    private VectorsTest refuses(String update, Reason reason) {
        byte[] before = doc.encode();
        var result = doc.apply(Hex.bytes(update));
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).reason()).isEqualTo(reason);
        assertThat(doc.encode()).isEqualTo(before);
        doc.check();
        return this;
    }

    private String emission(String update) {
        return Hex.of(((Applied) doc.apply(Hex.bytes(update))).update());
    }

    private static final String HELLO = "010101000401017405 68656c6c6f 00";

    @Test
    void theExamplesOfTheFormatGiveTheDocumentAtItsEnd() {
        apply(HELLO, "0101 01 05 84 0104 0121 00", "0101 01 06 44 0100 013e 00", "0101 01 07 c4 0101 0102 0158 00");
        reads(">heXllo!");
        apply("00 01 01 01 00 02");
        reads(">Xllo!");
        hasState("0104 01 00 01 01 0174 02 84 0101 04 6c6c6f21 44 0100 01 3e c4 0101 0102 01 58 01 01 01 00 02");
    }

    @Test
    void theFirstUpdateOfAText() {
        apply("0101 01 00 04 01 0174 0568656c6c6f 00").reads("hello");
        assertThat(doc.stateVector().encode()).isEqualTo(Hex.bytes("010105"));
        // An up-to-date peer receives all deletions and nothing else.
        apply("000101010002");
        assertThat(doc.encodeSince(doc.stateVector())).isEqualTo(Hex.bytes("000101010002"));
    }

    @Test
    void aKeySetTwiceHasTheSecondValue() {
        apply("0101 01 00 28 01 016d 016b 01 7d01 00", "0101 01 01 a8 0100 01 770374776f 01 01 01 00 01");
        assertThat(doc.map("m").get("k")).isEqualTo("two");
        assertThat(doc.map("m").keys()).containsExactly("k");
        hasState("0102 01 00 21 01 016d 016b 01 a8 0100 01 770374776f 01 01 01 00 01");
    }

    @Test
    void mixedValuesAreKeptAsTheyCame() {
        String update = "0101 01 00 08 01 0161 06 7d01 770178 78 7e 760101617d01 75017d02 00";
        apply(update).hasState(update);
    }

    @Test
    void subDocumentsAreKeptAsTheyCame() {
        String update = "0101 01 00 29 01 016d 03737562 026731 7600 00";
        apply(update).hasState(update);
    }

    @Test
    void e01DeletingHalfOfASurrogatePairDestroysIt() {
        apply("01010100040101740661f09f98806200", "000101010101").reads("a\ufffdb");
        hasState("0103010004010174016181010001 84010104efbfbd62 0101010101");
    }

    @Test
    void e02InsertingInsideASurrogatePairDestroysItForGood() {
        apply("010101000401017404f09f988000", "01010102c401000101017800").reads("\ufffdx\ufffd");
        hasState("010301000401017403efbfbd84010003efbfbdc401000101017800");
        apply("000101010201").reads("\ufffd\ufffd");
    }

    @Test
    void e03ADiffMayCutAPairThatTheDocumentKeeps() {
        apply("010101000401017404f09f988000");
        var known = StateVector.decode(Hex.bytes("010101"));
        assertThat(Hex.of(doc.encodeSince(known))).isEqualTo("0101010184010003efbfbd00");
        reads("😀");
    }

    @Test
    void e04HalvesTypedSeparatelyAreReplacementCharacters() {
        apply("010101000401017403efbfbd00", "0101010184010003efbfbd00").reads("\ufffd\ufffd");
    }

    @Test
    void e05OfAnOverlapOnlyTheUnknownEndIsTaken() {
        apply("01010100040101740361626300", "01010200840102017c00");
        assertThat(emission("01010100040101740661626364656600")).isEqualTo("010101038401020364656600");
        reads("abcdef|");
    }

    @Test
    void e06WhatComesTooEarlyWaits() {
        apply("0101010284010102636400").reads("").hasState("0101010284010102636400");
        assertThat(doc.stateVector().encode()).isEqualTo(Hex.bytes("00"));
        apply("000101010001").hasState("010101028401010263640101010001");
        assertThat(emission("010101000401017402616200")).isEqualTo("010201000101017401840100036263640101010001");
        reads("bcd");
    }

    @Test
    void e07AnItemWaitsForTheClientOfItsOrigin() {
        apply("01010200840100014200").reads("");
        assertThat(emission("0101010004010174014100")).isEqualTo("02010200840100014201010004010174014100");
        reads("AB");
    }

    @Test
    void e08AStateWithAHoleIsWrittenWithASkip() {
        String merged = "0103010004010174026162 0a02 84010302 6566 00";
        apply(merged).reads("ab").hasState(merged);
        assertThat(doc.stateVector().encode()).isEqualTo(Hex.bytes("010102"));
        assertThat(Hex.of(doc.encodeSince(StateVector.decode(Hex.bytes("010105")))))
                .isEqualTo("01010105840104016600");
    }

    @Test
    void e09ALeadingSkipIsAccepted() {
        apply("010209000a0104010162017900").reads("");
        assertThat(((Applied) doc.apply(Hex.bytes("0000"))).pending()).isTrue();
    }

    @Test
    void e10ADeletedTypeKeepsNothingOfItsChildren() {
        apply(NESTED);
        apply("010101048401030364656600", "000101010007");
        hasState("010201002101016d01780100060101010007");
    }

    private static final String NESTED = "010201002701016d01780204000100 03616263 00";

    @Test
    void e11AnItemWhoseOriginWasCollectedIsCollected() {
        apply(NESTED, "000101010004", "01010200840103015a00");
        hasState("0201020000010201002101016d0178010003020201000101010004");
    }

    @Test
    void e12AnItemWhoseParentWasCollectedIsCollected() {
        apply("010101002701016d01780200", "000101010001", "0101020004000100015a00");
        hasState("0201020000010101002101016d017801020201000101010001");
    }

    @ParameterizedTest
    @CsvSource({"0,1,2", "0,2,1", "1,0,2", "1,2,0", "2,0,1", "2,1,0"})
    void e14InsertsAtOneSpotKeepEachWriterTogether(int first, int second, int third) {
        var updates = List.of("01010100040101740361616100", "01010200040101740362626200", "01010300040101740363636300");
        apply(updates.get(first), updates.get(second), updates.get(third)).reads("aaabbbccc");
    }

    @Test
    void e14bConcurrentPrependingKeepsEachWriterTogether() {
        apply("0101010004010174016100", "01010101440100016100", "01010102440101016100");
        apply("0101020004010174016200", "01010201440200016200", "01010202440201016200");
        reads("aaabbb");
    }

    @Test
    void e14cNestedConflictsAreOrderedAsByYjs() {
        apply("01010100040101740258590 0", "01010102c401000101016100");
        apply("01010200c401000101016200", "01010201c402000101014200");
        apply("01010300c401000101016300", "01010301c401000300014300");
        reads("XabBCcY");
        hasState("03020300c4010001010163c4010003000143010200c4010001010262420301000401017401588401000159"
                + "c401000101016100");
    }

    @Test
    void e15OfConcurrentValuesTheLargestClientWins() {
        apply("010103002801016d016b017705746872656500");
        assertThat(emission("010101002801016d016b0177036f6e6500")).isEqualTo("010101002101016d016b010101010001");
        apply("010102002801016d016b01770374776f00");
        assertThat(doc.map("m").get("k")).isEqualTo("three");
        byte[] update = doc.transact(1, edit -> edit.set(doc.map("m"), "k", "again"));
        assertThat(Hex.of(update)).isEqualTo("01010101a80300017705616761696e0103010001");
    }

    @Test
    void e15bAValueSetConcurrentlyWithItsDeletionSurvives() {
        apply("010101002801016d016b01 770462617365 00", "01010101a80100017701410101010001", "000101010001");
        assertThat(doc.map("m").get("k")).isEqualTo("A");
    }

    @Test
    void e16AClientIdUsedTwiceKeepsTheFirstUnits() {
        apply("01010100040101740361616100", "0101010004010174046262626200").reads("aaab");
    }

    @Test
    void e17LargeClientsAndEmptyNamesAreValid() {
        apply("0101ffffffffffffff0f0004010174016100");
        assertThat(doc.stateVector().encode()).isEqualTo(Hex.bytes("01ffffffffffffff0f01"));
        apply("01010100040100016100", "010102002801000001 7d01 00");
        assertThat(doc.text("").toString()).isEqualTo("a");
        assertThat(doc.map("").get("")).isEqualTo(1L);
    }

    @Test
    void e18ForeignContentCountsForTheLengthOfAnUndeclaredRootAndIsRefusedInAText() {
        String update = "0102010004010174016188010002 7d017d0200";
        apply(update);
        assertThat(doc.text("t").length()).isEqualTo(3);
        reads("a");
        var text = new Doc(Waiting.LIMITS, Schema.of(root -> Schema.Kind.TEXT));
        assertThat(((Refused) text.apply(Hex.bytes(update))).reason()).isEqualTo(Reason.SCHEMA);
        assertThat(text.encode()).containsExactly(0, 0);
    }

    @Test
    void e19OddDeleteSetsAreAccepted() {
        apply(HELLO, "000101010200").reads("hello");
        apply("0001010103ff01").reads("hel").hasState("01020100040101740368656c8101020201010103ff01");
        apply("00010103000201020005").reads("");
    }

    @Test
    void e19RangesOfARepeatedClientCount() {
        apply(HELLO, "00020101000101010201").reads("elo");
    }

    @Test
    void e21AnotherVersionOfTheFormatIsRefused() {
        refuses("0000010100000104060374686901020101000001010000", Reason.MALFORMED);
    }

    @Test
    void e22ATruncatedUpdateLeavesNothingBehind() {
        refuses("01010100040101740161", Reason.MALFORMED);
        refuses("01020100040101740161 840109 0162 00", Reason.MALFORMED);
    }

    @Test
    void e24WhatIsBeyondACollectedStartIsCollectedToo() {
        apply("01010100000300", "010101000401017405 68656c6c6f 00").reads("");
        hasState("01010100000501010100 05");
    }

    /**
     * yjs shows the last one, and leaves the first alive where they are cut. Honest writers have several values in one struct only where all
     * are deleted, by the same update; so they are taken in as such.
     */
    @Test
    void e25SeveralValuesOfAKeyAreDeletedOnes() {
        String taken = "010101002101016d016b 02 0101010002".replace(" ", "");
        for (String several : List.of("7d017d02 00", "7d017d02 0101010002")) {
            var fresh = new Doc(Limits.INTERVIEW, Schema.any());
            var applied = (Applied) fresh.apply(Hex.bytes("010101002801016d016b 02" + several));
            fresh.check();
            assertThat(fresh.map("m").toMap()).isEmpty();
            assertThat(Hex.of(applied.update())).isEqualTo(taken);
            assertThat(Hex.of(fresh.encode())).isEqualTo(taken);
        }
    }

    @Test
    void e26ARootCanBeTextAndMap() {
        apply("010201000401017401612801 0174 016b 017d0100");
        reads("a");
        assertThat(doc.map("t").get("k")).isEqualTo(1L);
    }

    @Test
    void e27AValueThatIsWrittenOtherwiseIsTheSameValue() {
        apply("010101002801016d016b01 7b3ff0000000000000 00");
        assertThat(doc.map("m").get("k")).isEqualTo(1L);
    }

    @Test
    void e28UndoBringsBackACopy() {
        apply(HELLO, "000101010103", "01010105c40100010103656c6c00");
        reads("hello");
    }

    @Test
    void valuesOfAllKindsComeBackFromAMap() {
        Map<String, Object> nested = new java.util.LinkedHashMap<>();
        nested.put("a", List.of(1L, "x", true));
        nested.put("b", 0.5);
        doc.transact(7, edit -> {
            edit.set(doc.map("m"), "map", nested);
            edit.set(doc.map("m"), "long", 1L << 40);
            edit.set(doc.map("m"), "int", -5);
            edit.set(doc.map("m"), "null", null);
        });
        assertThat(doc.map("m").get("map")).isEqualTo(nested);
        assertThat(doc.map("m").get("long")).isEqualTo(1L << 40);
        assertThat(doc.map("m").get("int")).isEqualTo(-5L);
        assertThat(doc.map("m").get("null")).isNull();
        assertThat(doc.map("m").keys()).containsExactly("map", "long", "int", "null");
    }
}
