package hotseat.crdt.item;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.DecodeLimits;
import hotseat.crdt.update.StructTable;
import hotseat.crdt.update.StructWriter;
import hotseat.crdt.update.UnitId;
import hotseat.crdt.update.UpdateDecoder;
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
 */
final class Pending {
    /** Before the first clock. */
    static final int NO_CLOCK = -1;

    /** Memory of one struct or range besides its bytes, so that many small ones are not free. */
    private static final int OVERHEAD = 16;

    /** So many units are named as missing: enough to ask for them. */
    private static final int MISSING_MAX = 64;

    /** A struct as it came; its first unit may be known by now. */
    record Waiting(long client, int clock, int length, byte[] struct) {
        int end() {
            return clock + length;
        }

        boolean collected() {
            return struct[0] == Content.GC;
        }

        /** Writes the struct without its first {@code offset} units. */
        void writeTo(ByteWriter out, int offset) {
            if (offset == 0) {
                out.raw(struct, 0, struct.length);
                return;
            }
            var table = new StructTable();
            UpdateDecoder.decodeStruct(struct, client, clock, DecodeLimits.NONE, table);
            StructWriter.write(table, out, 0, client, offset);
        }

        /** The same without its first {@code offset} units. */
        Waiting from(int offset) {
            if (offset == 0) return this;
            var out = new ByteWriter(struct.length + 16);
            writeTo(out, offset);
            return new Waiting(client, clock + offset, length - offset, out.toByteArray());
        }
    }

    private static final NavigableMap<Integer, Waiting> NONE = Collections.emptyNavigableMap();

    private record Step(Waiting waiting, boolean added) {}

    private final TreeMap<Long, TreeMap<Integer, Waiting>> byClient = new TreeMap<>(Comparator.reverseOrder());
    final Needs needs = new Needs();
    final WaitingDeletes deletes = new WaitingDeletes();
    private int structBytes;
    private int structCount;

    private final List<Step> steps = new ArrayList<>();
    /** How much may wait at the end of this transaction, and the deletions that waited at its start. What was loaded may be more than may come. */
    private long bytesMax;

    private int deletesBefore;

    void begin(long mayWait) {
        bytesMax = Math.max(mayWait, bytes());
        deletesBefore = deletes.size();
        steps.clear();
        needs.begin();
        deletes.begin();
    }

    void takeBack() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            var step = steps.get(i);
            if (step.added) unlink(step.waiting);
            else link(step.waiting);
        }
        steps.clear();
        needs.takeBack();
        deletes.takeBack();
    }

    boolean isEmpty() {
        return !hasStructs() && deletes.size() == 0;
    }

    boolean hasStructs() {
        return !byClient.isEmpty();
    }

    boolean changed() {
        return !steps.isEmpty() || deletes.changed();
    }

    long bytes() {
        return structBytes + bytesOf(deletes.size());
    }

    private static long bytesOf(int ranges) {
        return (long) OVERHEAD * ranges;
    }

    /** Why the transaction must be taken back, null if not too much waits. */
    @Nullable
    RejectedUpdate violation() {
        return bytes() > bytesMax ? tooMuch(bytes()) : null;
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
    long memory() {
        return structBytes + 120L * size();
    }

    /** Whether anything may wait at all. What was loaded waits no longer where nothing may. */
    boolean mayWait() {
        return bytesMax > 0;
    }

    /** Structs and ranges that wait. */
    int size() {
        return structCount + deletes.size();
    }

    /**
     * Units without which something waits: what each client that waits needs next, and of each client with deletions that wait the first; of
     * many only some.
     */
    Set<UnitId> missing() {
        if (isEmpty()) return Set.of();
        var missing = new LinkedHashSet<UnitId>();
        needs.units(missing, MISSING_MAX);
        deletes.firsts(missing, MISSING_MAX);
        return Collections.unmodifiableSet(missing);
    }

    /** Clients that wait, the largest id first. */
    Set<Long> clients() {
        return Collections.unmodifiableSet(byClient.keySet());
    }

    /** First struct of a client, which must wait. */
    Waiting head(long client) {
        return of(client).firstEntry().getValue();
    }

    /** What waits of a client; changed by {@link #link} and {@link #unlink} only. */
    private NavigableMap<Integer, Waiting> of(long client) {
        var known = byClient.get(client);
        return known == null ? NONE : known;
    }

    boolean has(long client) {
        return byClient.containsKey(client);
    }

    void remove(Waiting waiting) {
        unlink(waiting);
        steps.add(new Step(waiting, false));
    }

    void clear() {
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

    private boolean startsOtherwise(StructTable table, int row, long client) {
        var known = of(client);
        var same = known.get(table.clock(row));
        if (same == null || same.collected() == (table.kind(row) == Content.GC)) return false;
        var before = known.lowerEntry(same.clock);
        return before == null || before.getValue().end() < same.clock;
    }

    private void makeRoom(long client, int start, int end) {
        var known = of(client);
        for (var old : List.copyOf(known.subMap(start, end).values())) {
            remove(old);
            if (old.end() > end) put(old.from(end - old.clock));
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
        put(new Waiting(client, clock, end - clock, struct));
    }

    private void put(Waiting waiting) {
        link(waiting);
        steps.add(new Step(waiting, true));
    }

    private void link(Waiting waiting) {
        byClient.computeIfAbsent(waiting.client, client -> new TreeMap<>()).put(waiting.clock, waiting);
        structBytes += waiting.struct.length + OVERHEAD;
        structCount++;
    }

    private void unlink(Waiting waiting) {
        var ofClient = of(waiting.client);
        ofClient.remove(waiting.clock);
        if (ofClient.isEmpty()) byClient.remove(waiting.client);
        structBytes -= waiting.struct.length + OVERHEAD;
        structCount--;
    }

    /** What this transaction added and did not use, by client. */
    Map<Long, List<Waiting>> added() {
        if (steps.isEmpty()) return Map.of();
        var result = new TreeMap<Long, List<Waiting>>();
        for (var step : steps) {
            var waiting = step.waiting;
            if (step.added && of(waiting.client).get(waiting.clock) == waiting)
                result.computeIfAbsent(waiting.client, client -> new ArrayList<>())
                        .add(waiting);
        }
        result.values().forEach(list -> list.sort(Comparator.comparingInt(Waiting::clock)));
        return result;
    }

    boolean addedStructs() {
        for (var step : steps) if (step.added) return true;
        return false;
    }

    /** What waits of one client, in order of clocks. */
    Collection<Waiting> structs(long client) {
        return of(client).values();
    }
}
