package hotseat.crdt.update;

import hotseat.crdt.codec.ByteWriter;
import java.util.Arrays;

/**
 * The structs of some updates as one update. Per client: in order of clocks, holes as Skips, neighbours joined where that says the same
 * ({@link #joins}). Of units that come twice, those with content stay before those of which only is known that they were deleted, so that a
 * log keeps its history; else those stay whose struct starts first. Time and memory are linear in the bytes, but for sorting what is not sorted.
 */
final class UpdateMerge {
    private static final int NONE = -1;

    private final StructTable table;
    private final StateVector known;

    private final ByteWriter block = new ByteWriter();
    private int structs;
    private int firstClock;
    /** Behind the last unit taken; NONE before the first. */
    private int end;
    /** Units below are known to the receiver. */
    private int lowest;
    /** Rows of deleted units, by clock, into which content came; those before {@link #tombstone} lie behind us. */
    private int[] tombstones = new int[0];

    private int tombstoneCount;
    private int tombstone;

    /** Rows to be written as one struct, and which clocks of each. */
    private int[] run = new int[16];

    private int[] starts = new int[16];
    private int[] stops = new int[16];
    private int runSize;
    /** Whether an any-value may follow the run: only where it is certain that it is no value of a key, of which each is its own. */
    private boolean inList;

    private UpdateMerge(StructTable table, StateVector known) {
        this.table = table;
        this.known = known;
    }

    /** One update with what is in the table and not {@code known}; all deletions. */
    static byte[] write(StructTable table, StateVector known) {
        return new UpdateMerge(table, known).write();
    }

    private byte[] write() {
        long[] clients = clients();
        int[] start = new int[clients.length + 1];
        int[] rows = rowsByClient(clients, start);
        var body = new ByteWriter(table.bytes().length / 4);
        int blocks = 0;
        for (int i = clients.length - 1; i >= 0; i--) {
            sortByClock(rows, start[i], start[i + 1]);
            writeClient(clients[i], rows, start[i], start[i + 1]);
            if (structs == 0) continue;
            blocks++;
            body.varUint(structs).varUint(clients[i]).varUint(firstClock).append(block);
        }
        var out = new ByteWriter(body.size() + 64).varUint(blocks).append(body);
        var deleted = new IdSet.Builder().addAll(table.deleteSet());
        addTombstones(deleted);
        deleted.build().encode(out);
        return out.toByteArray();
    }

    /** Ascending, each once. */
    private long[] clients() {
        long[] sorted = new long[table.blocks()];
        for (int i = 0; i < sorted.length; i++) sorted[i] = table.blockClient(i);
        Arrays.sort(sorted);
        int kept = 0;
        for (long client : sorted) if (kept == 0 || sorted[kept - 1] != client) sorted[kept++] = client;
        return Arrays.copyOf(sorted, kept);
    }

    /** All rows, those of client {@code i} at {@code [start[i], start[i + 1])} in the order in which they came. */
    private int[] rowsByClient(long[] clients, int[] start) {
        int[] ofBlock = new int[table.blocks()];
        for (int b = 0; b < ofBlock.length; b++) {
            ofBlock[b] = Arrays.binarySearch(clients, table.blockClient(b));
            start[ofBlock[b] + 1] += table.blockEnd(b) - table.blockStart(b);
        }
        for (int i = 0; i < clients.length; i++) start[i + 1] += start[i];
        int[] next = start.clone();
        int[] rows = new int[table.rows()];
        for (int b = 0; b < ofBlock.length; b++) {
            for (int row = table.blockStart(b); row < table.blockEnd(b); row++) rows[next[ofBlock[b]]++] = row;
        }
        return rows;
    }

    private void sortByClock(int[] rows, int from, int to) {
        boolean sorted = true;
        for (int i = from + 1; i < to && sorted; i++) sorted = table.clock(rows[i - 1]) <= table.clock(rows[i]);
        if (sorted) return;
        long[] keys = new long[to - from];
        for (int i = from; i < to; i++) keys[i - from] = (long) table.clock(rows[i]) << 32 | rows[i];
        Arrays.sort(keys);
        for (int i = from; i < to; i++) rows[i] = (int) keys[i - from];
    }

    /** Where content takes the place of deleted units, it must be said that they are deleted. Who wrote them so has said it already. */
    private void addTombstones(IdSet.Builder deleted) {
        for (int block = 0; block < table.blocks(); block++) {
            for (int row = table.blockStart(block); row < table.blockEnd(block); row++) {
                if (table.kind(row) == Content.DELETED)
                    deleted.add(table.blockClient(block), table.clock(row), end(row));
            }
        }
    }

    private int end(int row) {
        return table.clock(row) + table.length(row);
    }

    private void writeClient(long client, int[] rows, int from, int to) {
        block.clear();
        structs = 0;
        end = NONE;
        lowest = known.clock(client);
        tombstoneCount = 0;
        tombstone = 0;
        int nextContent = from;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            if (table.kind(row) == Content.SKIP || end(row) <= taken()) continue;
            int start = Math.max(taken(), table.clock(row));
            fillHole(client, start);
            if (table.kind(row) != Content.DELETED) {
                put(client, row, start, end(row));
                continue;
            }
            while (nextContent < to && (nextContent <= i || !hasContent(rows[nextContent]))) nextContent++;
            int stop = nextContent < to ? Math.clamp(table.clock(rows[nextContent]), start, end(row)) : end(row);
            if (start < stop) put(client, row, start, stop);
            if (stop < end(row)) keepTombstone(row);
        }
        fillHole(client, Integer.MAX_VALUE);
        flush(client);
    }

    private boolean hasContent(int row) {
        int kind = table.kind(row);
        return kind != Content.SKIP && kind != Content.GC && kind != Content.DELETED;
    }

    /** Units before are written, or not asked for. */
    private int taken() {
        return Math.max(end, lowest);
    }

    private void keepTombstone(int row) {
        if (tombstoneCount == tombstones.length) tombstones = Arrays.copyOf(tombstones, tombstoneCount * 2 + 8);
        tombstones[tombstoneCount++] = row;
    }

    /** Puts what is left of deleted units up to a clock where there is nothing else. */
    private void fillHole(long client, int until) {
        while (tombstone < tombstoneCount && end(tombstones[tombstone]) <= taken()) tombstone++;
        for (int i = tombstone; i < tombstoneCount && taken() < until; i++) {
            int row = tombstones[i];
            if (table.clock(row) >= until) return;
            int start = Math.max(taken(), table.clock(row));
            int stop = Math.min(until, end(row));
            if (start < stop) put(client, row, start, stop);
        }
    }

    private void put(long client, int row, int start, int stop) {
        if (end == NONE) {
            firstClock = start;
        } else if (start > end) {
            flush(client);
            block.uint8(Content.SKIP).varUint(start - end);
            structs++;
        }
        if (!joins(row, start, client)) flush(client);
        add(row, start, stop);
        end = stop;
    }

    /**
     * Whether the units say the same as part of the run: they are right of its last one, with its right origin and kind. Of a value without
     * flag it is not known whether it has a key, so values join only behind one that names a parent and no key.
     */
    private boolean joins(int row, int start, long client) {
        if (runSize == 0) return false;
        int last = run[runSize - 1];
        int kind = table.kind(row);
        if (kind != table.kind(last)) return false;
        if (kind == Content.GC) return true;
        if (!Content.joins(kind)
                || table.rightClient(row) != table.rightClient(last)
                || table.rightClient(row) != StructTable.NO_CLIENT && table.rightClock(row) != table.rightClock(last))
            return false;
        if ((kind == Content.ANY || kind == Content.JSON) && !inList) return false;
        return start > table.clock(row) || table.originClient(row) == client && table.originClock(row) == start - 1;
    }

    private void add(int row, int start, int stop) {
        if (runSize == run.length) {
            run = Arrays.copyOf(run, runSize * 2);
            starts = Arrays.copyOf(starts, runSize * 2);
            stops = Arrays.copyOf(stops, runSize * 2);
        }
        if (runSize == 0) {
            boolean named = table.parentName(row) != null || table.parentClient(row) != StructTable.NO_CLIENT;
            inList = named && !table.keyed(row);
        }
        run[runSize] = row;
        starts[runSize] = start;
        stops[runSize++] = stop;
    }

    private void flush(long client) {
        if (runSize == 0) return;
        int row = run[0];
        if (runSize == 1 && stops[0] == end(row))
            StructWriter.write(table, block, row, client, starts[0] - table.clock(row));
        else StructWriter.writeJoined(table, block, run, starts, stops, runSize, client);
        structs++;
        runSize = 0;
    }
}
