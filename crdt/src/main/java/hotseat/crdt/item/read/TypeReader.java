package hotseat.crdt.item.read;

import hotseat.crdt.codec.AnyValue;
import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.JsonAny;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.item.TypeRef;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.Foreign;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.UnitId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What types hold, as Java values: null (also for undefined), Boolean, Long, Double, String, byte[], List, Map, a {@link TypeRef} for a nested
 * type, {@link Foreign} for what is not opened. A type that is not there is empty.
 *
 * <pre>
 * String, Any, JSON, Binary    the value; of an undefined null
 * Embed                        its JSON as a value
 * Type                         TypeRef for arrays, maps and texts; Foreign.XML for the others
 * Doc                          Foreign.DOCUMENT
 * Format, Deleted, GC          nothing: they show no unit
 * </pre>
 *
 * <p>Values are made anew for each question and belong to who asked: nothing in the document is a Java object that could be changed from outside.
 * Cost: all of a list a step per item; one element or unit what finding its position costs ({@link hotseat.crdt.item.OrderIndex}).
 */
public final class TypeReader {
    private static final int NONE = ItemTable.NONE;

    private final ItemStore store;
    private final ItemTable items;

    public TypeReader(ItemStore store) {
        this.store = store;
        this.items = store.items;
    }

    /** Visible units of the list. */
    public int length(TypeRef ref) {
        int type = ref.find();
        return type == NONE ? 0 : store.types.length[type];
    }

    /** All strings of the list. */
    public String text(TypeRef ref) {
        int type = ref.find();
        return type == NONE ? "" : store.textOf(type);
    }

    /**
     * The strings of the list as they were at a snapshot. Throws IllegalStateException where the document keeps no deleted text. Text that came
     * deleted already, and what was in a nested type when that was deleted, is not there.
     */
    public String text(TypeRef ref, Snapshot at) {
        var kept = store.deletedText;
        if (kept == null) throw new IllegalStateException("the document does not keep deleted text");
        int type = ref.find();
        return type == NONE ? "" : new PastText(store, kept, at).read(type);
    }

    /** The unit that is shown at an index below {@link #length}. */
    public UnitId unit(TypeRef ref, int index) {
        int type = ref.find();
        if (type == NONE || index < 0 || index >= store.types.length[type])
            throw new IndexOutOfBoundsException("unit " + index + " of " + length(ref));
        var order = store.order(type);
        int item = order.find(index);
        return new UnitId(store.clients.id(items.client.get(item)), items.clock[item] + order.foundOffset());
    }

    /** Visible units before the unit, or with {@code behind} up to and with it where it is visible; -1 where its place is not known. */
    public int index(UnitId unit, boolean behind) {
        int client = store.clients.indexOf(unit.client());
        if (client == NONE || unit.clock() >= store.clients.log(client).next()) return NONE;
        int item = store.clients.log(client).find(unit.clock());
        if (items.kind(item) == Content.GC || items.keyed(item)) return NONE;
        int inside = items.visible(item) == 0 ? 0 : unit.clock() - items.clock[item] + (behind ? 1 : 0);
        return store.order(items.parent.get(item)).before(item) + inside;
    }

    /** The type that the unit holds; null where it holds none, or is not known. */
    public @Nullable TypeRef type(UnitId unit) {
        int client = store.clients.indexOf(unit.client());
        if (client == NONE || unit.clock() >= store.clients.log(client).next()) return null;
        int item = store.clients.log(client).find(unit.clock());
        return items.kind(item) == Content.TYPE ? TypeRef.nested(store, item) : null;
    }

    /** Keys that have a value, in the order in which the document first saw them. */
    public Set<String> keys(TypeRef ref) {
        var keys = new LinkedHashSet<String>();
        int type = ref.find();
        if (type == NONE) return keys;
        store.types.keys(type).forEach((key, chain) -> {
            int tail = store.types.chainTail[chain];
            if (tail != NONE && !items.deleted(tail)) keys.add(key);
        });
        return keys;
    }

    /** The current value of the key; null also where there is none. */
    public @Nullable Object value(TypeRef ref, String key) {
        int type = ref.find();
        int chain = type == NONE ? NONE : store.types.findChain(type, key);
        int item = chain == NONE ? NONE : store.types.chainTail[chain];
        if (item == NONE || items.deleted(item)) return null;
        var values = new ArrayList<@Nullable Object>(1);
        read(item, items.length.get(item) - 1, 1, values);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The element at an index below {@link #length}. */
    public @Nullable Object element(TypeRef ref, int index) {
        int type = ref.find();
        if (type == NONE || index < 0 || index >= store.types.length[type])
            throw new IndexOutOfBoundsException("element " + index + " of " + length(ref));
        var order = store.order(type);
        int item = order.find(index);
        var values = new ArrayList<@Nullable Object>(1);
        read(item, order.foundOffset(), 1, values);
        return values.getFirst();
    }

    /** All that the list shows; of text each unit is one. */
    public List<@Nullable Object> elements(TypeRef ref) {
        var values = new ArrayList<@Nullable Object>();
        int type = ref.find();
        if (type == NONE) return values;
        for (int item = store.types.start[type]; item != NONE; item = items.right[item]) {
            int units = items.visible(item);
            if (units > 0) read(item, 0, units, values);
        }
        return values;
    }

    /** Adds the values of some units of an item that is not deleted; of a string each unit is one. */
    void read(int item, int from, int count, List<@Nullable Object> out) {
        int content = items.content[item];
        int end = content + items.extent.get(item);
        byte[] bytes = store.bytes.bytes();
        switch (items.kind(item)) {
            case Content.STRING -> {
                for (int i = from; i < from + count; i++) out.add(String.valueOf(store.text.at(content + i)));
            }
            case Content.ANY -> {
                var in = new ByteReader(bytes, store.bytes.skipValues(content, end, Content.ANY, from), end);
                for (int i = 0; i < count; i++) out.add(AnyValue.read(in));
            }
            case Content.JSON -> {
                var in = new ByteReader(bytes, store.bytes.skipValues(content, end, Content.JSON, from), end);
                for (int i = 0; i < count; i++) out.add(json(in.varString()));
            }
            case Content.EMBED -> out.add(json(new ByteReader(bytes, content, end).varString()));
            case Content.BINARY -> out.add(new ByteReader(bytes, content, end).bytes());
            case Content.DOC -> out.add(Foreign.DOCUMENT);
            case Content.TYPE ->
                out.add(store.types.ref[content] <= Content.TEXT_TYPE ? TypeRef.nested(store, item) : Foreign.XML);
            default -> {} // a format is no value
        }
    }

    /** JSON as yjs writes it, which has a word more: what was undefined. The text was checked when it came. */
    private static @Nullable Object json(String text) {
        return text.equals("undefined") ? null : JsonAny.parse(text, Integer.MAX_VALUE);
    }
}
