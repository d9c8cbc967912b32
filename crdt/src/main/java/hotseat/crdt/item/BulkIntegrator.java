package hotseat.crdt.item;

import hotseat.crdt.update.Content;
import hotseat.crdt.update.StructTable;
import org.jspecify.annotations.Nullable;

/**
 * The short way for the many structs of a large update: text and tombstones that go between two neighbours which are beside each other and
 * need not be cut. That is nearly every struct of a state. What it does to such a struct is what {@link Integrator} does, without the
 * questions that have one answer here; at the first other struct it stops, and the integrator goes on. Loading takes half the time so
 * (CrdtBench).
 */
final class BulkIntegrator {
    private static final int NONE = ItemTable.NONE;

    private final ItemStore store;
    private final ItemTable items;
    private final Clients clients;

    /** Another client than the author, as it was asked for last. */
    private long otherId;

    private int other;

    /** The list that took the last struct in, and the units it shows more since. */
    private int parent;

    private int shown;

    BulkIntegrator(ItemStore store) {
        this.store = store;
        this.items = store.items;
        this.clients = store.clients;
    }

    /**
     * Integrates rows of the client from {@code first} on, until one is no simple one, {@code end}, or the client has the clock; returns the
     * row behind them. The first must start where the log of the client ends.
     */
    int run(StructTable table, int first, int end, int client, int untilClock) {
        items.reserve(end - first);
        otherId = StructTable.NO_CLIENT;
        other = NONE;
        parent = NONE;
        shown = 0;
        var log = clients.log(client);
        int row = first;
        if (row < end) store.change.touch(client, log.next());
        while (row < end && log.next() <= untilClock && integrate(table, row, client, log)) row++;
        if (shown > 0) store.grow(parent, shown);
        return row;
    }

    private boolean integrate(StructTable table, int row, int client, ClientLog log) {
        int kind = table.kind(row);
        if (kind != Content.STRING && kind != Content.DELETED) return false;

        long id = table.originClient(row);
        var originLog = id == log.id ? log : logOf(id);
        int originClock = table.originClock(row);
        if (originLog == null || originClock >= originLog.next()) return false;
        int left = originLog.find(originClock);
        if (items.end(left) != originClock + 1 || items.kind[left] == Content.GC || items.keyed(left)) return false;
        int originClient = items.client[left];

        int right = NONE;
        int rightClient = NONE;
        int rightClock = table.rightClock(row);
        id = table.rightClient(row);
        if (id != StructTable.NO_CLIENT) {
            var rightLog = id == log.id ? log : logOf(id);
            if (rightLog == null || rightClock >= rightLog.next()) return false;
            right = rightLog.find(rightClock);
            if (items.clock[right] != rightClock) return false;
            rightClient = items.client[right];
        }
        if (items.right[left] != right) return false;
        if (items.parent[left] != parent && !enter(items.parent[left])) return false;

        int units = table.length(row);
        int item = items.add();
        items.client[item] = client;
        items.clock[item] = log.next();
        items.length[item] = units;
        items.kind[item] = (byte) kind;
        items.originClient[item] = originClient;
        items.originClock[item] = originClock;
        items.rightClient[item] = rightClient;
        items.rightClock[item] = rightClock;
        items.parent[item] = parent;
        items.left[item] = left;
        items.right[item] = right;
        items.right[left] = item;
        if (right != NONE) items.left[right] = item;
        if (kind == Content.STRING) {
            items.content[item] = store.text.append(table.bytes(), table.content(row), table.end(row), units);
            items.extent[item] = units;
            shown += units;
        } else {
            items.content[item] = NONE;
            items.extent[item] = 0;
            items.markDeleted(item, true);
            store.change.addDeleted(client, items.clock[item], items.end(item));
        }
        log.append(item);
        return true;
    }

    private @Nullable ClientLog logOf(long id) {
        if (id != otherId) {
            other = clients.indexOf(id);
            otherId = id;
        }
        return other == NONE ? null : clients.log(other);
    }

    /** Goes on in another list, unless there is more to do in it than to link items. */
    private boolean enter(int list) {
        var rule = store.types.rule(list);
        if (store.types.order(list) != null
                || store.parentDeleted(list)
                || !rule.allows(Content.STRING, false, 0)
                || !rule.allows(Content.DELETED, false, 0)) return false;
        if (shown > 0) store.grow(parent, shown);
        parent = list;
        shown = 0;
        return true;
    }
}
