package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.update.StateVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs that hang, crash or poison other implementations. Small ones are in the file, large ones are made here. */
class HostileUpdatesTest {
    private static final int GC = 0;
    private static final int JSON = 2;
    private static final int STRING = 4;
    private static final int FORMAT = 6;
    private static final int TYPE = 7;
    private static final int ANY = 8;
    private static final int DOC = 9;
    private static final int ORIGIN = 0x80;
    private static final int RIGHT = 0x40;
    private static final int KEY = 0x20;

    private static final Schema ROOM = Schema.of(root -> switch (root) {
        case "code" -> Schema.Kind.TEXT;
        case "m" -> Schema.Kind.MAP;
        default -> Schema.Kind.NONE;
    });

    /** As many as a handful of people have in a long day. */
    private static final Limits FEW_CLIENTS = Limits.INTERVIEW.withDocument(1_024, 1 << 20, 2 << 20, 50_000);

    private static final Map<String, Consumer<ByteWriter>> LARGE = Map.ofEntries(
            Map.entry("json-undefined-x-1M", out -> {
                block(out, 1, 1).uint8(JSON).varUint(1).varString("a").varUint(1_000_000);
                for (int i = 0; i < 1_000_000; i++) out.varString("1");
                out.varUint(0);
            }),
            Map.entry("any-depth-100k", out -> {
                block(out, 1, 1).uint8(ANY).varUint(1).varString("a").varUint(1);
                for (int i = 0; i < 100_000; i++) out.uint8(0x75).varUint(1);
                out.uint8(0x7e).varUint(0);
            }),
            Map.entry(
                    "hidden-root-1MB",
                    out -> root(block(out, 1, 1), "hidden-" + "h".repeat(20), "A".repeat(1_000_000))
                            .varUint(0)),
            Map.entry("roots-20k", out -> {
                block(out, 20_000, 1);
                for (int i = 0; i < 20_000; i++) root(out, "r" + i, "x");
                out.varUint(0);
            }),
            Map.entry("clients-20k-same-spot", out -> {
                out.varUint(20_000);
                for (int i = 20_000; i > 0; i--) root(out.varUint(1).varUint(i).varUint(0), "code", "x");
                out.varUint(0);
            }),
            Map.entry("clients-20k-same-spot-rev", out -> {
                out.varUint(20_000);
                for (int i = 1; i <= 20_000; i++) root(out.varUint(1).varUint(i).varUint(0), "code", "x");
                out.varUint(0);
            }),
            Map.entry("one-client-10k-crossing", out -> {
                root(block(out, 10_000, 1), "code", "x");
                for (int i = 1; i < 10_000; i++)
                    out.uint8(STRING | RIGHT).varUint(1).varUint(0).varString("x");
                out.varUint(0);
            }),
            Map.entry("type-depth-20k", out -> {
                block(out, 20_000, 1)
                        .uint8(TYPE | KEY)
                        .varUint(1)
                        .varString("m")
                        .varString("k")
                        .varUint(1);
                for (int i = 1; i < 20_000; i++)
                    out.uint8(TYPE | KEY)
                            .varUint(0)
                            .varUint(1)
                            .varUint(i - 1)
                            .varString("k")
                            .varUint(1);
                out.varUint(1).varUint(1).varUint(1).varUint(0).varUint(1);
            }),
            Map.entry("ds-ranges-500k", out -> {
                out.varUint(0).varUint(1).varUint(77).varUint(500_000);
                for (int i = 0; i < 500_000; i++) out.varUint(i * 2L).varUint(1);
            }),
            Map.entry("ds-zero-len-x-500k", out -> {
                out.varUint(0).varUint(1).varUint(1).varUint(500_000);
                for (int i = 0; i < 500_000; i++) out.varUint(0).varUint(0);
            }),
            Map.entry("format-50k", out -> {
                block(out, 50_000, 1)
                        .uint8(FORMAT)
                        .varUint(1)
                        .varString("code")
                        .varString("b")
                        .varString("1");
                for (int i = 1; i < 50_000; i++)
                    out.uint8(FORMAT | ORIGIN)
                            .varUint(1)
                            .varUint(i - 1)
                            .varString("k" + i)
                            .varString("\"" + i + "\"");
                out.varUint(0);
            }),
            Map.entry("subdocs-20k", out -> {
                block(out, 20_000, 1);
                for (int i = 0; i < 20_000; i++)
                    out.uint8(DOC | KEY)
                            .varUint(1)
                            .varString("m")
                            .varString("k" + i)
                            .varString("guid" + i)
                            .uint8(0x76)
                            .varUint(1)
                            .varString("autoLoad")
                            .uint8(0x78);
                out.varUint(0);
            }),
            Map.entry("conflict-scan-5k", out -> crossing(out, 5_000)),
            Map.entry("conflict-scan-20k", out -> crossing(out, 20_000)));

    private static ByteWriter block(ByteWriter out, int structs, long client) {
        return out.varUint(1).varUint(structs).varUint(client).varUint(0);
    }

    private static ByteWriter root(ByteWriter out, String root, String text) {
        return out.uint8(STRING).varUint(1).varString(root).varString(text);
    }

    /** One writer, items from the start of the text to ever different right origins: a quadratic scan. */
    private static void crossing(ByteWriter out, int items) {
        out.varUint(2).varUint(items).varUint(2).varUint(0);
        for (int i = 0; i < items; i++)
            out.uint8(STRING | RIGHT).varUint(1).varUint(Math.max(1, i)).varString("y");
        root(out.varUint(1).varUint(1).varUint(0), "code", "x".repeat(items)).varUint(0);
    }

    static Stream<Map<String, Object>> corpus() {
        try {
            String json = Files.readString(Path.of("src/test/resources/hostile-updates.json"), StandardCharsets.UTF_8);
            return Json.array(Json.parse(json)).stream().map(Json::object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Map<String, Object> input) {
        if (input.get("hex") != null) return Hex.bytes(input.get("hex"));
        var out = new ByteWriter();
        LARGE.get(input.get("name")).accept(out);
        byte[] bytes = out.toByteArray();
        assertThat((long) bytes.length).isEqualTo(input.get("bytes"));
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isRefusedAsExpectedAndChangesNothing(Map<String, Object> input) {
        var doc = new Doc(FEW_CLIENTS, ROOM);
        doc.transact(9, edit -> {
            edit.insert(doc.text("code"), 0, "function 😀() {}");
            edit.set(doc.map("m"), "language", "javascript");
        });
        byte[] before = doc.encode();
        // The sender may write as a handful of ids; the largest one belongs to nobody.
        var result = doc.apply(bytes(input), null, client -> client < 1L << 32);
        doc.check();
        if (input.get("expect").equals("reject")) assertThat(result).isInstanceOf(Refused.class);
        if (result instanceof Refused refused) {
            assertThat(doc.encode()).isEqualTo(before);
            assertThat(refused.detail()).isNotBlank();
            assertThat(doc.text("code").toString()).isEqualTo("function 😀() {}");
        }
    }

    /** Also where the schema allows everything, and the sender may write as anyone. */
    @ParameterizedTest
    @MethodSource("corpus")
    void neverThrowsAndChangesNothingWhenRefused(Map<String, Object> input) {
        for (var limits : List.of(Limits.INTERVIEW, Limits.UNBOUNDED)) {
            var doc = new Doc(limits, Schema.any());
            doc.transact(9, edit -> edit.insert(doc.text("code"), 0, "x😀y"));
            byte[] before = doc.encode();
            var result = doc.apply(bytes(input));
            doc.check();
            if (result instanceof Refused) assertThat(doc.encode()).isEqualTo(before);
        }
    }

    @Test
    void cuttingALongTextIntoManyPiecesIsOverBudget() {
        var doc = new Doc(Limits.INTERVIEW, ROOM);
        doc.transact(9, edit -> edit.insert(doc.text("code"), 0, "x".repeat(1_000_000)));
        var holes = new ByteWriter().varUint(0).varUint(1).varUint(9).varUint(20_000);
        for (int i = 0; i < 20_000; i++) holes.varUint(100_000 + i * 40L).varUint(1);
        assertThat(doc.apply(holes.toByteArray())).isInstanceOf(Applied.class);
        byte[] before = doc.encode();
        var out = new ByteWriter().varUint(1).varUint(20_000).varUint(7).varUint(0);
        // Before and behind the many pieces in turns, so that every cut is far from the one before.
        for (int i = 0; i < 20_000; i++) {
            int at = i % 2 == 0 ? 2 * i : 999_998 - 2 * i;
            out.uint8(0xc4).varUint(9).varUint(at).varUint(9).varUint(at + 1).varString("y");
        }
        out.varUint(0);
        assertThat(doc.apply(out.toByteArray()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.BUDGET));
        doc.check();
        assertThat(doc.encode()).isEqualTo(before);
    }

    /** Structs that refer to the values of one item from its end to its start: each cut walks all values before it. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 2_000, 19_990})
    void cuttingManyValuesIsPaidByTheByte(int structs) {
        var values = new ByteWriter().varUint(1).varUint(1).varUint(1).varUint(0);
        values.uint8(ANY).varUint(1).varString("a").varUint(1_000_000);
        for (int i = 0; i < 1_000_000; i++) values.uint8(0x7e);
        var doc = new Doc(Limits.INTERVIEW, Schema.any());
        assertThat(doc.apply(values.varUint(0).toByteArray())).isInstanceOf(Applied.class);
        byte[] before = doc.encode();
        var out = new ByteWriter().varUint(1).varUint(structs).varUint(7).varUint(0);
        for (int i = 0; i < structs; i++)
            out.uint8(ANY | ORIGIN | RIGHT)
                    .varUint(1)
                    .varUint(999_000 - i)
                    .varUint(1)
                    .varUint(999_001 - i)
                    .varUint(1)
                    .uint8(0x7e);
        assertThat(doc.apply(out.varUint(0).toByteArray()))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.BUDGET));
        doc.check();
        assertThat(doc.encode()).isEqualTo(before);
    }

    @Test
    void aDocumentTakesOnlySoManyClients() {
        var doc = new Doc(FEW_CLIENTS, ROOM);
        for (int client = 1; client <= 1_024; client++) {
            var out = root(block(new ByteWriter(), 1, 4_000_000_000L + client), "code", "x");
            assertThat(doc.apply(out.varUint(0).toByteArray())).isInstanceOf(Applied.class);
        }
        var out = root(block(new ByteWriter(), 1, 7), "code", "x").varUint(0);
        assertThat(((Refused) doc.apply(out.toByteArray())).reason()).isEqualTo(Reason.TOO_MANY_CLIENTS);
        doc.check();
    }

    @Test
    void newUnitsOfAForeignClientAreRefusedAndKnownOnesAreNotAskedAbout() {
        var doc = new Doc(Limits.INTERVIEW, ROOM);
        byte[] own = doc.transact(9, edit -> edit.insert(doc.text("code"), 0, "abc"));
        byte[] forged = Hex.bytes("0101090300e80700");
        var refused = (Refused) doc.apply(forged, null, client -> client != 9);
        assertThat(refused.reason()).isEqualTo(Reason.FOREIGN_CLIENT);
        assertThat(refused.value()).isEqualTo(9);
        var applied = (Applied) doc.apply(own, null, client -> false);
        assertThat(applied.changed()).isFalse();
        assertThat(applied.update()).containsExactly(0, 0);
        assertThat(doc.apply(Hex.bytes("000109010001"), null, client -> false)).isInstanceOf(Applied.class);
    }

    @Test
    void updatesInReverseOrderWaitAndThenAllFallIntoPlace() {
        var source = new Doc(Limits.INTERVIEW, ROOM);
        var updates = new java.util.ArrayList<byte[]>();
        for (int i = 0; i < 4_000; i++) {
            int at = i;
            updates.add(source.transact(7, edit -> edit.insert(source.text("code"), at, "x")));
        }
        var doc = new Doc(Waiting.LIMITS, ROOM);
        for (byte[] update : updates.reversed()) assertThat(doc.apply(update)).isInstanceOf(Applied.class);
        assertThat(doc.encode()).isEqualTo(source.encode());
        doc.check();
    }

    @Test
    void tooMuchThatWaitsIsRefused() {
        var doc = new Doc(Waiting.LIMITS, ROOM);
        int accepted = 0;
        while (true) {
            var out = new ByteWriter().varUint(1).varUint(1).varUint(5).varUint(10 + accepted * 2_000L);
            out.uint8(STRING | ORIGIN)
                    .varUint(6)
                    .varUint(3)
                    .varString("y".repeat(1_000))
                    .varUint(0);
            byte[] before = doc.encode();
            if (doc.apply(out.toByteArray()) instanceof Refused refused) {
                assertThat(refused.reason()).isEqualTo(Reason.PENDING_FULL);
                assertThat(doc.encode()).isEqualTo(before);
                break;
            }
            accepted++;
        }
        assertThat(accepted).isBetween(200, 300);
        doc.check();
    }

    @Test
    void bytesHandedOutAreTheCallersAndTheNextOnesAreUpToDate() {
        var doc = new Doc(Limits.INTERVIEW, Schema.any());
        byte[] empty = doc.encode();
        byte[] typed = doc.transact(1, edit -> {
            doc.encode();
            edit.insert(doc.text("t"), 0, "a");
        });
        assertThat(doc.encode()).isEqualTo(typed).isNotEqualTo(empty);
        doc.encode()[0] = 99;
        assertThat(doc.encode()).isEqualTo(typed);
        byte[] more = Hex.bytes("01 01 01 01 84 0100 01 62 00");
        doc.apply(more, null, client -> doc.encode().length > 0);
        assertThat(doc.encode()).isEqualTo(Hex.bytes("0101010004010174026162 00"));
        assertThat(doc.encodeSince(StateVector.EMPTY)).isEqualTo(doc.encode());
    }
}
