package hotseat.crdt.item.place;

import hotseat.crdt.item.ClientLog;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.update.Content;

/**
 * Takes a transaction back before anything was collected. Integration never reorders what exists: it adds items, cuts items and marks
 * items as deleted. So new items are unlinked, marks are removed and cuts merge again; positions of the rest never changed.
 *
 * <p>The order matters. New items go first, from the end of each log, so that an item that was extended ends where it did; then marks, of
 * which those of new units are gone with them; then halves of pairs that were cut; then new clients, types and chains, to which nothing
 * refers any more; at last the cuts, for only whole items merge. Indexes of positions are dropped rather than repaired: a refusal is rare, and
 * the next edit by position makes one.
 *
 * <pre>
 * a transaction did        taken back by
 * new items at log ends    unlink, free the row, shorten the log
 * a last item grew         its length is what it was; its text stays behind as reserve
 * items were deleted       the mark goes; content is there still, for only normal form collects
 * items were cut           joined again at the seams, as by normal form
 * halves of a pair         the unit that was noted is put back, before the cut is joined
 * new clients, types,      cut off the ends of their tables
 *   chains, roots
 * </pre>
 *
 * <p>Afterwards the document is what it was to the byte of its state, which the tests compare after every refusal. What is not taken back is
 * room in the columns and arenas. Cost: that of the transaction, and a walk over the types for their indexes.
 *
 * <p>Why not a copy of the document before each update: a document has thousands of items, an update one. Why not an undo log of writes: little
 * is overwritten, and all of it is known from {@link ItemStore#change} and the lists themselves.
 */
public final class Rollback {
    private static final int NONE = ItemTable.NONE;

    private final ItemStore store;
    private final ItemTable items;

    public Rollback(ItemStore store) {
        this.store = store;
        this.items = store.items;
    }

    public void run(NormalForm normalForm) {
        var change = store.change;
        dropOrderIndexes();
        for (int i = 0; i < change.touchedCount(); i++) {
            int client = change.touched(i);
            removeFrom(store.clients.log(client), change.before(client));
        }
        var deleted = change.deleted;
        for (int i = 0; i < deleted.size(); i += 3) revive(deleted.get(i), deleted.get(i + 1), deleted.get(i + 2));
        var repairs = change.repairs;
        for (int i = 0; i < repairs.size(); i += 3) restore(repairs.get(i), repairs.get(i + 1), repairs.get(i + 2));
        store.takeContentBytesBack();
        store.clients.truncate(change.clientsBefore);
        store.types.truncate(change.typesBefore, change.chainsBefore);
        normalForm.mergeSeams();
    }

    private void dropOrderIndexes() {
        for (int type = 0; type < store.types.size(); type++) store.types.setOrder(type, null);
    }

    /** Removes the units from {@code clock} on; an item that was extended keeps what it had. */
    private void removeFrom(ClientLog log, int clock) {
        int kept = log.size();
        while (kept > 0 && items.clock[log.item(kept - 1)] >= clock) {
            int item = log.item(--kept);
            int units = items.visible(item);
            if (items.kind(item) != Content.GC) {
                if (units > 0) store.types.length[items.parent.get(item)] -= units;
                dropContent(item);
                unlink(item);
            }
            items.remove(item);
        }
        if (kept > 0) {
            int extended = log.item(kept - 1);
            int units = Math.max(0, items.end(extended) - clock);
            items.length.set(extended, items.length.get(extended) - units);
            if (items.visible(extended) > 0) store.types.length[items.parent.get(extended)] -= units;
        }
        log.truncate(kept);
    }

    /** Of a type nothing is to be dropped: its row goes with the table. */
    private void dropContent(int item) {
        switch (items.kind(item)) {
            case Content.STRING -> store.text.drop(items.extent.get(item));
            case Content.TYPE -> {}
            default -> store.bytes.drop(items.extent.get(item));
        }
    }

    /** Neighbours that are new themselves are unlinked in their turn; what is left in the end are links between old items. */
    private void unlink(int item) {
        int parent = items.parent.get(item);
        int left = items.left[item];
        int right = items.right[item];
        if (left != NONE) items.right[left] = right;
        else if (items.keyed(item)) store.types.chainHead[parent] = right;
        else store.types.start[parent] = right;
        if (right != NONE) items.left[right] = left;
        else if (items.keyed(item)) store.types.chainTail[parent] = left;
    }

    /** Only what was alive before the transaction was recorded as deleted by it. */
    private void revive(int client, int start, int end) {
        var log = store.clients.log(client);
        if (start >= log.next()) return;
        for (int position = log.position(start); position < log.size(); position++) {
            int item = log.item(position);
            if (items.clock[item] >= end) return;
            items.markDeleted(item, false);
            int units = items.visible(item);
            if (units > 0) store.types.length[items.parent.get(item)] += units;
        }
    }

    /** Of a unit that was new itself nothing is left to restore. */
    private void restore(int client, int clock, int unit) {
        var log = store.clients.log(client);
        if (clock >= log.next()) return;
        int item = log.find(clock);
        store.text.set(items.content[item] + clock - items.clock[item], (char) unit);
    }
}
