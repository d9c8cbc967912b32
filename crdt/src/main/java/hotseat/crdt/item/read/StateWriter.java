package hotseat.crdt.item.read;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.item.ClientLog;
import hotseat.crdt.item.Clients;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.item.WaitingStruct;
import hotseat.crdt.update.Content;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Writes items as structs of an update (V1): a transaction, a state, or what of it somebody lacks. Clients are written with the largest id first,
 * the structs of each by clock, without a hole; so what is written is the same whenever the items are, and to the byte what yjs writes.
 *
 * <p>Who knows a part of an item gets the rest as a struct of its own, whose origin is the unit before. Deletions are written as ranges of what
 * is deleted now, all of them: nobody says which of them he knows.
 *
 * <pre>
 * update     := count block*  deletes                  every number a varUint
 * block      := structs client clock  struct*          clock: of the first struct, or of the first unit that is written of it
 * struct     := info  [origin] [right origin] [parent [key]]  content
 * origin     := client clock                           as info says: 80 an origin, 40 a right origin, 20 a key
 * parent     := 1 name | 0 client clock                only where there is neither of both: else the neighbour says it
 * deletes    := count (client count (clock length)*)*
 * </pre>
 *
 * <p>Source of the format: {@code writeClientsStructs} and {@code Item.write} of yjs 13.6. Cost: a step and some bytes per struct, and none
 * per unit but the copy of the content; asking for what is new since a clock skips what is older by one search.
 */
public final class StateWriter {
    private static final int NONE = ItemTable.NONE;
    /** Nothing of the block has been written. */
    private static final int NO_CLOCK = -1;

    /** A larger buffer is let go of after the change that needed it. */
    private static final int CHANGES_KEPT = 1 << 12;
    /** In the info byte of an item between two others. */
    private static final int BETWEEN = Content.HAS_ORIGIN | Content.HAS_RIGHT_ORIGIN;

    private final ItemStore store;
    private final ItemTable items;
    private final Clients clients;
    /**
     * Whether a struct with an origin says that it has a key. The reader learns it from the neighbour anyway; yjs says it, except when it
     * merges its state with what waits.
     */
    private boolean flagsKeys = true;

    /** Memory of {@link #change}, which is mostly a keystroke. */
    private ByteWriter changes = new ByteWriter();

    public StateWriter(ItemStore store) {
        this.store = store;
        this.items = store.items;
        this.clients = store.clients;
    }

    /** The transaction as an update: what is new, then what it deleted. */
    public byte[] change() {
        var change = store.change;
        int touched = change.touchedCount();
        var out = changes;
        out.clear();
        out.varUint(touched);
        if (touched == 1) {
            writeBlock(out, change.touched(0), change.before(change.touched(0)));
        } else if (touched > 1) {
            int[] order = new int[touched];
            for (int i = 0; i < touched; i++) order[i] = change.touched(i);
            clients.sortDescending(order);
            for (int client : order) writeBlock(out, client, change.before(client));
        }
        change.writeDeleted(out, clients);
        byte[] update = out.toByteArray();
        if (update.length > CHANGES_KEPT) changes = new ByteWriter();
        return update;
    }

    /**
     * Of the first {@code size} clients, in descending order, their structs from a clock on, of which there are some; then all deletions.
     * {@code capacity}: about the size of the result.
     */
    public byte[] write(int[] order, int[] from, int size, int capacity) {
        var out = new ByteWriter(capacity);
        out.varUint(size);
        for (int i = 0; i < size; i++) writeBlock(out, order[i], from[i]);
        writeDeleteSet(out);
        return out.toByteArray();
    }

    /**
     * Own structs from a clock on per client, then structs that wait, then a delete set. Holes become Skips, except at the start of a
     * client's block.
     *
     * <pre>
     * own [0, 12), waits [15, 18)     block of client: clock 0, the own structs, Skip of 3, the struct
     * none,        waits [15, 18)     block of client: clock 15, the struct
     * </pre>
     *
     * @param from by client the first clock; a client without own structs is not in it
     * @param waiting by client what waits, in order of clocks, of which the start may be known
     */
    public byte[] write(
            Map<Long, Integer> from,
            Map<Long, ? extends Collection<WaitingStruct>> waiting,
            Consumer<ByteWriter> deletes) {
        flagsKeys = false;
        var ids = new TreeSet<Long>(Comparator.reverseOrder());
        ids.addAll(from.keySet());
        ids.addAll(waiting.keySet());
        var out = new ByteWriter();
        var block = new ByteWriter();
        int blocks = 0;
        for (long id : ids) {
            block.clear();
            var known = from.get(id);
            int structs = 0;
            int start = NO_CLOCK;
            int end = 0;
            if (known != null) {
                var log = clients.log(clients.indexOf(id));
                int position = log.position(known);
                structs = log.size() - position;
                start = known;
                end = log.next();
                writeStructs(block, log, position, known);
            }
            for (var struct : waiting.containsKey(id) ? waiting.get(id) : List.<WaitingStruct>of()) {
                if (start != NO_CLOCK && struct.end() <= end) continue;
                if (start == NO_CLOCK) start = end = struct.clock();
                if (struct.clock() > end) {
                    block.uint8(Content.SKIP).varUint(struct.clock() - end);
                    structs++;
                }
                struct.writeTo(block, Math.max(0, end - struct.clock()));
                structs++;
                end = struct.end();
            }
            if (structs == 0) continue;
            blocks++;
            out.varUint(structs).varUint(id).varUint(start);
            out.append(block);
        }
        flagsKeys = true;
        var update = new ByteWriter(out.size() + 16).varUint(blocks).append(out);
        deletes.accept(update);
        return update.toByteArray();
    }

    /** Own structs of a client from a clock on, of which there are some. */
    private void writeBlock(ByteWriter out, int client, int clock) {
        var log = clients.log(client);
        int position = log.position(clock);
        out.varUint(log.size() - position).varUint(log.id).varUint(clock);
        writeStructs(out, log, position, clock);
    }

    /** The structs without their units before the clock, which is in the first of them. */
    private void writeStructs(ByteWriter out, ClientLog log, int position, int clock) {
        int first = log.item(position);
        write(out, first, clock - items.clock[first]);
        writeWhole(out, log, position + 1);
    }

    /**
     * Writes the items from a position on. Text and tombstones between two items are most of a state, and take a short way with their columns
     * in locals.
     */
    private void writeWhole(ByteWriter out, ClientLog log, int from) {
        var origins = items.originClient;
        int[] originClocks = items.originClock;
        var rights = items.rightClient;
        int[] rightClocks = items.rightClock;
        var lengths = items.length;
        int[] contents = items.content;
        for (int position = from; position < log.size(); position++) {
            int item = log.item(position);
            int origin = origins.get(item);
            int right = rights.get(item);
            int kind = items.kind(item);
            boolean plain = kind == Content.STRING || kind == Content.DELETED;
            if (plain && origin != NONE && right != NONE && !items.keyed(item)) {
                out.head(kind | BETWEEN, clients.id(origin), originClocks[item], clients.id(right), rightClocks[item]);
                int units = lengths.get(item);
                if (kind == Content.DELETED) out.varUint(units);
                else store.text.writeTo(out, contents[item], units);
            } else {
                write(out, item, 0);
            }
        }
    }

    /** All deleted units of the document. */
    void writeDeleteSet(ByteWriter out) {
        var sets = new ByteWriter(16 + items.live() * 2);
        var ranges = new ByteWriter(16 + items.live() * 2);
        int withDeletions = 0;
        for (int client : clients.descending()) {
            ranges.clear();
            int count = writeRanges(ranges, clients.log(client));
            if (count == 0) continue;
            withDeletions++;
            sets.varUint(clients.id(client)).varUint(count).append(ranges);
        }
        out.varUint(withDeletions).append(sets);
    }

    /** Writes the deleted ranges of a client, neighbours joined, and returns how many there are. */
    private int writeRanges(ByteWriter out, ClientLog log) {
        int count = 0;
        int end = log.size();
        for (int position = 0; position < end; position++) {
            int item = log.item(position);
            if (!items.deleted(item)) continue;
            int start = items.clock[item];
            while (position + 1 < end && items.deleted(log.item(position + 1))) item = log.item(++position);
            out.varUint(start).varUint(items.end(item) - start);
            count++;
        }
        return count;
    }

    /** Writes the item without its first {@code offset} units, which then are its origin. */
    void write(ByteWriter out, int item, int offset) {
        int kind = items.kind(item);
        int length = items.length.get(item) - offset;
        if (kind == Content.GC) {
            out.uint8(Content.GC).varUint(length);
            return;
        }
        writeHead(out, item, kind, offset);
        writeContent(out, item, offset, length);
    }

    /** Info, ids and parent of the item without its first {@code offset} units, as a struct of this kind. */
    void writeHead(ByteWriter out, int item, int kind, int offset) {
        int origin = offset > 0 ? items.client.get(item) : items.originClient.get(item);
        int originClock = offset > 0 ? items.clock[item] + offset - 1 : items.originClock[item];
        int right = items.rightClient.get(item);
        boolean statesParent = origin == NONE && right == NONE;
        int info = kind
                | (origin != NONE ? Content.HAS_ORIGIN : 0)
                | (right != NONE ? Content.HAS_RIGHT_ORIGIN : 0)
                | (items.keyed(item) && (flagsKeys || statesParent) ? Content.HAS_KEY : 0);
        out.head(info, idOrNone(origin), originClock, idOrNone(right), items.rightClock[item]);
        if (statesParent) writeParent(out, item);
    }

    /** The head of a struct is written without what is below 0. */
    private long idOrNone(int client) {
        return client == NONE ? NONE : clients.id(client);
    }

    /** A root by its name, a nested type by the unit that holds it; of a value also the key. */
    private void writeParent(ByteWriter out, int item) {
        int type = store.typeOf(item);
        int owner = store.types.owner[type];
        if (owner == NONE) {
            out.varUint(1).varString(store.types.name(type));
        } else {
            out.varUint(0).varUint(clients.id(items.client.get(owner))).varUint(items.clock[owner]);
        }
        if (items.keyed(item)) out.varString(store.types.key(items.parent.get(item)));
    }

    /** The content without its first {@code offset} units. Values are found by walking over those before them; text is cut where it is. */
    private void writeContent(ByteWriter out, int item, int offset, int length) {
        int content = items.content[item];
        int extent = items.extent.get(item);
        switch (items.kind(item)) {
            case Content.DELETED -> out.varUint(length);
            case Content.STRING -> store.text.writeTo(out, content + offset, length);
            case Content.TYPE -> {
                int ref = store.types.ref[content];
                out.varUint(ref);
                if (Content.isNamed(ref)) out.varString(store.types.name(content));
            }
            case Content.ANY, Content.JSON -> {
                int from = content;
                if (offset > 0) from = store.bytes.skipValues(content, content + extent, items.kind(item), offset);
                out.varUint(length);
                store.bytes.writeTo(out, from, content + extent - from);
            }
            default -> store.bytes.writeTo(out, content, extent);
        }
    }
}
