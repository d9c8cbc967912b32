package hotseat.crdt.item.read;

import hotseat.crdt.item.DeletedText;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.IdSet;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.StateVector;

/**
 * The strings of a list as they were at a snapshot: of each item the units that were known and not deleted. What was there is there still, alive
 * or deleted, at the same place in the list, since nothing is ever moved; so one walk over the list shows any past of it.
 *
 * <pre>
 * item               ├──────────── units of one client ────────────┤
 * known then         ├───────────────────────────────────┤              state vector of the snapshot
 * deleted then             ├────┤          ├───┤                        its delete set
 * shown              ├─────┤    ├──────────┤   ├─────────┤              from the document, or from what it kept
 * </pre>
 *
 * <p>Cost: a step per item of the list and a look-up in the snapshot for each; one of these is made for each question.
 */
final class PastText {
    private final ItemStore store;
    private final ItemTable items;
    private final DeletedText kept;
    private final StateVector known;
    private final IdSet deleted;
    private final StringBuilder text = new StringBuilder();

    PastText(ItemStore store, DeletedText kept, Snapshot at) {
        this.store = store;
        this.items = store.items;
        this.kept = kept;
        this.known = at.known();
        this.deleted = at.deleted();
    }

    /** Called once. */
    String read(int type) {
        for (int item = store.types.start[type]; item != ItemTable.NONE; item = items.right[item]) {
            int kind = items.kind(item);
            if (kind == Content.STRING || kind == Content.DELETED) show(item);
        }
        return text.toString();
    }

    /** What the item showed: what was known of it, without the ranges that were deleted. */
    private void show(int item) {
        long client = store.clients.id(items.client.get(item));
        int end = Math.min(items.end(item), known.clock(client));
        int clock = items.clock[item];
        int range = deleted.rangeBehind(client, clock);
        for (; range < deleted.size() && deleted.client(range) == client && deleted.start(range) < end; range++) {
            show(item, clock, deleted.start(range));
            clock = deleted.end(range);
        }
        show(item, clock, end);
    }

    /** Units that were shown. Of those that were deleted since, and are no text or came deleted, there is nothing. */
    private void show(int item, int from, int to) {
        if (from >= to) return;
        if (items.kind(item) == Content.STRING)
            store.text.appendTo(text, items.content[item] + from - items.clock[item], to - from);
        else kept.read(items.client.get(item), from, to, (start, end, piece) -> text.append(piece));
    }
}
