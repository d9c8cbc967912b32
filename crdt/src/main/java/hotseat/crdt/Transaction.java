package hotseat.crdt;

import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.codec.Utf16;
import hotseat.crdt.item.TypeRef;
import hotseat.crdt.item.place.LocalEdit;
import hotseat.crdt.item.read.TypeReader;
import hotseat.crdt.update.Content;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of {@link Doc#transact}; valid until the edit returns. Whoever edits in it reads what was edited before. Values are null,
 * Boolean, Integer, Long, Double, String, byte[], List or Map of such. Lone surrogates become U+FFFD. Throws IllegalArgumentException where the
 * schema does not declare the root for it, {@link RejectedUpdate} for a value that is nested too deeply or that the root does not hold,
 * IndexOutOfBoundsException outside of a text or an array, IllegalStateException for an insertion into a nested type that was deleted. Of a
 * method that throws nothing is left.
 */
public final class Transaction {
    private final LocalEdit edit;
    private final TypeReader reader;
    private boolean ended;

    Transaction(LocalEdit edit, TypeReader reader) {
        this.edit = edit;
        this.reader = reader;
    }

    void end() {
        ended = true;
    }

    private LocalEdit edit() {
        if (ended) throw new IllegalStateException("the transaction has ended");
        return edit;
    }

    /** {@code index} from 0 to the length of the text. */
    public void insert(Text text, int index, String string) {
        edit().insert(text.ref, index, string);
    }

    public void delete(Text text, int index, int length) {
        edit().delete(text.ref, index, length);
    }

    /**
     * Makes the text equal to {@code newText} by few small edits, so that what others type and where their carets stand is kept where it
     * can be: {@link TextDiff}.
     */
    public void replace(Text text, String newText) {
        edit();
        String before = text.toString();
        if (before.length() != text.length()) throw new IllegalArgumentException("the text holds more than strings");
        var changes = TextDiff.between(before, Utf16.withoutLoneSurrogates(newText));
        for (var change : changes.reversed()) {
            delete(text, change.at(), change.deleted());
            insert(text, change.at(), change.inserted());
        }
    }

    public void set(MapType map, String key, @Nullable Object value) {
        edit().set(map.ref, Utf16.withoutLoneSurrogates(key), value);
    }

    /** Sets a nested text, empty yet. */
    public Text setText(MapType map, String key) {
        return new Text(reader, setType(map, key, Content.TEXT_TYPE));
    }

    public MapType setMap(MapType map, String key) {
        return new MapType(reader, setType(map, key, Content.MAP_TYPE));
    }

    public ArrayType setArray(MapType map, String key) {
        return new ArrayType(reader, setType(map, key, Content.ARRAY_TYPE));
    }

    private TypeRef setType(MapType map, String key, int kind) {
        return edit().setType(map.ref, Utf16.withoutLoneSurrogates(key), kind);
    }

    public void remove(MapType map, String key) {
        edit().remove(map.ref, Utf16.withoutLoneSurrogates(key));
    }

    /** {@code index} from 0 to the length of the array. */
    public void insert(ArrayType array, int index, List<?> values) {
        edit().insertAll(array.ref, index, values);
    }

    /** Inserts a nested text, empty yet. */
    public Text insertText(ArrayType array, int index) {
        return new Text(reader, edit().insertType(array.ref, index, Content.TEXT_TYPE));
    }

    public MapType insertMap(ArrayType array, int index) {
        return new MapType(reader, edit().insertType(array.ref, index, Content.MAP_TYPE));
    }

    public ArrayType insertArray(ArrayType array, int index) {
        return new ArrayType(reader, edit().insertType(array.ref, index, Content.ARRAY_TYPE));
    }

    public void delete(ArrayType array, int index, int length) {
        edit().delete(array.ref, index, length);
    }
}
