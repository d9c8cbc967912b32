package hotseat.crdt.item;

import hotseat.crdt.update.Content;
import java.util.Arrays;

/**
 * Row i of every column is item i; a struct that was collected (kind GC) has only client, clock, length and kind. Rows of merged items
 * are reused.
 *
 * <pre>
 * client 0 typed "abc", then client 1 typed "X" behind the "a":      a X bc
 *
 * row   client clock length   left right   origin  right origin   kind     content
 *  0      0      0     1        –    2        –         –          STRING   "a"
 *  1      0      1     2        2    –      (0, 0)      –          STRING   "bc"   cut off row 0, which had all three units
 *  2      1      0     1        0    1      (0, 0)    (0, 1)       STRING   "X"
 * </pre>
 *
 * <p>Always, for a row that is in use:
 * <ul>
 *   <li>Its length is positive (that of a free row is 0), its units are {@code [clock, clock + length)}, and they end at most at 2^31 − 1.
 *   <li>{@code right[left[i]] == i} and {@code left[right[i]] == i} where there are such; both are in the same list or chain as i.
 *   <li>Its origin and right origin are ids, not rows: the items they are in are cut and merged, the ids stay true. They never change but for
 *       the right part of a cut, whose origin is the unit before it.
 *   <li>A struct of kind GC is deleted, linked to nothing, and in no list; one of kind DELETED is deleted and has its place.
 *   <li>Between transactions all that is deleted is of one of these two kinds: content of what is deleted goes at the end of each.
 * </ul>
 *
 * <p>Why columns: twelve numbers and a byte are 37 bytes of heap and no object, since six of the numbers nearly always need but two bytes
 * ({@link NarrowColumn}); walking a list touches two or three of the columns. The row numbers stay small, so they need half of what
 * references would, and the collector has nothing to follow.
 *
 * <p>Every access is a step into an array. {@link #add} is one, too, except where all columns grow by half: amortised it copies each row twice.
 */
public final class ItemTable {
    /** In every int column: nothing there. */
    public static final int NONE = -1;

    /**
     * Parts of a state.
     *
     * <pre>bits 0 … 3 kind of {@link Content}      bit 4 in the chain of a key, not in a list      bit 5 deleted</pre>
     */
    private static final int KIND = 0xf;

    private static final int KEYED = 0x10;
    private static final int DELETED = 0x20;

    /** Six numbers that need four bytes, and a state. */
    private static final int ROW_BYTES = 6 * Integer.BYTES + 1;

    /** Of an empty table. */
    private static final int CAPACITY = 16;

    /** Bit s is set where an item in state s counts for the length of its parent; a state is below 64, so that one long says it of all. */
    private static final long VISIBLE = visibleStates();

    /** Dense index of the client, see {@link Clients}; with the clock of the first unit this is the id of the item. */
    public final NarrowColumn client = new NarrowColumn(CAPACITY);

    public int[] clock = new int[CAPACITY];
    public final NarrowColumn length = new NarrowColumn(CAPACITY);
    /** Neighbours in the list of the parent, or in the chain of the key. */
    public int[] left = new int[CAPACITY];

    public int[] right = new int[CAPACITY];
    /** Dense index of the client of the origin. */
    public final NarrowColumn originClient = new NarrowColumn(CAPACITY);

    public int[] originClock = new int[CAPACITY];
    public final NarrowColumn rightClient = new NarrowColumn(CAPACITY);
    public int[] rightClock = new int[CAPACITY];
    /** Row of the type table; of a keyed item the row of its chain. */
    public final NarrowColumn parent = new NarrowColumn(CAPACITY);
    /** String: offset in the text arena; Type: row of the type table; other kinds with bytes: offset in the byte arena. */
    public int[] content = new int[CAPACITY];
    /** String: units reserved in the text arena, at least the length; other kinds with bytes: how many. */
    public final NarrowColumn extent = new NarrowColumn(CAPACITY);

    /**
     * Leaf of the {@link OrderIndex} of the list that the item is in; nothing where it has none. One column for all indexes, for no item is in
     * two lists; without length until {@link #indexed} is called.
     */
    int[] leaf = new int[0];

    /** Kind of content, and the flags; below 64. */
    private byte[] state = new byte[CAPACITY];

    private int size;
    /** First of the free rows, which are linked by {@link #right}. */
    private int free = NONE;

    private int live;

    /** Rows ever used; some are free. */
    public int size() {
        return size;
    }

    /** Items and collected structs. */
    public int live() {
        return live;
    }

    public int capacity() {
        return state.length;
    }

    /** A row without state. Its columns hold what they held before: who adds an item writes all that will be read. */
    public int add() {
        int item = free;
        if (item == NONE) {
            if (size == state.length) grow(size + (size >> 1) + 16);
            item = size++;
        } else {
            free = right[item];
        }
        live++;
        state[item] = 0;
        return item;
    }

    /** A row for the item without its first {@code units}, of which the last is its origin; links and content are the caller's. */
    int addPart(int item, int units) {
        int part = add();
        int author = client.get(item);
        int start = clock[item] + units;
        client.set(part, author);
        clock[part] = start;
        length.set(part, length.get(item) - units);
        state[part] = state[item];
        originClient.set(part, author);
        originClock[part] = start - 1;
        rightClient.set(part, rightClient.get(item));
        rightClock[part] = rightClock[item];
        parent.set(part, parent.get(item));
        return part;
    }

    /** The row is free from now on. Nothing may refer to it any more: no neighbour, no log, no leaf. */
    public void remove(int item) {
        right[item] = free;
        left[item] = NONE;
        length.set(item, 0);
        free = item;
        live--;
    }

    /** Grows at most once for the next so many items; of rows that are free nothing is known, so this may be too much. */
    public void reserve(int more) {
        if (size + more > state.length) grow(Math.max(size + more, size + (size >> 1)));
    }

    private void grow(int capacity) {
        client.grow(capacity);
        clock = Arrays.copyOf(clock, capacity);
        length.grow(capacity);
        left = Arrays.copyOf(left, capacity);
        right = Arrays.copyOf(right, capacity);
        originClient.grow(capacity);
        originClock = Arrays.copyOf(originClock, capacity);
        rightClient.grow(capacity);
        rightClock = Arrays.copyOf(rightClock, capacity);
        parent.grow(capacity);
        content = Arrays.copyOf(content, capacity);
        extent.grow(capacity);
        if (leaf.length > 0) leaf = Arrays.copyOf(leaf, capacity);
        state = Arrays.copyOf(state, capacity);
    }

    /** From now on there is a column of leaves. */
    void indexed() {
        if (leaf.length == 0) leaf = new int[capacity()];
    }

    /** Heap bytes, with the room that is left. */
    public long memory() {
        return capacity() * (long) ROW_BYTES
                + length.memory()
                + client.memory()
                + originClient.memory()
                + rightClient.memory()
                + parent.memory()
                + extent.memory()
                + 4L * leaf.length;
    }

    /** Clock behind the last unit. */
    public int end(int item) {
        return clock[item] + length.get(item);
    }

    public boolean contains(int item, int unit) {
        return clock[item] <= unit && unit < end(item);
    }

    /** Of {@link Content}. */
    public int kind(int item) {
        return state[item] & KIND;
    }

    public void setKind(int item, int kind) {
        state[item] = (byte) (state[item] & ~KIND | kind);
    }

    public boolean deleted(int item) {
        return (state[item] & DELETED) != 0;
    }

    public void markDeleted(int item, boolean deleted) {
        state[item] = (byte) (deleted ? state[item] | DELETED : state[item] & ~DELETED);
    }

    public boolean keyed(int item) {
        return (state[item] & KEYED) != 0;
    }

    public void markKeyed(int item) {
        state[item] |= KEYED;
    }

    /** Ids are compared, not items: an id stays true when the item that contains it is cut. Two items without one have the same. */
    public boolean sameOrigin(int a, int b) {
        int client = originClient.get(a);
        return client == originClient.get(b) && (client == NONE || originClock[a] == originClock[b]);
    }

    public boolean sameRightOrigin(int a, int b) {
        int client = rightClient.get(a);
        return client == rightClient.get(b) && (client == NONE || rightClock[a] == rightClock[b]);
    }

    /** Units that count for the length of the parent: none of a keyed, deleted or uncountable item. */
    public int visible(int item) {
        // Without a branch: who walks a list meets what is deleted and what is not in no order.
        return length.get(item) & -(int) (VISIBLE >>> state[item] & 1);
    }

    /** No item has a length of 0, so that free rows need no column. */
    public boolean isFree(int item) {
        return length.get(item) == 0;
    }

    private static long visibleStates() {
        long states = 0;
        for (int kind = 0; kind <= KIND; kind++) if (Content.countable(kind)) states |= 1L << kind;
        return states;
    }
}
