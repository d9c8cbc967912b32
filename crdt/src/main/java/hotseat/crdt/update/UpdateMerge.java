package hotseat.crdt.update;

import hotseat.crdt.codec.ByteWriter;
import java.util.Arrays;

/**
 * The structs of some updates as one update. Per client: in order of clocks, of units that come twice the first to come, holes as Skips,
 * neighbours joined where that says the same ({@link #joins}). Time and memory are linear in the bytes, but for sorting what is not sorted.
 */
final class UpdateMerge {
    private static final int NONE = -1;

    private final StructTable table;
    private final StateVector known;

    private final ByteWriter block = new ByteWriter();
    private int structs;
    private int firstClock;

    /** Rows to be written as one struct, and how many units each lacks at its start. */
    private int[] run = new int[16];

    private int[] offsets = new int[16];
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
        var deleted = new IdSet.Builder();
        for (int i = 0; i < table.ranges(); i++)
            deleted.add(table.rangeClient(i), table.rangeStart(i), table.rangeEnd(i));
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

    private void writeClient(long client, int[] rows, int from, int to) {
        block.clear();
        structs = 0;
        int lowest = known.clock(client);
        int end = NONE;
        for (int i = from; i < to; i++) {
            int row = rows[i];
            int clock = table.clock(row);
            int rowEnd = clock + table.length(row);
            if (table.kind(row) == Content.SKIP || rowEnd <= Math.max(end, lowest)) continue;
            int offset = Math.max(0, Math.max(end, lowest) - clock);
            if (end == NONE) {
                firstClock = clock + offset;
            } else if (clock > end) {
                flush(client);
                block.uint8(Content.SKIP).varUint(clock - end);
                structs++;
            }
            if (!joins(row, offset, client)) flush(client);
            add(row, offset);
            end = rowEnd;
        }
        flush(client);
    }

    /**
     * Whether the units say the same as part of the run: they are right of its last one, with its right origin and kind. Of a value without
     * flag it is not known whether it has a key, so values join only behind one that names a parent and no key.
     */
    private boolean joins(int row, int offset, long client) {
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
        return offset > 0
                || table.originClient(row) == client
                        && table.originClock(row) == table.clock(last) + table.length(last) - 1;
    }

    private void add(int row, int offset) {
        if (runSize == run.length) {
            run = Arrays.copyOf(run, runSize * 2);
            offsets = Arrays.copyOf(offsets, runSize * 2);
        }
        if (runSize == 0) {
            boolean named = table.parentName(row) != null || table.parentClient(row) != StructTable.NO_CLIENT;
            inList = named && !table.keyed(row);
        }
        run[runSize] = row;
        offsets[runSize++] = offset;
    }

    private void flush(long client) {
        if (runSize == 0) return;
        if (runSize == 1) StructWriter.write(table, block, run[0], client, offsets[0]);
        else StructWriter.writeJoined(table, block, run, offsets, runSize, client);
        structs++;
        runSize = 0;
    }
}
