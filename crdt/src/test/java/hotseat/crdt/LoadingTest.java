package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.IdSet;
import hotseat.crdt.update.Updates;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must not be in a document does not end its loading: it is taken in as what was deleted. */
class LoadingTest {
    private static final Schema ROOM = Schema.of(root -> switch (root) {
        case "t", "u" -> Schema.Kind.TEXT;
        case "m" -> Schema.Kind.MAP;
        case "a" -> Schema.Kind.ANY;
        default -> Schema.Kind.NONE;
    });

    /** "x" of client 2 in a text. */
    private static final String X = "0101 02 00 04 01 0174 0178 00";

    private static Doc load(String... updates) {
        var loading = Doc.loading(Limits.INTERVIEW, ROOM);
        for (String update : updates) loading.add(Hex.bytes(update));
        var doc = loading.done();
        doc.check();
        var again = Doc.load(doc.encode(), Limits.INTERVIEW, ROOM);
        again.check();
        assertThat(Hex.of(again.encode())).as("loaded again").isEqualTo(Hex.of(doc.encode()));
        byte[] merged = Updates.merge(Stream.of(updates).map(Hex::bytes).toList());
        var inOne = Doc.load(merged, Limits.INTERVIEW, ROOM);
        assertThat(inOne.text("t"))
                .as("loaded in one")
                .hasToString(doc.text("t").toString());
        assertThat(inOne.stateVector()).isEqualTo(doc.stateVector());
        return doc;
    }

    private static boolean deleted(Doc doc, long client, int clock) {
        IdSet deleted = Updates.inspect(doc.encode()).deleted();
        for (int i = 0; i < deleted.size(); i++)
            if (deleted.client(i) == client && deleted.start(i) <= clock && clock < deleted.end(i)) return true;
        return false;
    }

    /** Client 1 writes behind or before a unit of client 2 that comes later; client 3 types behind that. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an embed              | 0101 01 00 85 0200 0131                 00
            an any-value          | 0101 01 00 88 0200 01 7d01              00
            any-values            | 0101 01 00 88 0200 03 7d01 7d02 7d03    00
            a JSON value          | 0101 01 00 82 0200 01 0131              00
            a format              | 0101 01 00 86 0200 0162 0131            00
            a nested type         | 0101 01 00 87 0200 01                   00
            a sub-document        | 0101 01 00 89 0200 0167 7600            00
            bytes                 | 0101 01 00 83 0200 0107                 00
            before it             | 0101 01 00 45 0200 0131                 00
            in pieces             | 0102 01 00 85 0200 0131 85 0100 0131    00
            """)
    void whatTheSchemaForbidsIsDeletedAndWhatWasTypedBehindItIsThere(String name, String evil) {
        var doc = load(evil, X, "0101 03 00 84 0100 0179 00");
        assertThat(doc.text("t").toString()).isEqualTo(name.equals("before it") ? "yx" : "xy");
        assertThat(doc.text("t").length()).isEqualTo(2);
        assertThat(doc.stateVector().clock(1)).isPositive();
        assertThat(deleted(doc, 1, 0)).isTrue();
        assertThat(deleted(doc, 3, 0)).isFalse();
        assertThat(doc.apply(Hex.bytes("0101 04 00 84 0300 017a 00"))).isInstanceOf(Applied.class);
    }

    @Test
    void aKeyInATextIsDeletedToo() {
        var doc = load("0101 01 00 24 01 0174 016b 0178 00", X);
        assertThat(doc.text("t")).hasToString("x");
        assertThat(doc.map("t").toMap()).isEmpty();
        assertThat(deleted(doc, 1, 0)).isTrue();
    }

    /** As they are when they come: who has them alive is told to delete them, and goes on with the key. */
    @Test
    void severalValuesOfOneKeyAreLoadedAsDeletedOnes() {
        String several = "0101 01 00 28 01 016d 016b 02 7d01 7d02 00";
        var loaded = load("0101 00 00 28 01 016d 016b 01 7d07 00", several);
        assertThat(loaded.map("m").toMap()).isEmpty();
        assertThat(loaded.stateVector().clock(1)).isEqualTo(2);
        assertThat(deleted(loaded, 1, 1)).isTrue();
        assertThat(loaded.apply(Hex.bytes("0102 01 00 28 01 016d 016b 02 7d01 7d02 a8 0101 01 7d05 00")))
                .isInstanceOf(Applied.class);
        assertThat(loaded.map("m").get("k")).isEqualTo(5L);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            in a root that is not declared   | 0101 01 00 04 01 016e 0178          00
            in a parent that is no type      | 0101 01 00 04 00 0200 0178          00
            between neighbours of two lists  | 0101 01 00 c4 0200 0201 0178        00
            """)
    void whatHasNoPlaceIsCollectedAndWhatIsBehindItToo(String name, String evil) {
        String others = "0102 02 00 04 01 0174 0178 04 01 0175 0179 00";
        var doc = load(evil, others, "0101 03 00 84 0100 017a 00");
        assertThat(doc.text("t")).hasToString("x");
        assertThat(doc.text("u")).hasToString("y");
        assertThat(doc.stateVector().clock(1)).isEqualTo(1);
        assertThat(doc.stateVector().clock(3)).isEqualTo(1);
        assertThat(deleted(doc, 1, 0)).isTrue();
        assertThat(deleted(doc, 3, 0)).isTrue();
    }

    @Test
    void aTypeNestedTooDeeplyIsCollectedWithAllThatIsInIt() {
        var limits = Limits.INTERVIEW.withDepth(100, 2);
        byte[] types = Hex.bytes(
                "0104 01 00 27 01 0161 016b 01 27 00 0100 016b 01 27 00 0101 016b 01 28 00 0102 016b 01 7d01 00");
        assertThat(new Doc(limits, ROOM).apply(types)).isInstanceOf(Refused.class);
        var doc = Doc.load(types, limits, ROOM);
        doc.check();
        assertThat(doc.map("a").toMap()).hasToString("{k={k={}}}");
        assertThat(doc.stateVector().clock(1)).isEqualTo(4);
        assertThat(Doc.load(doc.encode(), limits, ROOM).encode()).isEqualTo(doc.encode());
    }

    @Test
    void whatStillWaitsIsGivenUpWhereNothingMayWait() {
        var doc = load(X, "0101 03 00 84 0900 0179 00", "0001 09 01 00 01");
        var applied = (Applied) doc.apply(Hex.bytes("0000"));
        assertThat(applied.pending()).isFalse();
        assertThat(Hex.of(doc.encode())).isEqualTo(X.replace(" ", ""));
        assertThat(doc.transact(7, edit -> edit.insert(doc.text("t"), 0, "own")))
                .isNotEmpty();

        var loading = Doc.loading(Limits.INTERVIEW, ROOM).add(Hex.bytes("0101 03 00 84 0900 0179 00"));
        loading.done();
        assertThat(loading.gaveUp()).isTrue();
        loading = Doc.loading(Limits.INTERVIEW, ROOM).add(Hex.bytes(X));
        loading.done();
        assertThat(loading.gaveUp()).isFalse();
        var waiting = Doc.load(Hex.bytes("0101 03 00 84 0900 0179 00"), Waiting.LIMITS, ROOM);
        assertThat(((Applied) waiting.apply(Hex.bytes("0000"))).pending()).isTrue();
    }

    @Test
    void whatCannotBeDecodedIsAnError() {
        assertThatThrownBy(() -> Doc.load(new byte[] {1, 2, 3}, Limits.INTERVIEW, ROOM))
                .isInstanceOf(RejectedUpdate.class);
    }

    private static byte[] text(long client, int units) {
        var source = new Doc(Limits.UNBOUNDED, ROOM);
        return source.transact(client, edit -> edit.insert(source.text("t"), 0, "x".repeat(units)));
    }

    private static void refusesToLoad(Limits limits, List<byte[]> updates) {
        var loading = Doc.loading(limits, ROOM);
        assertThatThrownBy(() -> updates.forEach(loading::add))
                .isInstanceOfSatisfying(
                        RejectedUpdate.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(Reason.DOCUMENT_FULL));
    }

    @Test
    void aDocumentFarBeyondItsLimitsIsNotLoaded() {
        var limits = Limits.INTERVIEW.withDocument(10, 1_000, 1_000, 10);
        // The name of the root is one of the bytes.
        Doc.load(text(1, 3_999), limits, ROOM).check();
        refusesToLoad(limits, List.of(text(1, 4_000)));
        refusesToLoad(limits, List.of(text(1, 3_000), text(2, 1_001)));
        // One update that alone is more than all can be: nothing of it is taken in.
        refusesToLoad(limits, List.of(text(1, 10_000)));
        var structs = new ByteWriter().varUint(1).varUint(41).varUint(1).varUint(0);
        for (int i = 0; i < 41; i++) structs.uint8(0).varUint(1);
        refusesToLoad(limits, List.of(structs.varUint(0).toByteArray()));
        // Also what waits takes memory.
        refusesToLoad(limits, List.of(Hex.bytes("0101 03 00 84 0900 9f1f" + "79".repeat(3_999) + "00")));
    }

    @Test
    void aDocumentBeyondItsLimitsIsLoadedAndCanShrink() {
        var limits = Limits.INTERVIEW.withDocument(10, 4_000, 1_000, 10);
        var doc = Doc.load(text(1, 2_000), limits, ROOM);
        assertThat(doc.apply(Hex.bytes(X))).isInstanceOf(Refused.class);
        doc.transact(7, edit -> edit.delete(doc.text("t"), 0, 1_500));
        assertThat(doc.apply(Hex.bytes(X))).isInstanceOf(Applied.class);
    }
}
