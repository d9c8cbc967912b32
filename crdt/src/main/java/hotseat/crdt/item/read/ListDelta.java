package hotseat.crdt.item.read;

import hotseat.crdt.item.IntList;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.item.OrderIndex;
import hotseat.crdt.update.Content;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * What the transaction changed in one list. Asked between integration and normal form, when deleted items still have their lengths: the
 * items that it touched are sorted by their place, so the cost grows with the change and not with the document.
 *
 * <pre>
 * before     a b c d e                         touched: x (new), c d (deleted), in the order of the list
 * now        a x b (c d) e                     told:    retain 1, insert x, retain 1, delete 2
 * </pre>
 *
 * <p>A touched item is new as a whole, new from some unit on (typed on to an old one), or deleted; what came and was deleted in the same
 * transaction shows in neither list and is passed over. Positions are those of the new list, in which deleted items show nothing, and each item
 * is told where the one before it ended.
 *
 * <p>Source of the form: deltas of Quill, as {@code YTextEvent} of yjs gives them; where one edit can be told in two ways, as deleting one of two
 * equal letters, the items decide. Cost: n log n in the touched items, with a position each ({@link OrderIndex}).
 */
public final class ListDelta {
    private final ItemStore store;
    private final ItemTable items;
    private final TypeReader reader;
    /** Items of the list that are new, in part or as a whole, or were deleted; none of them twice. */
    private final IntList touched = new IntList();

    public ListDelta(ItemStore store, TypeReader reader) {
        this.store = store;
        this.items = store.items;
        this.reader = reader;
    }

    /** Tells what changed in the list of the type, from its start on; nothing where nothing did. */
    public void read(int type, ListChanges to) {
        touched.clear();
        collectNew(type);
        collectDeleted(type);
        if (touched.size() == 0) return;
        var order = store.order(type);
        long[] byPlace = new long[touched.size()];
        for (int i = 0; i < byPlace.length; i++) byPlace[i] = order.rank(touched.get(i));
        Arrays.sort(byPlace);
        int at = 0;
        for (long rank : byPlace) at = tell(order.itemAt(rank), order, at, to);
    }

    /** Of each client new units are the end of his log, so of the items only the first can be partly old. */
    private void collectNew(int type) {
        var change = store.change;
        for (int i = 0; i < change.touchedCount(); i++) {
            int client = change.touched(i);
            var log = store.clients.log(client);
            for (int position = log.position(change.before(client)); position < log.size(); position++) {
                int item = log.item(position);
                if (isIn(type, item) && items.visible(item) > 0) touched.add(item);
            }
        }
    }

    /** Deleted ranges are whole items: whoever deleted cut at both ends. Of items of which no unit is old nobody knew. */
    private void collectDeleted(int type) {
        var deleted = store.change.deleted;
        for (int i = 0; i < deleted.size(); i += 3) {
            var log = store.clients.log(deleted.get(i));
            for (int position = log.position(deleted.get(i + 1)); position < log.size(); position++) {
                int item = log.item(position);
                if (items.clock[item] >= deleted.get(i + 2)) break;
                if (isIn(type, item) && Content.countable(items.kind(item)) && oldUnits(item) > 0) touched.add(item);
            }
        }
    }

    private boolean isIn(int type, int item) {
        return items.kind(item) != Content.GC && items.parent.get(item) == type && !items.keyed(item);
    }

    /** Units that the item had before; the rest of it is new. */
    private int oldUnits(int item) {
        int firstNew = store.change.firstNew(items.client.get(item));
        return Math.max(0, Math.min(items.length.get(item), firstNew - items.clock[item]));
    }

    /** Tells of one item; returns how far in the new list it has told. */
    private int tell(int item, OrderIndex order, int at, ListChanges to) {
        int old = oldUnits(item);
        boolean deleted = items.deleted(item);
        int start = order.before(item) + (deleted ? 0 : old);
        if (start > at) to.retain(start - at);
        if (deleted) {
            to.delete(old);
            return start;
        }
        int units = items.length.get(item) - old;
        if (items.kind(item) == Content.STRING) {
            var text = new StringBuilder(units);
            store.text.appendTo(text, items.content[item] + old, units);
            to.insert(text.toString());
        } else {
            var values = new ArrayList<@org.jspecify.annotations.Nullable Object>();
            reader.read(item, old, units, values);
            for (var value : values) to.insert(value);
        }
        return start + units;
    }
}
