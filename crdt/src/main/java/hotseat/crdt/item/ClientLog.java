package hotseat.crdt.item;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All items of one client, sorted by clock, without holes: the first starts at 0, each at the end of the one before. A copy of the clocks
 * beside the log was tried: loading took 7 % less, applying keystrokes 30 % more, since every cut moves it too ({@code bench crdt}).
 *
 * <p>The array has a gap where items came or went last. Finding a clock costs nothing for who asks beside the last hit, as typing does, and a
 * binary search else; appending costs nothing; a cut or a merge moves what lies between it and the gap, which the one who cuts pays for
 * ({@code ItemStore.cut}). Positions count without the gap.
 *
 * <pre>
 * log        a b c d · · · e f g          size 7, gapAt 4, gap 3; position 4 is e
 * insert 5   a b c d e x · · f g          one entry moved, x put before the gap
 * remove 2   a b · · · · e x f g          c and d: the gap moves behind them and takes them in
 * </pre>
 *
 * <p>The last hit is a guess that is checked, never a promise: whoever moves positions sets it to the place where it happened, because that is
 * where the next question comes from.
 *
 * <p>Source: the gap buffer of text editors, over items in place of characters. Alternatives and figures: {@code
 * docs/decisions/0015-a-gap-in-the-client-log.md}.
 */
public final class ClientLog {
    /** Filling buckets for what is there already pays when at least one of so many comes new. */
    private static final int BUCKETS_FROM_PART = 8;

    /** A new gap is at least this long, and a sixteenth of the log, so that cuts far apart make a new one rarely. */
    private static final int GAP_MIN = 8;

    /** Who erases over several items asks for both ends of them; and one step tells whether the place is so near to the last one. */
    private static final int NEAR = 8;

    public final long id;

    private final ItemTable items;
    /** Items by position, with a gap where items came or went last: who cuts and merges items goes on nearby, in a log of any length. */
    private int[] log = new int[4];

    private int size;
    /** Position behind the gap, and its length; appending does not touch it. */
    private int gapAt;

    private int gap;
    /** Next clock of the client: the end of its last item. */
    private int next;
    /** Position found, inserted or joined last; who types, cuts and joins asks for it or for one beside. */
    private int hit;
    /** While many items come at once; positions are then found without the last hit, for there is no order in what is asked. */
    private @Nullable ClockBuckets buckets;

    ClientLog(long id, ItemTable items) {
        this.id = id;
        this.items = items;
    }

    public int next() {
        return next;
    }

    public int size() {
        return size;
    }

    public int item(int position) {
        return log[position < gapAt ? position : position + gap];
    }

    public int last() {
        return item(size - 1);
    }

    /** Position of the item that contains the clock, which is below {@link #next}. */
    public int position(int clock) {
        int[] start = items.clock;
        var buckets = this.buckets;
        if (buckets != null) return search(buckets.low(clock), buckets.high(clock, size - 1), clock);
        int p = Math.min(hit, size - 1);
        if (start[item(p)] <= clock) {
            if (p + 1 == size || clock < start[item(p + 1)]) return p;
            if (start[last()] <= clock) return hit = size - 1;
            int far = p + NEAR;
            boolean near = far >= size || clock < start[item(far)];
            return hit = near ? search(p + 1, Math.min(far, size) - 1, clock) : search(far, size - 1, clock);
        }
        int far = p - NEAR;
        boolean near = far < 0 || start[item(far)] <= clock;
        return hit = near ? search(Math.max(far, 0), p - 1, clock) : search(0, far - 1, clock);
    }

    /** The last position from {@code low} to {@code high} whose item starts at the clock or before it; that of {@code low} does. */
    private int search(int low, int high, int clock) {
        int[] start = items.clock;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (start[item(middle)] <= clock) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    /** The item that contains the clock, which is below {@link #next}. */
    public int find(int clock) {
        return item(position(clock));
    }

    /** The item that starts with the clock, NONE where there is none. */
    public int startingWith(int clock) {
        if (clock >= next) return ItemTable.NONE;
        int item = item(position(clock));
        return items.clock[item] == clock ? item : ItemTable.NONE;
    }

    /** The item that ends with the unit, NONE where there is none. It is the one before the item that starts with the next unit. */
    public int endingWith(int clock) {
        if (clock >= next - 1) return clock == next - 1 ? last() : ItemTable.NONE;
        int position = position(clock + 1);
        return items.clock[item(position)] == clock + 1 ? item(position - 1) : ItemTable.NONE;
    }

    /** The item starts at {@link #next}. Behind the gap there is room, or the array grows by half. */
    public void append(int item) {
        if (size + gap == log.length) grow(size + gap + (size >> 1) + 1);
        log[size + gap] = item;
        hit = size++;
        next = items.end(item);
        if (buckets != null) buckets.fill(next, hit);
    }

    /** The last item grew by {@code units}. */
    public void extend(int units) {
        next += units;
        if (buckets != null) buckets.fill(next, size - 1);
    }

    /** Returns how many entries had to be moved, which is the cost. */
    int insert(int position, int item) {
        int moved = Math.abs(position - gapAt);
        if (gap == 0) {
            moved += size - gapAt;
            gap = GAP_MIN + (size >> 4);
            if (size + gap > log.length) grow(size + gap + (size >> 1));
            System.arraycopy(log, gapAt, log, gapAt + gap, size - gapAt);
        }
        moveGap(position);
        hit = position;
        log[gapAt++] = item;
        gap--;
        size++;
        if (buckets != null) buckets.moved();
        return moved;
    }

    /** Takes the positions {@code [from, to)} out; their units are those of the item before by now, so {@link #next} stays. */
    public void remove(int from, int to) {
        if (from == to) return;
        hit = Math.max(0, from - 1);
        buckets = null;
        if (to == size) {
            truncateTo(from);
            return;
        }
        moveGap(to);
        gapAt = from;
        gap += to - from;
        size -= to - from;
    }

    private void moveGap(int to) {
        if (to < gapAt) System.arraycopy(log, to, log, to + gap, gapAt - to);
        else System.arraycopy(log, gapAt + gap, log, gapAt, to - gapAt);
        gapAt = to;
    }

    /** For who walks the log and closes it up behind himself, {@link #remove} following. */
    public void set(int position, int item) {
        log[position < gapAt ? position : position + gap] = item;
    }

    /** Keeps only the first {@code positions} items. */
    public void truncate(int positions) {
        buckets = null;
        truncateTo(positions);
        next = size == 0 ? 0 : items.end(last());
    }

    private void truncateTo(int positions) {
        size = positions;
        if (gapAt <= positions) return;
        gapAt = positions;
        gap = 0;
    }

    private void grow(int capacity) {
        log = Arrays.copyOf(log, capacity);
    }

    /** This many items will come at once, the last of which ends at {@code end}; until {@link #settle}, positions are found by buckets. */
    public void expect(int more, int end) {
        if (buckets != null) return;
        int all = size + more;
        if (all + gap > log.length) grow(all + gap);
        if (more < size / BUCKETS_FROM_PART) return;
        buckets = new ClockBuckets(all, end);
        for (int position = 0; position < size; position++) buckets.fill(items.end(item(position)), position);
    }

    /** Between {@link #expect} and {@link #settle}. */
    public boolean expectsMore() {
        return buckets != null;
    }

    /** What was expected has come. */
    public void settle() {
        buckets = null;
    }
}
