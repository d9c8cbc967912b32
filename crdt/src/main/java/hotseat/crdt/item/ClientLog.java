package hotseat.crdt.item;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All items of one client, sorted by clock, without holes: the first starts at 0, each at the end of the one before. A copy of the clocks
 * beside the log was tried: loading took 7 % less, applying keystrokes 30 % more, since every cut moves it too (CrdtBench).
 */
final class ClientLog {
    /** Filling buckets for what is there already pays when at least one of so many comes new. */
    private static final int BUCKETS_FROM_PART = 8;

    final long id;

    private final ItemTable items;
    private int[] log = new int[4];
    private int size;
    /** Next clock of the client: the end of its last item. */
    private int next;
    /** Position found last; typing and reading hit it or the one behind. */
    private int hit;
    /** While many items come at once; positions are then found without the last hit, for there is no order in what is asked. */
    private @Nullable ClockBuckets buckets;

    ClientLog(long id, ItemTable items) {
        this.id = id;
        this.items = items;
    }

    int next() {
        return next;
    }

    int size() {
        return size;
    }

    int item(int position) {
        return log[position];
    }

    int last() {
        return log[size - 1];
    }

    /** Position of the item that contains the clock, which is below {@link #next}. */
    int position(int clock) {
        int[] start = items.clock;
        int[] log = this.log;
        var buckets = this.buckets;
        if (buckets != null) return search(buckets.low(clock), buckets.high(clock, size - 1), clock);
        int p = hit;
        if (p < size && start[log[p]] <= clock) {
            if (p + 1 == size || clock < start[log[p + 1]]) return p;
            p++;
            if (p + 1 == size || clock < start[log[p + 1]]) return hit = p;
        }
        return hit = search(0, size - 1, clock);
    }

    private int search(int low, int high, int clock) {
        int[] start = items.clock;
        int[] log = this.log;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (start[log[middle]] <= clock) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    int find(int clock) {
        return log[position(clock)];
    }

    /** The item that starts with the clock, NONE where there is none. */
    int startingWith(int clock) {
        if (clock >= next) return ItemTable.NONE;
        int item = log[position(clock)];
        return items.clock[item] == clock ? item : ItemTable.NONE;
    }

    /** The item that ends with the unit, NONE where there is none. It is the one before the item that starts with the next unit. */
    int endingWith(int clock) {
        if (clock >= next - 1) return clock == next - 1 ? log[size - 1] : ItemTable.NONE;
        int position = position(clock + 1);
        return items.clock[log[position]] == clock + 1 ? log[position - 1] : ItemTable.NONE;
    }

    void append(int item) {
        if (size == log.length) log = Arrays.copyOf(log, size + (size >> 1));
        log[size] = item;
        hit = size++;
        next = items.end(item);
        if (buckets != null) buckets.fill(next, hit);
    }

    /** The last item grew by {@code units}. */
    void extend(int units) {
        next += units;
        if (buckets != null) buckets.fill(next, size - 1);
    }

    void insert(int position, int item) {
        if (size == log.length) log = Arrays.copyOf(log, size + (size >> 1));
        System.arraycopy(log, position, log, position + 1, size - position);
        log[position] = item;
        size++;
        if (buckets != null) buckets.moved();
    }

    void remove(int from, int to) {
        if (from == to) return;
        buckets = null;
        System.arraycopy(log, to, log, from, size - to);
        size -= to - from;
    }

    void set(int position, int item) {
        log[position] = item;
    }

    /** Keeps only the first {@code positions} items. */
    void truncate(int positions) {
        buckets = null;
        size = positions;
        next = size == 0 ? 0 : items.end(log[size - 1]);
    }

    /** This many items will come at once, the last of which ends at {@code end}; until {@link #settle}, positions are found by buckets. */
    void expect(int more, int end) {
        if (buckets != null) return;
        int all = size + more;
        if (all > log.length) log = Arrays.copyOf(log, all);
        if (more < size / BUCKETS_FROM_PART) return;
        buckets = new ClockBuckets(all, end);
        for (int position = 0; position < size; position++) buckets.fill(items.end(log[position]), position);
    }

    /** Between {@link #expect} and {@link #settle}. */
    boolean expectsMore() {
        return buckets != null;
    }

    /** What was expected has come. */
    void settle() {
        buckets = null;
    }
}
