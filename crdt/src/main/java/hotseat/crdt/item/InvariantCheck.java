package hotseat.crdt.item;

import hotseat.crdt.codec.Utf8;
import hotseat.crdt.update.Content;

/**
 * Walks everything and compares it with what each structure promises. Between transactions only: within one, content of deleted items is still
 * there. Linear in the document, but for the look-ups; the tests ask after each step, the server never.
 *
 * <pre>
 * by log     clients are found by their ids; clocks without holes; each item found by its first and last unit; what it keeps fits its kind
 * by list    links in both directions; items name their list; lengths; index; no value of a key but the last is alive
 * by sums    every item is in one log and, unless collected, in one list; bytes that are counted are those that are alive
 * </pre>
 *
 * <p>It does not ask whether items are where they belong and joined as far as they can be: what tells are the bytes of yjs, beside which the tests
 * run.
 */
public final class InvariantCheck {
    private static final int NONE = ItemTable.NONE;

    private final ItemStore store;
    private final ItemTable items;
    /** Items that were met in lists and chains. */
    private int listed;
    /** What {@link ItemStore#contentBytes()} should be. */
    private long alive;

    public InvariantCheck(ItemStore store) {
        this.store = store;
        this.items = store.items;
    }

    public void run() {
        int logged = 0;
        int collected = 0;
        for (int client = 0; client < store.clients.size(); client++) {
            var log = store.clients.log(client);
            if (store.clients.indexOf(log.id) != client) throw new AssertionError("client index is wrong");
            if (log.size() == 0) throw new AssertionError("client without items");
            int next = 0;
            for (int position = 0; position < log.size(); position++, logged++) {
                int item = log.item(position);
                if (items.client.get(item) != client || items.clock[item] != next || items.length.get(item) <= 0)
                    throw new AssertionError("log of client " + client + " has a hole at clock " + next);
                if (log.find(next) != item || log.find(items.end(item) - 1) != item)
                    throw new AssertionError("log of client " + client + " does not find clock " + next);
                if (items.kind(item) == Content.GC) collected++;
                checkItem(item);
                next = items.end(item);
            }
            if (log.next() != next) throw new AssertionError("next clock of client " + client + " is wrong");
        }
        if (logged != items.live()) throw new AssertionError(items.live() + " items, " + logged + " in logs");
        for (int type = 0; type < store.types.size(); type++) checkType(type);
        for (int chain = 0; chain < store.types.chains(); chain++) alive += Utf8.bytes(store.types.key(chain));
        if (alive != store.contentBytes())
            throw new AssertionError(alive + " bytes are alive, " + store.contentBytes() + " are counted");
        if (listed + collected != logged) throw new AssertionError((logged - listed - collected) + " items in no list");
    }

    /** What an item keeps in the arenas fits its kind; what is deleted keeps nothing. */
    private void checkItem(int item) {
        int kind = items.kind(item);
        int content = items.content[item];
        if (!items.deleted(item)) alive += store.contentBytes(item);
        if (kind == Content.GC || kind == Content.DELETED) {
            if (!items.deleted(item)) throw new AssertionError("item " + item + " has no content and is not deleted");
            if (items.extent.get(item) != 0) throw new AssertionError("item " + item + " keeps content");
        } else if (kind == Content.STRING) {
            if (items.extent.get(item) < items.length.get(item) || content + items.extent.get(item) > store.text.size())
                throw new AssertionError("text of item " + item + " is outside of the arena");
        } else if (kind == Content.TYPE) {
            if (store.types.owner[content] != item)
                throw new AssertionError("type of item " + item + " is not its own");
        } else if (content + items.extent.get(item) > store.bytes.size()) {
            throw new AssertionError("bytes of item " + item + " are outside of the arena");
        }
        // A finished transaction collected everything that is deleted.
        if (items.deleted(item) && kind != Content.GC && kind != Content.DELETED)
            throw new AssertionError("item " + item + " was not collected");
    }

    /** The list of a type and the chains of its keys, from end to end. */
    private void checkType(int type) {
        int visible = 0;
        if (store.types.isRoot(type)) alive += Utf8.bytes(store.types.name(type));
        int before = NONE;
        for (int item = store.types.start[type]; item != NONE; before = item, item = items.right[item]) {
            checkLink(item, before, type, false);
            visible += items.visible(item);
        }
        if (visible != store.types.length[type]) throw new AssertionError("length of type " + type + " is wrong");
        var order = store.types.order(type);
        if (order != null) order.check(store.types.start[type], visible);
        for (int chain : store.types.keys(type).values()) {
            before = NONE;
            for (int item = store.types.chainHead[chain]; item != NONE; before = item, item = items.right[item]) {
                checkLink(item, before, chain, true);
                if (items.right[item] != NONE && !items.deleted(item))
                    throw new AssertionError("value that is not the last of its key is alive");
            }
            if (store.types.chainTail[chain] != before)
                throw new AssertionError("tail of chain " + chain + " is wrong");
        }
    }

    /** An item is linked both ways, where it says that it is, and not alive in what is deleted. */
    private void checkLink(int item, int before, int parent, boolean keyed) {
        if (items.isFree(item) || items.kind(item) == Content.GC)
            throw new AssertionError("item " + item + " is linked and does not exist");
        if (items.left[item] != before) throw new AssertionError("one-way link at item " + item);
        if (items.parent.get(item) != parent || items.keyed(item) != keyed)
            throw new AssertionError("item " + item + " is in a list that is not its own");
        if (!items.deleted(item) && store.parentDeleted(store.typeOf(item)))
            throw new AssertionError("item " + item + " is alive in a deleted type");
        listed++;
    }
}
