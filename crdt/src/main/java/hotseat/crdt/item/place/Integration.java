package hotseat.crdt.item.place;

import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.item.Clients;
import hotseat.crdt.item.IntList;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.item.WaitingStruct;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.DecodeLimits;
import hotseat.crdt.update.IdSet;
import hotseat.crdt.update.StructTable;
import hotseat.crdt.update.UpdateDecoder;

/**
 * The order of integration: each client's structs by clock, each after what it refers to. What cannot be integrated waits; what waited is
 * tried again. The result does not depend on the order, so the blocks of an update are followed depth first, as their structs ask for it.
 *
 * <p>Following needs no recursion and no graph: a block that is stuck is put on a stack with the clock that it needs of another, and goes on
 * when that one has passed it. A block that is asked for while it is on the stack is part of a circle, or lacks something that is not in the
 * update; then all of the stack wait, or nothing may wait and the update is incomplete. Each struct is integrated once, and each visit of a block
 * either integrates a struct or ends it, so the cost is that of the structs and their look-ups.
 *
 * <pre>
 * UNTOUCHED ──▶ at its end                        most blocks: nothing is missing
 *     └───────▶ ON_STACK ──▶ UNTOUCHED            it has passed the clock that was asked for; its rest has its turn later
 *                   └──────▶ STUCK                it needs what this update does not have
 * </pre>
 *
 * <p>Deletions come last: they may be of units of the same update. Those of units that are not here wait by themselves.
 *
 * <p>Source: {@code integrateStructs} and {@code readAndApplyDeleteSet} of yjs 13.6, which keep what waits as one update and merge it anew whenever
 * more of it comes: quadratic for who sends in disorder. Here what waits is found by what it waits for ({@link Needs}).
 */
public final class Integration {
    private static final int NONE = ItemTable.NONE;
    /** From this many structs on, growing the columns once is worth the look. */
    private static final int RESERVE_FROM = 32;

    /** 2^3 blocks are looked through in about the time of a step. */
    private static final int BLOCKS_PER_STEP_BITS = 3;

    private static final byte UNTOUCHED = 0;
    private static final byte ON_STACK = 1;
    private static final byte STUCK = 2;

    private final ItemStore store;
    private final Clients clients;
    private final Integrator integrator;
    private final BulkIntegrator bulk;
    private final Pending pending;
    /** The waiting struct that is tried. */
    private final StructTable one = new StructTable();

    /** By block: next row, and what is known about it. */
    private int[] cursor = new int[4];

    private byte[] state = new byte[4];
    /** Blocks that others wait for, and the clock that they must pass. */
    private final IntList stack = new IntList();
    /** Clients with new units for which others may wait. */
    private final IntList advanced = new IntList();

    /** Whether the columns were grown for this update. */
    private boolean reserved;
    /** Whether each struct of the update came in as it is: none was known, in part or whole, and none waits. */
    private boolean allNew;

    private boolean usedPending;
    /** Units of all deleted ranges of the update. */
    private long rangeUnits;

    private IdSet waitingDeletes = IdSet.EMPTY;
    /** Collects deletions that wait; empty between updates. */
    private final IdSet.Builder waiting = new IdSet.Builder();

    public Integration(ItemStore store, Integrator integrator, Pending pending) {
        this.store = store;
        this.clients = store.clients;
        this.integrator = integrator;
        this.bulk = new BulkIntegrator(store);
        this.pending = pending;
    }

    /** Integrates what can be; the rest waits, or is a violation where nothing may. A violation ends it as soon as it shows. */
    public void run(StructTable table) {
        reserved = false;
        allNew = true;
        usedPending = false;
        rangeUnits = 0;
        waitingDeletes = IdSet.EMPTY;
        integrateBlocks(table);
        if (pending.hasStructs()) retryPending(table);
        if (table.ranges() > 0) applyDeletes(table);
        if (pending.deletes.size() > 0) retryDeletes();
    }

    /** Whether what was waiting is part of this transaction. */
    public boolean usedPending() {
        return usedPending;
    }

    /** Deletions of this update that wait now. */
    public IdSet waitingDeletes() {
        return waitingDeletes;
    }

    /** Whether the update says what changed, no more and no less: then the bytes that came go to the others, and none are written. */
    public boolean asReceived(StructTable table) {
        return allNew
                && !table.hasEmptyRange()
                && !store.change.reworded()
                && rangeUnits == store.change.deletedUnits();
    }

    /** Each block from its start to its end, in the order of the update, which writers choose so that little has to be followed. */
    private void integrateBlocks(StructTable table) {
        int blocks = table.blocks();
        if (blocks > cursor.length) {
            cursor = new int[blocks];
            state = new byte[blocks];
        }
        for (int block = 0; block < blocks; block++) {
            state[block] = UNTOUCHED;
            cursor[block] = table.blockStart(block);
        }
        for (int block = 0; block < blocks && !store.violated(); block++) {
            if (state[block] == UNTOUCHED && !advance(table, block, Integer.MAX_VALUE)) follow(table, block);
        }
    }

    /** Integrates a block that is stuck to its end, and of other blocks what it needs. */
    private void follow(StructTable table, int first) {
        stack.clear();
        push(first, Integer.MAX_VALUE);
        while (stack.size() > 0 && !store.violated()) {
            int block = stack.get(stack.size() - 2);
            if (advance(table, block, stack.get(stack.size() - 1))) {
                state[block] = UNTOUCHED;
                stack.removeLast();
                stack.removeLast();
                continue;
            }
            int other = blockOf(table, integrator.missingClient());
            if (other != NONE && state[other] == UNTOUCHED && cursor[other] < table.blockEnd(other)) {
                push(other, integrator.missingClock());
            } else {
                // Nothing in this update helps: all that wait for each other here wait for another update.
                for (int i = 0; i < stack.size(); i += 2) keepWaiting(table, stack.get(i));
                stack.clear();
            }
        }
    }

    /** The block must pass the clock before the one below it on the stack goes on. */
    private void push(int block, int clock) {
        state[block] = ON_STACK;
        stack.add(block, clock);
    }

    /** Integrates until the client has the clock, or the block ends; false where it is stuck before. */
    private boolean advance(StructTable table, int block, int untilClock) {
        long id = table.blockClient(block);
        int client = clients.indexOf(id);
        int next = client == NONE ? 0 : clients.log(client).next();
        int end = table.blockEnd(block);
        boolean expected = false;
        for (int row = cursor[block]; row < end; row++) {
            cursor[block] = row;
            if (next > untilClock) return true;
            if (table.kind(row) == Content.SKIP) {
                allNew = false;
                continue;
            }
            int clock = table.clock(row);
            if (clock > next) {
                integrator.waitFor(id, next);
                return false;
            }
            if (clock + table.length(row) <= next) {
                allNew = false;
                continue;
            }
            int offset = next - clock;
            if (!integrator.ready(table, row, client, offset)) return false;
            if (client == NONE) client = clients.indexOrAdd(id);
            if (!expected) expect(table, block, client);
            expected = true;
            if (offset > 0) allNew = false;
            integrator.integrate(table, row, client, offset);
            if (store.violated()) return true;
            next = clock + table.length(row);
            if (clients.log(client).expectsMore()) {
                row = bulk.run(table, row + 1, end, client, untilClock) - 1;
                next = clients.log(client).next();
            }
        }
        cursor[block] = end;
        return true;
    }

    /** The client gets units from this block. An update of which all is known must cost no memory. */
    private void expect(StructTable table, int block, int client) {
        if (!reserved && table.rows() > RESERVE_FROM) {
            store.items.reserve(table.rows() + table.rows() / 64);
            store.text.reserve(table.textUnits());
            reserved = true;
        }
        int last = table.blockEnd(block) - 1;
        int more = last + 1 - cursor[block];
        if (more > RESERVE_FROM) clients.log(client).expect(more, table.clock(last) + table.length(last));
    }

    /** The block of a client, NONE where the update has none. */
    private int blockOf(StructTable table, long client) {
        // Many clients in no order are nothing that an honest writer makes.
        if (!table.blocksInOrder()) store.spend(table.blocks() >> BLOCKS_PER_STEP_BITS);
        return table.blockOf(client);
    }

    /** The rest of a block waits. For want of what is found out when it is retried, at the end of the same update. */
    private void keepWaiting(StructTable table, int block) {
        state[block] = STUCK;
        allNew = false;
        if (!pending.mayWait()) {
            store.violate(incomplete(integrator.missingClient()));
            return;
        }
        pending.add(table, cursor[block], table.blockEnd(block), table.blockClient(block));
    }

    /** Integrates what waited for the new units, then what waited for these, and so on; of what is stuck it finds out what it needs. */
    private void retryPending(StructTable table) {
        advanced.clear();
        for (int block = 0; block < table.blocks(); block++) if (state[block] == STUCK) retry(table.blockClient(block));
        for (int i = store.change.touchedCount() - 1; i >= 0; i--) advanced.add(store.change.touched(i));
        while (advanced.size() > 0 && !store.violated()) {
            int client = advanced.removeLast();
            long id = clients.id(client);
            // Its own first, since units that waited may have come in another way.
            retry(id);
            int next = clients.log(client).next();
            for (var need = pending.needs.before(id, next);
                    need != null && !store.violated();
                    need = pending.needs.before(id, next)) retry(need.waiter());
        }
    }

    /** Integrates what waits of a client as far as it goes. */
    private void retry(long id) {
        boolean progress = false;
        while (pending.has(id) && !store.violated()) {
            var head = pending.head(id);
            int next = clients.next(id);
            if (head.end() > next) {
                if (!isReady(head, next)) {
                    pending.needs.set(id, integrator.missingClient(), integrator.missingClock());
                    break;
                }
                integrator.integrate(one, 0, clients.indexOrAdd(id), next - head.clock());
                progress = true;
            }
            pending.remove(head);
            usedPending = true;
        }
        if (!pending.has(id)) pending.needs.remove(id);
        if (progress) advanced.add(clients.indexOf(id));
    }

    /** Whether the units from {@code next} on can be integrated; if not, the integrator knows what is missing. */
    private boolean isReady(WaitingStruct head, int next) {
        if (head.clock() > next) {
            integrator.waitFor(head.client(), next);
            return false;
        }
        UpdateDecoder.decodeStruct(head.struct(), head.client(), head.clock(), DecodeLimits.NONE, one);
        return integrator.ready(one, 0, clients.indexOf(head.client()), next - head.clock());
    }

    /** Deletes what is here; ranges of units that are not, even with the structs of this update, wait. */
    private void applyDeletes(StructTable table) {
        waiting.clear();
        if (table.rangesInOrder()) {
            for (int i = 0; i < table.ranges() && !store.violated(); i++)
                deleteNow(table.rangeClient(i), table.rangeStart(i), table.rangeEnd(i));
        } else {
            // Ranges that overlap would be walked again and again.
            var ranges = table.deleteSet();
            for (int i = 0; i < ranges.size() && !store.violated(); i++)
                deleteNow(ranges.client(i), ranges.start(i), ranges.end(i));
        }
        waitingDeletes = waiting.build();
        if (waitingDeletes.size() > 0 && !pending.mayWait()) store.violate(incomplete(waitingDeletes.client(0)));
        for (int i = 0; i < waitingDeletes.size() && !store.violated(); i++) {
            pending.deletes.add(waitingDeletes.client(i), waitingDeletes.start(i), waitingDeletes.end(i));
            store.violate(pending.newDeletesViolation());
        }
    }

    private static RejectedUpdate incomplete(long client) {
        return new RejectedUpdate(
                Reason.INCOMPLETE, "it builds on units that the document does not have", client, 0, -1);
    }

    /** Deletes what waited among the new units. */
    private void retryDeletes() {
        for (int i = 0; i < store.change.touchedCount(); i++) {
            int client = store.change.touched(i);
            var known =
                    pending.deletes.take(clients.id(client), clients.log(client).next());
            for (int range = 0; range < known.size() && !store.violated(); range++)
                store.delete(client, known.start(range), known.end(range));
        }
    }

    /** Deletes of a range that the update names. */
    private void deleteNow(long id, int start, int end) {
        rangeUnits += end - start;
        delete(id, start, end);
    }

    /** Deletes what is known of a range; the rest waits. */
    private void delete(long id, int start, int end) {
        int client = clients.indexOf(id);
        int next = client == NONE ? 0 : clients.log(client).next();
        if (end > next) waiting.add(id, Math.max(start, next), end);
        if (start < next) store.delete(client, start, Math.min(end, next));
    }
}
