package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.update.Foreign;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Texts, maps and arrays, at the root and inside each other. */
class TypesTest {
    private final Doc doc = new Doc(Limits.INTERVIEW, Schema.any());
    private final MapType map = doc.map("m");
    private final ArrayType array = doc.array("a");

    private void edit(Consumer<Transaction> edit) {
        doc.transact(1, edit);
        doc.check();
    }

    @Test
    void anArrayTakesValuesOfAllKinds() {
        edit(edit -> edit.insert(array, 0, Arrays.asList(1, "two", true, null, List.of(3L), new byte[] {4}, 5.5)));
        edit(edit -> edit.insert(array, 1, List.of(Map.of("k", "v"))));
        assertThat(array.length()).isEqualTo(8);
        assertThat(array.get(0)).isEqualTo(1L);
        assertThat(array.get(1)).isEqualTo(Map.of("k", "v"));
        assertThat(array.get(4)).isNull();
        assertThat((byte[]) array.get(6)).containsExactly(4);
        edit(edit -> edit.delete(array, 0, 7));
        assertThat(array.toList()).containsExactly(5.5);
    }

    /** The bytes that yjs makes of {@code array.insert(0, [1, 'two', new Uint8Array([4]), null])}, printed by it. */
    @Test
    void elementsAreWrittenAsYjsWritesThem() {
        byte[] update = doc.transact(1, edit -> edit.insert(array, 0, Arrays.asList(1, "two", new byte[] {4}, null)));
        assertThat(Hex.of(update)).isEqualTo("0103010008010161027d01770374776f830101010488010201" + "7e00");
    }

    @Test
    void typesNestInEachOther() {
        edit(edit -> {
            var inner = edit.setMap(map, "inner");
            edit.set(inner, "answer", 42);
            var list = edit.setArray(inner, "list");
            edit.insert(list, 0, List.of("x"));
            var text = edit.insertText(list, 1);
            edit.insert(text, 0, "hello");
            edit.insertMap(list, 2);
            edit.insert(edit.insertArray(list, 3), 0, List.of(1, 2));
        });
        assertThat(map.toMap())
                .isEqualTo(Map.of(
                        "inner", Map.of("answer", 42L, "list", List.of("x", "hello", Map.of(), List.of(1L, 2L)))));
        var list = (ArrayType) ((MapType) map.get("inner")).get("list");
        var text = (Text) list.get(1);
        edit(edit -> edit.insert(text, 5, " you"));
        assertThat(text.toString()).isEqualTo("hello you");
        assertThat(list.get(1)).isEqualTo(text);

        var copy = Doc.load(doc.encode(), Limits.INTERVIEW, Schema.any());
        assertThat(copy.map("m").toMap()).isEqualTo(map.toMap());
        assertThat(copy.encode()).isEqualTo(doc.encode());
    }

    @Test
    void aNestedTypeThatWasDeletedIsEmptyAndTakesNothing() {
        edit(edit -> edit.insert(edit.setText(map, "t"), 0, "gone soon"));
        var text = (Text) map.get("t");
        edit(edit -> edit.remove(map, "t"));
        assertThat(text.toString()).isEmpty();
        assertThat(text.length()).isZero();
        byte[] before = doc.encode();
        assertThatThrownBy(() -> edit(edit -> edit.insert(text, 0, "x"))).isInstanceOf(IllegalStateException.class);
        assertThat(doc.encode()).isEqualTo(before);
    }

    /** Its row is used again by the next type, which the handle must not mistake for its own. */
    @Test
    void aHandleOfATransactionThatFailedIsEmpty() {
        var kept = new Text[1];
        assertThatThrownBy(() -> edit(edit -> {
                    kept[0] = edit.setText(map, "t");
                    edit.insert(kept[0], 0, "never");
                    throw new IllegalArgumentException("changed my mind");
                }))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(kept[0].toString()).isEmpty();
        doc.transact(2, edit -> edit.insert(edit.setText(map, "u"), 0, "other"));
        assertThat(kept[0].toString()).isEmpty();
        assertThat(map.toMap()).isEqualTo(Map.of("u", "other"));
    }

    @Test
    void typesNestNoDeeperThanTheLimit() {
        var limits = Limits.INTERVIEW.withDepth(100, 3);
        var shallow = new Doc(limits, Schema.any());
        byte[] before = shallow.encode();
        assertThatThrownBy(() -> shallow.transact(1, edit -> {
                    var inner = edit.setMap(shallow.map("m"), "k");
                    for (int depth = 0; depth < 3; depth++) inner = edit.setMap(inner, "k");
                }))
                .isInstanceOf(hotseat.crdt.codec.RejectedUpdate.class)
                .hasMessageContaining("nested too deeply");
        assertThat(shallow.encode()).isEqualTo(before);
    }

    @Test
    void aRootTakesOnlyWhatItIsDeclaredFor() {
        var room = new Doc(Limits.INTERVIEW, Schema.of(root -> switch (root) {
            case "t" -> Schema.Kind.TEXT;
            case "m" -> Schema.Kind.MAP;
            default -> Schema.Kind.NONE;
        }));
        byte[] before = room.encode();
        for (Consumer<Transaction> wrong : List.<Consumer<Transaction>>of(
                edit -> edit.insert(room.text("x"), 0, "a"),
                edit -> edit.insert(room.text("m"), 0, "a"),
                edit -> edit.insert(room.array("t"), 0, List.of(1)),
                edit -> edit.set(room.map("t"), "k", 1),
                edit -> edit.setText(room.map("m"), "k"),
                edit -> edit.set(room.map("m"), "k", new byte[] {1}),
                edit -> edit.insert(doc.text("t"), 0, "of another document"))) {
            assertThatThrownBy(() -> room.transact(1, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> room.transact(1, edit -> edit.delete(room.text("t"), 0, 1)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(room.encode()).isEqualTo(before);
    }

    @Test
    void xmlAndSubdocumentsAreKeptAndShownAsForeign() {
        doc.apply(Hex.bytes("0101010029" + "01016d03737562" + "026731" + "7600" + "00"));
        doc.apply(Hex.bytes("010102000701" + "0161" + "03" + "03646976" + "00"));
        assertThat(map.get("sub")).isEqualTo(Foreign.DOCUMENT);
        assertThat(array.get(0)).isEqualTo(Foreign.XML);
    }

    @Test
    void replacingATextEditsOnlyWhatDiffers() {
        var text = doc.text("t");
        edit(edit -> edit.insert(text, 0, "one two three four"));
        byte[] update = doc.transact(1, edit -> edit.replace(text, "one 2 three 4"));
        assertThat(text.toString()).isEqualTo("one 2 three 4");
        // Two replacements: of "two" and of "four"; what lies between is not touched.
        assertThat(hotseat.crdt.update.Updates.inspect(update).deleted().size()).isEqualTo(2);
        assertThat(doc.transact(1, edit -> edit.replace(text, "one 2 three 4"))).containsExactly(0, 0);
    }

    /** The wire cannot carry them, and what is read here must be what others read. */
    @Test
    void loneSurrogatesBecomeTheReplacementCharacter() {
        var doc = new Doc(Limits.INTERVIEW, Schema.any());
        var text = doc.text("t");
        var copy = new Doc(Limits.INTERVIEW, Schema.any());
        doc.onUpdate((update, origin) -> copy.apply(update));
        doc.transact(1, edit -> edit.insert(text, 0, "ab"));
        doc.transact(1, edit -> edit.insert(text, 1, "\ud83d"));
        doc.transact(1, edit -> edit.insert(text, 2, "\ude00"));
        assertThat(text).hasToString("a\ufffd\ufffdb");
        doc.transact(1, edit -> edit.insert(text, 4, "\ude00\ud83d\ude00\ud83dx\ud83d"));
        assertThat(text).hasToString("a\ufffd\ufffdb\ufffd\ud83d\ude00\ufffdx\ufffd");
        doc.transact(1, edit -> edit.replace(text, "\ud83da"));
        assertThat(text).hasToString("\ufffda");
        doc.transact(1, edit -> {
            edit.set(doc.map("m"), "\ud83dk", "\ude00");
            edit.setText(doc.map("m"), "t\ud83d");
        });
        assertThat(doc.map("m").toMap()).containsEntry("\ufffdk", "\ufffd").containsKey("t\ufffd");
        assertThat(copy.encode()).isEqualTo(doc.encode());
        assertThat(copy.map("m").toMap()).isEqualTo(doc.map("m").toMap());
        doc.check();
    }
}
