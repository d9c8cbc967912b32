package hotseat.crdt.item.place;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.item.WaitingStruct;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.IdSet;
import hotseat.crdt.update.StructTable;
import hotseat.crdt.update.StructWriter;
import hotseat.crdt.update.UnitId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits for predecessors: structs by client and clock, not overlapping, with what each client needs next, and deletions. Changes are
 * recorded, so that a transaction can take them back.
 *
 * <p>Always, between transactions: the first struct of each client cannot be integrated, and {@link Needs} says for want of which unit. A struct is
 * kept in bytes, as it will be written in a state and decoded when its turn comes, without a table of its own: most documents never have
 * any. Those of an interview must not ({@code Limits.pendingBytes} 0): what waits is not checked against the schema yet, since the root of a
 * struct is that of a neighbour which is not here.
 *
 * <pre>
 * client 9, known up to 12       waits: [15, 18) [18, 30)          needs (9, 12): a hole of its own
 * client 4, known up to 7        waits: [7, 8)                     needs (9, 20): its first struct refers to that
 * client 9, deleted              waits: [40, 44)
 * </pre>
 *
 * <p>When units come, their client is looked up here and its structs are tried from the first on; then whoever needed one of the new units. So
 * a struct is decoded only when it is the first of its client and something came that may free it.
 *
 * <p>Cost: a tree by client, and one by clock in it; adding, finding and removing are logarithmic in what waits. It is bounded by bytes, with a price
 * for each struct and range, since a tree entry of a byte is still a tree entry.
 */
public final class Pending {
    /** Memory of one struct or range besides its bytes, so that many small ones are not free. */
    private static final int OVERHEAD = 16;

    /** So many units are named as missing: enough to ask for them. */
    private static final int MISSING_MAX = 64;

    /** What waits of a client of whom nothing waits. */
    private static final NavigableMap<Integer, WaitingStruct> NONE = Collections.emptyNavigableMap();

    /** What a transaction did, to be taken back from its end. */
    private record Step(WaitingStruct waiting, boolean added) {}

    private final TreeMap<Long, TreeMap<Integer, WaitingStruct>> byClient = new TreeMap<>(Comparator.reverseOrder());
    final Needs needs = new Needs();
    final WaitingDeletes deletes = new WaitingDeletes();
    /** Bytes of all structs with the price of each. */
    private int structBytes;

    private int structCount;

    private final List<Step> steps = new ArrayList<>();
    /** How much may wait at the end of this transaction, and the deletions that waited at its start. What was loaded may be more than may come. */
    private long bytesMax;

    private int deletesBefore;

    public void begin(long mayWait) {
        bytesMax = Math.max(mayWait, bytes());
        deletesBefore = deletes.size();
        steps.clear();
        needs.begin();
        deletes.begin();
    }

    public void takeBack() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            var step = steps.get(i);
            if (step.added) unlink(step.waiting);
            else link(step.waiting);
        }
        steps.clear();
        needs.takeBack();
        deletes.takeBack();
    }

    public boolean isEmpty() {
        return !hasStructs() && deletes.size() == 0;
    }

    boolean hasStructs() {
        return !byClient.isEmpty();
    }

    public boolean changed() {
        return !steps.isEmpty() || deletes.changed();
    }

    public long bytes() {
        return structBytes + bytesOf(deletes.size());
    }

    private static long bytesOf(int ranges) {
        return (long) OVERHEAD * ranges;
    }

    /** Why the transaction must be taken back: too much waits, or something for ever; else null. */
    public @Nullable RejectedUpdate violation() {
        if (bytes() > bytesMax) return tooMuch(bytes());
        if (addedStructs() && needs.newOnesNeverEnd())
            return RejectedUpdate.malformed("structs wait for each other", -1);
        return null;
    }

    /** As {@link #violation}, asked while deletions are added: of those that this transaction brings none comes in before it ends. */
    @Nullable
    RejectedUpdate newDeletesViolation() {
        long added = bytesOf(deletes.size() - deletesBefore);
        return added > bytesMax ? tooMuch(added) : null;
    }

    private RejectedUpdate tooMuch(long bytes) {
        return new RejectedUpdate(Reason.PENDING_FULL, "too much waits for predecessors", bytes, bytesMax, -1);
    }

    /** Heap bytes: an entry of a tree and an object for each that waits. */
    public long memory() {
        return structBytes + 120L * size();
    }

    /** Whether anything may wait at all. What was loaded waits no longer where nothing may. */
    boolean mayWait() {
        return bytesMax > 0;
    }

    /** Structs and ranges that wait. */
    public int size() {
        return structCount + deletes.size();
    }

    /** Deletions that wait. */
    public IdSet waitingDeletes() {
        return deletes.all();
    }

    /**
     * Units without which something waits: what each client that waits needs next, and of each client with deletions that wait the first; of
     * many only some.
     */
    public Set<UnitId> missing() {
        if (isEmpty()) return Set.of();
        var missing = new LinkedHashSet<UnitId>();
        needs.units(missing, MISSING_MAX);
        deletes.firsts(missing, MISSING_MAX);
        return Collections.unmodifiableSet(missing);
    }

    /** Clients that wait, the largest id first. */
    public Set<Long> clients() {
        return Collections.unmodifiableSet(byClient.keySet());
    }

    /** First struct of a client, which must wait. */
    WaitingStruct head(long client) {
        return of(client).firstEntry().getValue();
    }

    /** What waits of a client; changed by {@link #link} and {@link #unlink} only. */
    private NavigableMap<Integer, WaitingStruct> of(long client) {
        var known = byClient.get(client);
        return known == null ? NONE : known;
    }

    public boolean has(long client) {
        return byClient.containsKey(client);
    }

    void remove(WaitingStruct waiting) {
        unlink(waiting);
        steps.add(new Step(waiting, false));
    }

    /** Gives up all that waits; can be taken back, as everything here. */
    public void clear() {
        for (long client : List.copyOf(clients())) {
            for (var waiting : List.copyOf(of(client).values())) remove(waiting);
            needs.remove(client);
        }
        deletes.clear();
        deletesBefore = 0;
    }

    /**
     * Keeps the structs of a block from a row on. Of units that wait already the first struct stays, with one exception that yjs makes: where
     * a run of waiting structs starts as an item and the new ones start there as a collected struct, or the other way, the new run stays.
     */
    void add(StructTable table, int firstRow, int endRow, long client) {
        boolean newStays = false;
        for (int row = firstRow; row < endRow; row++) {
            if (table.kind(row) == Content.SKIP) {
                newStays = false;
                continue;
            }
            newStays |= startsOtherwise(table, row, client);
            if (newStays) makeRoom(client, table.clock(row), table.clock(row) + table.length(row));
            add(table, row, client);
        }
    }

    /** Whether at this clock something waits that was collected, and the new one was not, or the other way; behind a hole or as the first. */
    private boolean startsOtherwise(StructTable table, int row, long client) {
        var known = of(client);
        var same = known.get(table.clock(row));
        if (same == null || same.collected() == (table.kind(row) == Content.GC)) return false;
        var before = known.lowerEntry(same.clock());
        return before == null || before.getValue().end() < same.clock();
    }

    /** What waits of these units goes; of a struct that reaches beyond them the end stays. */
    private void makeRoom(long client, int start, int end) {
        var known = of(client);
        for (var old : List.copyOf(known.subMap(start, end).values())) {
            remove(old);
            if (old.end() > end) put(old.from(end - old.clock()));
        }
    }

    /** Keeps the units of a struct that do not wait already. */
    private void add(StructTable table, int row, long client) {
        int clock = table.clock(row);
        int end = clock + table.length(row);
        var known = of(client);
        var before = known.floorEntry(clock);
        while (before != null && before.getValue().end() > clock) {
            clock = before.getValue().end();
            before = known.floorEntry(clock);
        }
        if (clock >= end) return;
        makeRoom(client, clock, end);
        var out = new ByteWriter(table.end(row) - table.from(row) + 16);
        StructWriter.write(table, out, row, client, clock - table.clock(row));
        byte[] struct = out.toByteArray();
        // The neighbour says what the key is. yjs does not know it yet and drops the flag; so do we, to be the same
        // bytes.
        if (table.originClient(row) != StructTable.NO_CLIENT || table.rightClient(row) != StructTable.NO_CLIENT)
            struct[0] &= ~Content.HAS_KEY;
        put(new WaitingStruct(client, clock, end - clock, struct));
    }

    private void put(WaitingStruct waiting) {
        link(waiting);
        steps.add(new Step(waiting, true));
    }

    private void link(WaitingStruct waiting) {
        byClient.computeIfAbsent(waiting.client(), client -> new TreeMap<>()).put(waiting.clock(), waiting);
        structBytes += waiting.struct().length + OVERHEAD;
        structCount++;
    }

    private void unlink(WaitingStruct waiting) {
        var ofClient = of(waiting.client());
        ofClient.remove(waiting.clock());
        if (ofClient.isEmpty()) byClient.remove(waiting.client());
        structBytes -= waiting.struct().length + OVERHEAD;
        structCount--;
    }

    /** What this transaction added and did not use, by client. */
    public Map<Long, List<WaitingStruct>> added() {
        if (steps.isEmpty()) return Map.of();
        var result = new TreeMap<Long, List<WaitingStruct>>();
        for (var step : steps) {
            var waiting = step.waiting;
            if (step.added && of(waiting.client()).get(waiting.clock()) == waiting)
                result.computeIfAbsent(waiting.client(), client -> new ArrayList<>())
                        .add(waiting);
        }
        result.values().forEach(list -> list.sort(Comparator.comparingInt(WaitingStruct::clock)));
        return result;
    }

    /** Only new structs can close a circle of those who wait for each other. */
    private boolean addedStructs() {
        for (var step : steps) if (step.added) return true;
        return false;
    }

    /** What waits of one client, in order of clocks. */
    public Collection<WaitingStruct> structs(long client) {
        return of(client).values();
    }
}
