package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What shows only while structs find their places: up to the limit it is accepted, beyond it nothing of the update is left. */
class LimitsTest {
    private static final String HELLO = "010101000401017405" + "68656c6c6f" + "00";

    private static Limits limits(int textUnits, int items, int scanSteps) {
        return Limits.INTERVIEW.withDocument(1_024, textUnits, 2 << 20, items).withScanSteps(scanSteps);
    }

    private static void accepts(Doc doc, String update) {
        assertThat(doc.apply(Hex.bytes(update))).isInstanceOf(Applied.class);
        doc.check();
    }

    private static void refuses(Doc doc, String update, Reason reason, long value, long limit) {
        byte[] before = doc.encode();
        var text = doc.text("t").toString();
        var refused = (Refused) doc.apply(Hex.bytes(update));
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.value()).isEqualTo(value);
        assertThat(refused.limit()).isEqualTo(limit);
        doc.check();
        assertThat(doc.encode()).isEqualTo(before);
        assertThat(doc.text("t").toString()).isEqualTo(text);
    }

    @Test
    void aTextMayBeFull() {
        var doc = new Doc(limits(5, 100, 0), Schema.any());
        accepts(doc, "0101010004010175027575" + "00");
        accepts(doc, "0101020004010174" + "0568656c6c6f" + "00");
        refuses(doc, "010102058402040121" + "00", Reason.DOCUMENT_FULL, 6, 5);
        refuses(doc, "0101030004010175" + "0478787878" + "00", Reason.DOCUMENT_FULL, 6, 5);
        // What is deleted in the same update makes room.
        accepts(doc, "010102058402040121" + "01020100" + "01");
        assertThat(doc.text("t").toString()).isEqualTo("ello!");
    }

    @Test
    void aDocumentMayHaveItsItemsAndCanAlwaysBeDeletedFrom() {
        var doc = new Doc(limits(100, 16, 0), Schema.any());
        accepts(doc, HELLO);
        for (int client = 2; client <= 16; client++) accepts(doc, "0101 %02x 00 04 01 0174 0178 00".formatted(client));
        refuses(doc, "0101 20 00 04 01 0174 0178 00", Reason.DOCUMENT_FULL, 17, 16);
        // The deletion cuts one item into three. It must not go on so.
        accepts(doc, "0001 01 01 02 01");
        assertThat(doc.text("t").toString()).isEqualTo("helo" + "x".repeat(15));
        refuses(doc, "0101 20 00 04 01 0174 0178 00", Reason.DOCUMENT_FULL, 19, 16);
        refuses(doc, "0001 01 01 00 01", Reason.DOCUMENT_FULL, 19, 18);
        accepts(doc, "0001 01 01 00 05");
        accepts(doc, "0001 02 01 00 01");
    }

    /** So many others wrote at the start of the text; each of them is one step, and a struct has {@value Limits#SCAN_STEPS_PER_STRUCT}. */
    @ParameterizedTest
    @CsvSource({"30,0,true", "31,0,false", "37,7,true", "38,7,false"})
    void aPlaceTakesSoManyStepsToFind(int others, int scanSteps, boolean accepted) {
        var state = new ByteWriter().varUint(others);
        for (int client = others; client > 0; client--)
            state.varUint(1)
                    .varUint(client)
                    .varUint(0)
                    .uint8(4)
                    .varUint(1)
                    .varString("t")
                    .varString("x");
        var doc = Doc.load(state.varUint(0).toByteArray(), limits(100, 100, scanSteps), Schema.any());
        String update = "0101e80700040101740179" + "00";
        if (!accepted) {
            int steps = scanSteps + Limits.SCAN_STEPS_PER_STRUCT;
            refuses(doc, update, Reason.BUDGET, steps, steps);
            return;
        }
        accepts(doc, update);
        assertThat(doc.text("t").toString()).isEqualTo("x".repeat(others) + "y");
    }

    /** The first struct of client 2 goes into the pair, which destroys it; the second has neighbours in two texts. */
    @ParameterizedTest
    @ValueSource(strings = {"04f09f9880", "0661f09f988062", "0861f09f9880626364"})
    void aPairThatARefusedUpdateCutIsWhole(String string) {
        var doc = new Doc(Limits.INTERVIEW, Schema.any());
        accepts(doc, "0101010004010174" + string + "00");
        accepts(doc, "0101030004010175" + "0178" + "00");
        int clock = string.startsWith("04") ? 0 : 1;
        String cut = "c401%02x01%02x0179".formatted(clock, clock + 1);
        refuses(doc, "01020200" + cut + "c4010003000179" + "00", Reason.MALFORMED, 0, 0);
        accepts(doc, "01010200" + cut + "00");
        assertThat(doc.text("t").toString()).contains("\ufffdy\ufffd");
    }

    /** Every second unit of a client from a clock on. */
    private static String deletions(int client, int from, int ranges) {
        var out = new ByteWriter()
                .varUint(0)
                .varUint(1)
                .varUint(client)
                .varUint(ranges)
                .varUint(from)
                .varUint(1);
        for (int i = 1; i < ranges; i++) out.varUint(from + 2 * i).varUint(1);
        return Hex.of(out.toByteArray());
    }

    @Test
    void soManyDeletionsMayWaitForTheirUnits() {
        var limits = Limits.INTERVIEW.withPending(16 * 100);
        var doc = new Doc(limits, Schema.any());
        refuses(doc, deletions(1, 0, 101), Reason.PENDING_FULL, 16 * 101, 16 * 100);
        refuses(doc, deletions(1, 0, 1_000), Reason.PENDING_FULL, 16 * 101, 16 * 100);
        accepts(doc, deletions(1, 0, 100));
        refuses(doc, deletions(2, 0, 1), Reason.PENDING_FULL, 16 * 101, 16 * 100);
        // Known already, and joined by the units between them: less waits than before.
        accepts(doc, deletions(1, 0, 100));
        accepts(doc, deletions(1, 1, 99));
        accepts(doc, deletions(2, 0, 99));
        // What comes in makes room for what waits anew in the same update.
        String units = "0101" + "01" + "00" + "04" + "010174" + "c701" + "78".repeat(199);
        accepts(doc, units + deletions(2, 0, 100).substring(2));
        assertThat(doc.text("t").length()).isZero();
    }

    @Test
    void whatWasAcceptedIsLoadedWhateverMayWaitNow() {
        byte[] update = Hex.bytes(deletions(1, 0, 101));
        var limits = Limits.INTERVIEW.withPending(16 * 100);
        assertThat(Doc.load(update, limits, Schema.any()).encode()).isEqualTo(update);
    }

    /** It waited when it was loaded: who brings what it waits for is not to blame for how much it is. */
    @Test
    void whatWaitsBeyondTheLimitComesInBitByBit() {
        var limits = Limits.INTERVIEW.withPending(16 * 100);
        var doc = Doc.load(Hex.bytes(deletions(1, 0, 150)), limits, Schema.any());
        accepts(doc, "0101010004010174017800");
        assertThat(doc.text("t").length()).isZero();
        refuses(doc, deletions(2, 0, 2), Reason.PENDING_FULL, 16 * 151, 16 * 149);
        doc.transact(7, edit -> edit.insert(doc.text("t"), 0, "own"));
        assertThat(doc.text("t")).hasToString("own");
    }

    @Test
    void ownValuesNestNoDeeperThanThoseOfOthers() {
        Object deep = 1;
        for (int i = 0; i < 100; i++) deep = List.of(deep);
        Object deepest = deep;
        Object tooDeep = List.of(deep);
        var doc = new Doc(Limits.INTERVIEW, Schema.any());
        doc.transact(1, edit -> edit.set(doc.map("m"), "k", deepest));
        doc.transact(1, edit -> edit.insert(doc.array("a"), 0, List.of(deepest)));
        byte[] before = doc.encode();
        assertThatThrownBy(() -> doc.transact(1, edit -> edit.set(doc.map("m"), "k", tooDeep)))
                .isInstanceOfSatisfying(
                        RejectedUpdate.class,
                        refusal -> assertThat(refusal.limit()).isEqualTo(100));
        doc.transact(
                1,
                edit -> assertThatThrownBy(() -> edit.insert(doc.array("a"), 0, List.of(1, tooDeep)))
                        .isInstanceOf(RejectedUpdate.class));
        assertThat(doc.encode()).isEqualTo(before);
        assertThat(Doc.load(before, Limits.INTERVIEW, Schema.any()).encode()).isEqualTo(before);
    }

    @Test
    void ownEditsCountAsClientsToo() {
        var limits = Limits.INTERVIEW.withDocument(2, 1 << 20, 2 << 20, 100_000);
        var doc = new Doc(limits, Schema.any());
        for (int client : new int[] {1, 2, 1}) doc.transact(client, edit -> edit.insert(doc.text("t"), 0, "x"));
        byte[] before = doc.encode();
        assertThatThrownBy(() -> doc.transact(3, edit -> edit.insert(doc.text("t"), 0, "x")))
                .isInstanceOfSatisfying(
                        RejectedUpdate.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Reason.TOO_MANY_CLIENTS));
        assertThat(doc.encode()).isEqualTo(before);
        doc.check();
    }

    private static Limits documentBytes(int bytes) {
        return Limits.INTERVIEW.withDocument(1_024, 1 << 20, bytes, 100_000);
    }

    /** All roots together, text as UTF-8, values as they are encoded, and the names. */
    @Test
    void aDocumentMayHaveItsBytesAndCanAlwaysBeDeletedFrom() {
        var doc = new Doc(documentBytes(20), Schema.any());
        accepts(doc, HELLO); // 5 and "t"
        accepts(doc, "0101 02 00 04 01 0175 04f09f9880 00"); // 4 and "u"
        accepts(doc, "0101 03 00 28 01 016d 016b 01 7704 61626364 00"); // 6, "m" and "k"
        refuses(doc, "0101 04 00 04 01 0174 027879 00", Reason.DOCUMENT_FULL, 21, 20);
        refuses(doc, "0101 04 00 04 01 0174 02c3a9 00", Reason.DOCUMENT_FULL, 21, 20);
        refuses(doc, "0101 04 00 04 01 0177 0100 00", Reason.DOCUMENT_FULL, 21, 20);
        accepts(doc, "0101 04 00 04 01 0174 0178 00");
        // Cutting a pair makes two U+FFFD of it, which are two bytes more.
        refuses(doc, "0101 04 01 c4 0200 0201 0179 00", Reason.DOCUMENT_FULL, 23, 20);
        // What makes it smaller is let through.
        accepts(doc, "0101 04 01 c4 0200 0201 0179 01 02 01 00 02");
        accepts(doc, "0001 01 01 00 05");
    }

    @Test
    void aNewValueOfAKeyTakesThePlaceOfTheOldOne() {
        var doc = new Doc(documentBytes(20), Schema.any());
        for (int i = 0; i < 10; i++) {
            int number = i;
            doc.transact(1, edit -> edit.set(doc.map("m"), "k", "a long value " + number));
            doc.check();
        }
        assertThatThrownBy(() -> doc.transact(1, edit -> edit.set(doc.map("m"), "l", "a")))
                .isInstanceOfSatisfying(RejectedUpdate.class, refusal -> {
                    assertThat(refusal.reason()).isEqualTo(Reason.DOCUMENT_FULL);
                    assertThat(refusal.limit()).isEqualTo(20);
                });
        doc.check();
        doc.transact(1, edit -> edit.remove(doc.map("m"), "k"));
        doc.transact(1, edit -> edit.set(doc.map("m"), "l", "a"));
        doc.check();
    }

    @Test
    void aDocumentMayHaveItsRootsAndAMapItsKeys() {
        var doc = new Doc(Limits.INTERVIEW.withNames(2, 3, 5), Schema.any());
        accepts(doc, HELLO);
        for (String key : new String[] {"a", "b", "c"}) doc.transact(1, edit -> edit.set(doc.map("m"), key, 1));
        refuses(doc, "0101 02 00 28 01 016d 0164 01 7d01 00", Reason.DOCUMENT_FULL, 4, 3);
        refuses(doc, "0101 02 00 04 01 0175 0178 00", Reason.DOCUMENT_FULL, 3, 2);
        // Others may be written to, also when nothing is in them any more.
        doc.transact(1, edit -> edit.remove(doc.map("m"), "a"));
        refuses(doc, "0101 02 00 28 01 016d 0164 01 7d01 00", Reason.DOCUMENT_FULL, 4, 3);
        accepts(doc, "0101 02 00 28 01 016d 0161 01 7d01 00");
        assertThatThrownBy(() -> doc.transact(1, edit -> edit.set(doc.map("n"), "a", 1)))
                .isInstanceOf(RejectedUpdate.class);
        assertThatThrownBy(() -> doc.transact(1, edit -> edit.set(doc.map("m"), "d", 1)))
                .isInstanceOf(RejectedUpdate.class);
        doc.check();
        Doc.load(doc.encode(), Limits.INTERVIEW.withNames(0, 0, 0), Schema.any())
                .check();
    }

    @Test
    void aNameHasSoManyUnits() {
        var doc = new Doc(Limits.INTERVIEW.withNames(10, 10, 5), Schema.any());
        accepts(doc, "0101 01 00 04 01 05 6162636465 0178 00");
        refuses(doc, "0101 02 00 04 01 06 616263646566 0178 00", Reason.TOO_LARGE, 6, 5);
        accepts(doc, "0101 02 00 28 01 016d 05 6162636465 01 7d01 00");
        refuses(doc, "0101 02 01 28 01 016d 06 616263646566 01 7d01 00", Reason.TOO_LARGE, 6, 5);
    }

    /** The value of a forged update waits for a unit that the server writes; it must not come in, and the edit is not to blame. */
    @Test
    void anOwnEditIsMadeWithoutWhatWaitedForItAndMustNotComeIn() {
        var schema = Schema.of(root -> root.equals("t") ? Schema.Kind.TEXT : Schema.Kind.NONE);
        var doc = new Doc(Waiting.LIMITS, schema);
        accepts(doc, "0101 03 00 04 01 0174 0178 00");
        accepts(doc, "0101 01 00 88 0701 01 7d01 00");
        byte[] update = doc.transact(7, edit -> {
            edit.insert(doc.text("t"), 0, "own");
            edit.delete(doc.text("t"), 1, 1);
        });
        doc.check();
        assertThat(doc.text("t")).hasToString("onx");
        assertThat(((Applied) doc.apply(Hex.bytes("0000"))).pending()).isFalse();
        var other = Doc.load(Hex.bytes("0101 03 00 04 01 0174 0178 00"), Waiting.LIMITS, schema);
        accepts(other, Hex.of(update));
        assertThat(other.encode()).isEqualTo(doc.encode());

        accepts(doc, "0101 01 00 84 0703 0179 00");
        doc.transact(7, edit -> edit.insert(doc.text("t"), 0, "!"));
        doc.check();
        assertThat(doc.text("t")).hasToString("!yonx");
    }

    /** What a browser brings back to a server that lost it: everything, of everybody, in one update. */
    @Test
    void aWholeDocumentOfManyClientsComesInAtOnceWhereTheSenderMayWriteAsAnyone() {
        var source = new Doc(Limits.UNBOUNDED, Schema.any());
        for (int client = 1; client <= 300; client++) {
            var text = source.text("file:" + client % 3);
            int at = text.length() / 2;
            source.transact(client, edit -> edit.insert(text, at, "line\n".repeat(1_000)));
        }
        byte[] whole = source.encode();
        var usual = Limits.INTERVIEW.withDocument(1_024, 1 << 20, 2 << 20, 50_000);
        assertThat(whole.length).isGreaterThan(usual.updateBytes());
        var doc = new Doc(usual, Schema.any());
        assertThat(((Refused) doc.apply(whole)).reason()).isEqualTo(Reason.TOO_LARGE);

        var restoring = new Doc(usual.withUpdate(4 << 20, 50_000, 60_000), Schema.any());
        var refused = (Refused) restoring.apply(whole, null, client -> client != 17);
        assertThat(refused.reason()).isEqualTo(Reason.FOREIGN_CLIENT);
        assertThat(refused.value()).isEqualTo(17);
        var applied = (Applied) restoring.apply(whole, null, client -> true);
        restoring.check();
        assertThat(applied.newClients()).hasSize(300);
        assertThat(applied.forwardable()).isTrue();
        assertThat(restoring.encode()).isEqualTo(whole);
        // One who knew a part of it brings the rest.
        var part = Doc.load(doc.encode(), usual.withUpdate(4 << 20, 50_000, 60_000), Schema.any());
        part.transact(400, edit -> edit.insert(part.text("file:0"), 0, "new"));
        assertThat(part.apply(whole, null, client -> client <= 300)).isInstanceOf(Applied.class);
        part.check();
        assertThat(part.stateVector().size()).isEqualTo(301);
    }
}
