package hotseat.crdt.item.place;

import hotseat.crdt.codec.AnyValue;
import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.item.Change;
import hotseat.crdt.item.ClientLog;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.item.StoreLimits;
import hotseat.crdt.item.TypeRef;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.ContentRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Edits by position and key. New items get immediate neighbours as origins, tombstones included, or replicas would not converge.
 *
 * <p>An edit is integrated as it is made, so who edits in a transaction sees what was edited before; what it did is written from
 * {@link Change} in the end. A method checks all that the caller gave before it changes anything: of one that throws nothing is left, and the
 * transaction goes on. Limits of the document are looked at once, at the end, when what was deleted counts.
 *
 * <pre>
 * shown        a           b   c          insert "X" at 1
 * in the list  a  (p) (q)  b   c          p and q are deleted: text goes behind q, with origin q and right origin b;
 *                                         an element of an array behind a, with origin a and right origin p
 * </pre>
 *
 * <p>The item takes the way of one that was received ({@link Integrator#place}), which finds its neighbours beside each other: what one's own
 * replica does with an edit is what all others will do. Cost: finding the position, and a step per tombstone that is passed.
 */
public final class LocalEdit {
    private static final int NONE = ItemTable.NONE;

    private final ItemStore store;
    private final ItemTable items;
    private final Integrator integrator;
    private final StoreLimits limits;
    /** Bytes of the values that are about to be inserted; one at a time, so it is reused. */
    private final ByteWriter value = new ByteWriter(32);
    /** Who writes in this transaction. */
    private long client;

    public LocalEdit(ItemStore store, Integrator integrator, StoreLimits limits) {
        this.store = store;
        this.items = store.items;
        this.integrator = integrator;
        this.limits = limits;
    }

    /** Starts a transaction of this client. */
    public LocalEdit by(long writingClient) {
        client = writingClient;
        return this;
    }

    /** A lone surrogate in the text becomes U+FFFD. */
    public void insert(TypeRef ref, int index, String text) {
        int type = type(ref, Content.STRING, false);
        checkRange(index, 0, type);
        if (text.isEmpty()) return;
        int left = leftOf(index, type);
        int right = rightOf(left, type);
        // Where it stands among the deleted is a choice; yjs makes this one for texts.
        while (right != NONE && items.deleted(right)) {
            left = right;
            right = items.right[right];
        }
        int writer = store.clients.indexOrAdd(client);
        var log = store.clients.log(writer);
        if (extendLast(log, writer, left, right, type, text)) return;
        int item = newItem(Content.STRING, text.length(), type, left, right);
        items.content[item] = store.text.allocate(text.length());
        items.extent.set(item, text.length());
        store.text.put(items.content[item], text);
        integrator.place(item, left, right);
    }

    /** The item that ends where the visible unit {@code index} begins, cut if need be; NONE at the start. */
    private int leftOf(int index, int type) {
        if (index == 0) return NONE;
        var order = store.order(type);
        int left = order.find(index - 1);
        int units = order.foundOffset() + 1;
        if (units < items.length.get(left)) store.cut(left, units);
        return left;
    }

    /** What is behind the item, or the first of the list; deleted or not. */
    private int rightOf(int left, int type) {
        return left == NONE ? store.types.start[type] : items.right[left];
    }

    /** Typing on, as in {@code Integrator}: the last item of the writer grows where normal form would join the new one to it. */
    private boolean extendLast(ClientLog log, int writer, int left, int right, int type, String text) {
        if (left == NONE || log.size() == 0 || log.last() != left) return false;
        if (items.kind(left) != Content.STRING || items.deleted(left)) return false;
        boolean sameRight = right == NONE
                ? items.rightClient.get(left) == NONE
                : items.rightClient.get(left) == items.client.get(right)
                        && items.rightClock[left] == items.clock[right];
        if (!sameRight) return false;
        checkClocks(log, text.length());
        store.change.touch(writer, log.next());
        int at = store.extendText(left, text.length());
        store.text.put(at, text);
        store.countBytes(store.text.utf8Bytes(at, text.length()));
        log.extend(text.length());
        store.grow(type, text.length());
        var order = store.types.order(type);
        if (order != null) order.changed(left, text.length());
        return true;
    }

    /** Inserts elements: neighbours that are JSON-like become one item. Values as {@link AnyValue#write} takes them. */
    public void insertAll(TypeRef ref, int index, List<?> values) {
        int type = type(ref, Content.ANY, false);
        checkRange(index, 0, type);
        // All of them, before the first takes its place.
        value.clear();
        for (var element : values) AnyValue.write(value, element, limits.anyDepth());
        if (values.isEmpty()) return;
        int left = leftOf(index, type);
        int right = rightOf(left, type);
        for (int from = 0; from < values.size(); ) {
            int to = from;
            while (to < values.size() && !(values.get(to) instanceof byte[])) to++;
            if (to > from) {
                left = placeAny(values.subList(from, to), type, left, right);
            } else {
                left = placeBinary((byte[]) values.get(to++), type, left, right);
            }
            from = to;
        }
    }

    /** One item for all of them; they are bytes from here on, so no caller's object becomes part of the document. */
    private int placeAny(List<?> values, int type, int left, int right) {
        value.clear();
        for (var element : values) AnyValue.write(value, element, limits.anyDepth());
        int item = newItem(Content.ANY, values.size(), type, left, right);
        takeBytes(item);
        integrator.place(item, left, right);
        return item;
    }

    /** One item for each: bytes do not join. */
    private int placeBinary(byte[] bytes, int type, int left, int right) {
        value.clear();
        value.bytes(bytes);
        int item = newItem(Content.BINARY, 1, type, left, right);
        takeBytes(item);
        integrator.place(item, left, right);
        return item;
    }

    /** Inserts an empty type, one of the type references of {@link Content}, as an element. */
    public TypeRef insertType(TypeRef ref, int index, int kind) {
        int type = type(ref, Content.TYPE, false);
        checkRange(index, 0, type);
        int left = leftOf(index, type);
        int right = rightOf(left, type);
        int item = newItem(Content.TYPE, 1, type, left, right);
        takeType(item, kind, type);
        integrator.place(item, left, right);
        return TypeRef.nested(store, item);
    }

    /** Deletes what is shown from an index on. Tombstones in between are passed over; items at both ends are cut. */
    public void delete(TypeRef ref, int index, int length) {
        checkDocument(ref);
        int type = ref.find();
        checkRange(index, length, type);
        if (length == 0) return;
        var order = store.order(type);
        int item = order.find(index);
        if (order.foundOffset() > 0) item = store.cut(item, order.foundOffset());
        for (int rest = length; rest > 0; item = items.right[item]) {
            int units = items.visible(item);
            if (units == 0) continue;
            if (units > rest) store.cut(item, rest);
            rest -= items.length.get(item);
            store.delete(item);
        }
    }

    /** Sets a plain value or bytes. The value before is deleted when the new one takes its place behind it. */
    public void set(TypeRef ref, String key, @Nullable Object newValue) {
        boolean binary = newValue instanceof byte[];
        int type = type(ref, binary ? Content.BINARY : Content.ANY, true);
        value.clear();
        if (newValue instanceof byte[] bytes) value.bytes(bytes);
        else AnyValue.write(value, newValue, limits.anyDepth());
        if (!binary) checkValue(type);
        int chain = store.chain(type, key);
        int left = store.types.chainTail[chain];
        int item = newItem(binary ? Content.BINARY : Content.ANY, 1, chain, left, NONE);
        items.markKeyed(item);
        takeBytes(item);
        integrator.place(item, left, NONE);
    }

    /** A root may be declared for plain values only, which the bytes tell. */
    private void checkValue(int type) {
        int profile = AnyValue.skip(new ByteReader(value.toByteArray()), Integer.MAX_VALUE);
        if (!store.types.rule(type).allows(Content.ANY, true, profile))
            throw new RejectedUpdate(Reason.SCHEMA, "value that this root does not hold", profile, 0, -1);
    }

    /** Sets an empty type, one of the type references of {@link Content}. */
    public TypeRef setType(TypeRef ref, String key, int kind) {
        int type = type(ref, Content.TYPE, true);
        int chain = store.chain(type, key);
        int left = store.types.chainTail[chain];
        int item = newItem(Content.TYPE, 1, chain, left, NONE);
        items.markKeyed(item);
        takeType(item, kind, type);
        integrator.place(item, left, NONE);
        return TypeRef.nested(store, item);
    }

    /** Nothing happens where the key has no value. */
    public void remove(TypeRef ref, String key) {
        checkDocument(ref);
        int type = ref.find();
        int chain = type == NONE ? NONE : store.types.findChain(type, key);
        int tail = chain == NONE ? NONE : store.types.chainTail[chain];
        if (tail != NONE) store.delete(tail);
    }

    /** A row with id, kind, parent and origins: the units to both sides as they are now. Content is the caller's. */
    private int newItem(int kind, int units, int parent, int left, int right) {
        int writer = store.clients.indexOrAdd(client);
        var log = store.clients.log(writer);
        checkClocks(log, units);
        int item = items.add();
        items.client.set(item, writer);
        items.clock[item] = log.next();
        items.length.set(item, units);
        items.setKind(item, kind);
        items.parent.set(item, parent);
        items.originClient.set(item, left == NONE ? NONE : items.client.get(left));
        items.originClock[item] = left == NONE ? 0 : items.end(left) - 1;
        items.rightClient.set(item, right == NONE ? NONE : items.client.get(right));
        items.rightClock[item] = right == NONE ? 0 : items.clock[right];
        return item;
    }

    /** Clocks end at 2^31 − 1: who has used his up needs a new id. */
    private static void checkClocks(ClientLog log, int units) {
        if (units > Integer.MAX_VALUE - log.next())
            throw new RejectedUpdate(Reason.DOCUMENT_FULL, "no clocks left", log.next(), Integer.MAX_VALUE, -1);
    }

    private void takeBytes(int item) {
        byte[] bytes = value.toByteArray();
        items.content[item] = store.bytes.append(bytes, 0, bytes.length);
        items.extent.set(item, bytes.length);
    }

    /** Too deep is found out only here; it is a violation, as of a struct that was received, and the edit is taken back in the end. */
    private void takeType(int item, int kind, int parent) {
        items.content[item] = store.types.addNested(item, kind, null, parent);
        items.extent.set(item, 0);
        int depth = store.types.depth[items.content[item]];
        if (depth > limits.typeDepth())
            store.violate(Reason.TOO_LARGE, "types nested too deeply", depth, limits.typeDepth());
    }

    /** Row of the type, which must be declared to hold this kind of content. */
    private int type(TypeRef ref, int kind, boolean keyed) {
        checkDocument(ref);
        int type = ref.find();
        // A root that is not declared for it must not come into being.
        checkRule(type == NONE ? ref.ruleToBe() : store.types.rule(type), kind, keyed, ref);
        return type == NONE ? ref.add() : type;
    }

    private void checkDocument(TypeRef ref) {
        if (!ref.in(store)) throw new IllegalArgumentException("type of another document");
    }

    /** What a program asks for and its schema forbids is a mistake of the program, not a refusal. */
    private static void checkRule(ContentRule rule, int kind, boolean keyed, TypeRef ref) {
        if (!rule.allows(kind, keyed, 0))
            throw new IllegalArgumentException(
                    "no such content in a root that is declared as " + rule + ": " + ref.root());
    }

    private void checkRange(int index, int length, int type) {
        int end = type == NONE ? 0 : store.types.length[type];
        if (index < 0 || length < 0 || index > end - length)
            throw new IndexOutOfBoundsException(length + " units from " + index + " on, of " + end);
    }
}
