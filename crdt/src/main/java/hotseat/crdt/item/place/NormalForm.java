package hotseat.crdt.item.place;

import hotseat.crdt.item.ByteArena;
import hotseat.crdt.item.ClientLog;
import hotseat.crdt.item.Clients;
import hotseat.crdt.item.IntList;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.item.TextArena;
import hotseat.crdt.update.Content;

/**
 * The end of a transaction: content of deleted items is collected, and neighbours that can be one item become one. Where exactly
 * neighbours are tried is what yjs does: its states and ours are then the same bytes.
 *
 * <p>Two items are one where they follow each other in the log and in the list, are of a kind that joins, both alive or both deleted, and say of
 * each other what a cut of one item would: the origin of the second is the last unit of the first, and the right origins are the same. So
 * cutting and joining are inverse, and a document in which nobody types in between keeps a paragraph in one item.
 *
 * <p>Tried are the borders of what is new, of what was deleted, and of what was cut: all else was tried when it came. The cost grows with the
 * transaction, but for the compaction of the arenas, which pays itself ({@link TextArena}).
 *
 * <pre>
 * deleted in this transaction      content goes, the place stays: kind DELETED
 * inside a deleted type            the place goes, too: kind GC, of which nothing but the units is left
 * </pre>
 *
 * <p>Source: {@code cleanupTransactions} in yjs 13.6 ({@code src/utils/Transaction.js}): {@code tryGcDeleteSet}, then {@code tryMergeDeleteSet},
 * then what is new of each client, then {@code _mergeStructs}, which are our seams. The order is part of it: a merge may make the next one
 * possible, or be what another one would have been.
 */
public final class NormalForm {
    private static final int NONE = ItemTable.NONE;
    /**
     * From this many new items of a client on, one sweep is cheaper than removing them from the log one by one: that moves the gap of the log once
     * per merge, and a sweep all entries once.
     */
    private static final int SWEEP_FROM = 8;

    private final ItemStore store;
    private final ItemTable items;
    private final Clients clients;
    /** Types whose items were collected and which are not emptied yet; nothing between two calls of {@link #collect(int)}. */
    private final IntList typesToCollect = new IntList();

    public NormalForm(ItemStore store) {
        this.store = store;
        this.items = store.items;
        this.clients = store.clients;
    }

    /** The end of a transaction that stays. Nothing can be taken back from here on. */
    public void reach() {
        var change = store.change;
        var deleted = change.deleted;
        for (int i = 0; i < deleted.size(); i += 3) collect(deleted.get(i), deleted.get(i + 1), deleted.get(i + 2));
        for (int i = 0; i < deleted.size(); i += 3) {
            // What came deleted is new, and the next step looks at all that is new.
            if (!change.isNew(deleted.get(i), deleted.get(i + 1)))
                mergeAround(deleted.get(i), deleted.get(i + 1), deleted.get(i + 2));
        }
        for (int i = 0; i < change.touchedCount(); i++) {
            int client = change.touched(i);
            mergeNew(clients.log(client), change.before(client));
        }
        if (!mergedAtSeams()) mergeSeams();
        for (int i = 0; i < change.touchedCount(); i++)
            clients.log(change.touched(i)).settle();
        compact();
    }

    /** Whether all seams are the borders of one deleted range, which nothing else came beside: there merging was tried a moment ago. */
    private boolean mergedAtSeams() {
        var change = store.change;
        var deleted = change.deleted;
        var seams = change.seams;
        if (change.touchedCount() > 0 || deleted.size() != 3) return false;
        for (int i = 0; i < seams.size(); i += 2) {
            int clock = seams.get(i + 1);
            boolean border = clock == deleted.get(1) || clock == deleted.get(2);
            if (!border || seams.get(i) != deleted.get(0)) return false;
        }
        return true;
    }

    /** Merges where items were cut; all that is left to do after a transaction was taken back. */
    void mergeSeams() {
        var seams = store.change.seams;
        for (int i = seams.size() - 2; i >= 0; i -= 2) {
            if (seams.get(i) >= clients.size()) continue; // a client that was taken back
            var log = clients.log(seams.get(i));
            int clock = seams.get(i + 1);
            if (clock >= log.next()) continue;
            int position = log.position(clock);
            if (position + 1 < log.size() && mergeLeftwards(log, position + 1) > 1) continue;
            if (position > 0) mergeLeftwards(log, position);
        }
    }

    /** Collects what is deleted in the range: all of it, but for what came collected and for what an enclosing type took along. */
    private void collect(int client, int start, int end) {
        var log = clients.log(client);
        for (int position = log.position(start); position < log.size(); position++) {
            int item = log.item(position);
            if (items.clock[item] >= end) return;
            if (items.kind(item) != Content.GC && items.deleted(item)) collect(item);
        }
    }

    /** Iterative: nesting comes from outside. */
    private void collect(int item) {
        if (items.kind(item) == Content.STRING && store.deletedText != null)
            store.deletedText.keep(
                    items.client.get(item), items.clock[item], store.text, items.content[item], items.length.get(item));
        dropContent(item);
        items.setKind(item, Content.DELETED);
        while (typesToCollect.size() > 0) {
            int type = typesToCollect.removeLast();
            collectAll(store.types.start[type]);
            for (int chain : store.types.keys(type).values()) collectAll(store.types.chainHead[chain]);
            store.types.empty(type);
        }
    }

    /** What is in a deleted type loses even its place. */
    private void collectAll(int item) {
        while (item != NONE) {
            int next = items.right[item];
            dropContent(item);
            items.setKind(item, Content.GC);
            items.left[item] = NONE;
            items.right[item] = NONE;
            items.parent.set(item, NONE);
            items.originClient.set(item, NONE);
            items.rightClient.set(item, NONE);
            item = next;
        }
    }

    /** Content goes to the garbage of its arena. A type is left to the caller, who empties it. */
    private void dropContent(int item) {
        switch (items.kind(item)) {
            case Content.STRING -> store.text.drop(items.extent.get(item));
            case Content.TYPE -> typesToCollect.add(items.content[item]);
            default -> store.bytes.drop(items.extent.get(item));
        }
        items.content[item] = NONE;
        items.extent.set(item, 0);
    }

    /** Merges the items of the range with each other and with those beside it, from right to left, so that no position found moves. */
    private void mergeAround(int client, int start, int end) {
        var log = clients.log(client);
        int position = Math.min(log.size() - 1, 1 + log.position(end - 1));
        while (position > 0 && items.clock[log.item(position)] >= start) position -= 1 + mergeLeftwards(log, position);
    }

    /** Merges the new items of a client with each other and with the last old one. Few go one by one, many in one sweep, to the same result. */
    private void mergeNew(ClientLog log, int before) {
        int last = log.size() - 1;
        int lastClock = items.clock[log.item(last)];
        // Who types on has new units in an old item only: what it could not merge with, it cannot now.
        if (lastClock < before) return;
        int first = Math.max(lastClock == before ? last : log.position(before), 1);
        if (log.size() - first >= SWEEP_FROM) sweep(log, first);
        else for (int position = last; position >= first; ) position -= 1 + mergeLeftwards(log, position);
    }

    /** Merges the item at the position with those before it, as far as it goes, and returns how many vanished. */
    private int mergeLeftwards(ClientLog log, int position) {
        int at = position;
        while (at > 0 && mergeable(log.item(at - 1), log.item(at))) {
            merge(log.item(at - 1), log.item(at));
            at--;
        }
        if (at < position) log.remove(at + 1, position + 1);
        return position - at;
    }

    /** The same for all items from a position on, in one walk: what is kept closes up, and the log is cut off behind it. */
    private void sweep(ClientLog log, int first) {
        int kept = first - 1;
        boolean reachedOld = mergeable(log.item(kept), log.item(first));
        for (int position = first; position < log.size(); position++) {
            int item = log.item(position);
            if (mergeable(log.item(kept), item)) merge(log.item(kept), item);
            else log.set(++kept, item);
        }
        log.remove(kept + 1, log.size());
        if (reachedOld) mergeLeftwards(log, first - 1);
    }

    /** Whether the second, which follows in the log, says of itself what the right part of a cut would. Ids only: no look-up. */
    private boolean mergeable(int a, int b) {
        int kind = items.kind(a);
        if (items.kind(b) != kind) return false;
        if (kind == Content.GC) return true;
        return items.right[a] == b
                && Content.joins(kind)
                && items.deleted(a) == items.deleted(b)
                && items.originClient.get(b) == items.client.get(b)
                && items.originClock[b] == items.clock[b] - 1
                && items.sameRightOrigin(a, b);
    }

    /**
     * {@code b} becomes part of {@code a}; the log is the caller's. The list is linked past b before its row is free, and the index is told first,
     * since it asks what b shows.
     */
    private void merge(int a, int b) {
        int kind = items.kind(a);
        if (kind != Content.GC) {
            if (!items.keyed(a)) {
                var order = store.types.order(items.parent.get(a));
                if (order != null) order.merging(b, a);
            }
            int next = items.right[b];
            items.right[a] = next;
            if (next != NONE) items.left[next] = a;
            else if (items.keyed(a)) store.types.chainTail[items.parent.get(a)] = a;
        }
        switch (kind) {
            case Content.STRING -> mergeText(a, b);
            case Content.ANY, Content.JSON -> {
                mergeBytes(a, b);
                items.length.set(a, items.length.get(a) + items.length.get(b));
            }
            default -> items.length.set(a, items.length.get(a) + items.length.get(b));
        }
        items.remove(b);
    }

    /** In place where the texts are beside each other, or close to it at the end of the arena; else the second is copied behind the first. */
    private void mergeText(int a, int b) {
        int units = items.length.get(b);
        int from = items.content[b];
        if (items.content[a] + items.length.get(a) == from && items.extent.get(a) == items.length.get(a)) {
            items.length.set(a, items.length.get(a) + units);
            items.extent.set(a, items.extent.get(a) + items.extent.get(b));
            return;
        }
        if (from + items.extent.get(b) == store.text.size() && items.content[a] + items.extent.get(a) == from) {
            // b is the end of the arena and a, with some slack, is right before it: close the gap.
            store.text.move(from, items.content[a] + items.length.get(a), units);
            items.length.set(a, items.length.get(a) + units);
            items.extent.set(a, items.extent.get(a) + items.extent.get(b));
            return;
        }
        store.text.drop(items.extent.get(b));
        int to = store.extendText(a, units);
        store.text.move(from, to, units);
    }

    /** Values stand one behind the other, so both slices together are the values of both. */
    private void mergeBytes(int a, int b) {
        items.content[a] =
                store.bytes.join(items.content[a], items.extent.get(a), items.content[b], items.extent.get(b));
        items.extent.set(a, items.extent.get(a) + items.extent.get(b));
    }

    /** Copies what is alive to a new arena, in the order of rows; reserves go. Between transactions nobody holds an offset. */
    private void compact() {
        if (store.text.worthCompacting()) {
            int units = 0;
            for (int item = 0; item < items.size(); item++) {
                if (!items.isFree(item) && items.kind(item) == Content.STRING) units += items.length.get(item);
            }
            var fresh = store.text.emptied(units + units / 8 + 64);
            for (int item = 0; item < items.size(); item++) {
                if (items.isFree(item) || items.kind(item) != Content.STRING) continue;
                items.content[item] = store.text.copyTo(fresh, items.content[item], items.length.get(item));
                items.extent.set(item, items.length.get(item));
            }
            store.text = fresh;
        }
        if (store.bytes.worthCompacting()) {
            var fresh = new ByteArena();
            for (int item = 0; item < items.size(); item++) {
                if (items.isFree(item) || items.extent.get(item) == 0 || items.kind(item) == Content.STRING) continue;
                items.content[item] = fresh.append(store.bytes.bytes(), items.content[item], items.extent.get(item));
            }
            store.bytes = fresh;
        }
    }
}
