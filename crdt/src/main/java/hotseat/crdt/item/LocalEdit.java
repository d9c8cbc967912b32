package hotseat.crdt.item;

import hotseat.crdt.codec.AnyValue;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.ContentRule;
import org.jspecify.annotations.Nullable;

/** Edits by position and key. New items get immediate neighbours as origins, tombstones included, or replicas would not converge. */
public final class LocalEdit {
    private static final int NONE = ItemTable.NONE;

    private final ItemStore store;
    private final ItemTable items;
    private final Integrator integrator;
    private final long client;
    private final ByteWriter value = new ByteWriter(32);

    LocalEdit(ItemStore store, Integrator integrator, long client) {
        this.store = store;
        this.items = store.items;
        this.integrator = integrator;
        this.client = client;
    }

    public int length(String root) {
        return store.types.length[textRoot(root)];
    }

    public String text(String root) {
        return store.textOf(textRoot(root));
    }

    /** {@code text} has no lone surrogates. */
    public void insert(String root, int index, String text) {
        int type = textRoot(root);
        checkRange(index, 0, type);
        if (text.isEmpty()) return;
        int left = NONE;
        int right = store.types.start[type];
        if (index > 0) {
            var order = store.order(type);
            left = order.find(index - 1);
            int units = order.foundOffset() + 1;
            right = units < items.length[left] ? store.cut(left, units) : items.right[left];
        }
        while (right != NONE && items.deleted(right)) {
            left = right;
            right = items.right[right];
        }
        int writer = store.clients.indexOrAdd(client);
        var log = store.clients.log(writer);
        if (!extendLast(log, writer, left, right, type, text)) {
            int item = newItem(log, writer, Content.STRING, text.length(), left, right);
            items.parent[item] = type;
            items.content[item] = store.text.allocate(text.length());
            items.extent[item] = text.length();
            store.text.put(items.content[item], text);
            integrator.place(item, left, right);
        }
    }

    private boolean extendLast(ClientLog log, int writer, int left, int right, int type, String text) {
        if (left == NONE || log.size() == 0 || log.last() != left) return false;
        if (items.kind[left] != Content.STRING || items.deleted(left)) return false;
        boolean sameRight = right == NONE
                ? items.rightClient[left] == NONE
                : items.rightClient[left] == items.client[right] && items.rightClock[left] == items.clock[right];
        if (!sameRight || Character.isHighSurrogate(store.text.at(items.content[left] + items.length[left] - 1)))
            return false;
        store.change.touch(writer, log.next());
        store.text.put(store.extendText(left, text.length()), text);
        log.extend(text.length());
        store.grow(type, text.length());
        var order = store.types.order(type);
        if (order != null) order.changed(left, text.length());
        return true;
    }

    public void delete(String root, int index, int length) {
        int type = textRoot(root);
        checkRange(index, length, type);
        if (length == 0) return;
        var order = store.order(type);
        int item = order.find(index);
        if (order.foundOffset() > 0) item = store.cut(item, order.foundOffset());
        for (int rest = length; rest > 0; item = items.right[item]) {
            int units = items.visible(item);
            if (units == 0) continue;
            if (units > rest) store.cut(item, rest);
            rest -= items.length[item];
            store.delete(item);
        }
    }

    public void set(String root, String key, @Nullable Object newValue) {
        int type = mapRoot(root);
        value.clear();
        AnyValue.write(value, newValue);
        byte[] bytes = value.toByteArray();
        var in = new hotseat.crdt.codec.ByteReader(bytes);
        int profile = AnyValue.skip(in, Integer.MAX_VALUE);
        if (!store.types.rule(type).allows(Content.ANY, true, profile))
            throw new RejectedUpdate(Reason.SCHEMA, "value that this root does not hold", profile, 0, -1);
        int chain = store.types.chain(type, key);
        int left = store.types.chainTail[chain];
        int writer = store.clients.indexOrAdd(client);
        int item = newItem(store.clients.log(writer), writer, Content.ANY, 1, left, NONE);
        items.parent[item] = chain;
        items.markKeyed(item);
        items.content[item] = store.bytes.append(bytes, 0, bytes.length);
        items.extent[item] = bytes.length;
        integrator.place(item, left, NONE);
    }

    public void remove(String root, String key) {
        int chain = store.types.findChain(mapRoot(root), key);
        int tail = chain == NONE ? NONE : store.types.chainTail[chain];
        if (tail != NONE) store.delete(tail);
    }

    private int newItem(ClientLog log, int writer, int kind, int units, int left, int right) {
        if (units > Integer.MAX_VALUE - log.next())
            throw new RejectedUpdate(Reason.DOCUMENT_FULL, "no clocks left", log.next(), Integer.MAX_VALUE, -1);
        int item = items.add();
        items.client[item] = writer;
        items.clock[item] = log.next();
        items.length[item] = units;
        items.kind[item] = (byte) kind;
        items.originClient[item] = left == NONE ? NONE : items.client[left];
        items.originClock[item] = left == NONE ? 0 : items.end(left) - 1;
        items.rightClient[item] = right == NONE ? NONE : items.client[right];
        items.rightClock[item] = right == NONE ? 0 : items.clock[right];
        return item;
    }

    private int textRoot(String root) {
        return declared(root, ContentRule.TEXT);
    }

    private int mapRoot(String root) {
        return declared(root, ContentRule.MAP);
    }

    private int declared(String root, ContentRule wanted) {
        int type = store.types.findRoot(root);
        var rule = type == NONE ? store.types.ruleOfRoot(root) : store.types.rule(type);
        if (rule != wanted && rule != ContentRule.ANY)
            throw new IllegalArgumentException("root is not declared as " + wanted + ": " + root);
        return type == NONE ? store.types.root(root) : type;
    }

    private void checkRange(int index, int length, int type) {
        int end = store.types.length[type];
        if (index < 0 || length < 0 || index > end - length)
            throw new IndexOutOfBoundsException("[" + index + ", +" + length + ") of " + end + " units");
    }
}
