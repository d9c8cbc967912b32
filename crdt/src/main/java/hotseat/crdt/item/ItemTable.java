package hotseat.crdt.item;

import hotseat.crdt.update.Content;
import java.util.Arrays;

/**
 * Row i of every column is item i; a struct that was collected (kind GC) has only client, clock, length and kind. Rows of merged items
 * are reused. Lengths are positive; links are mutual; units of an item are {@code [clock, clock + length)}.
 */
final class ItemTable {
    /** In every int column: nothing there. */
    static final int NONE = -1;

    private static final byte DELETED = 1;
    private static final byte KEYED = 2;

    int[] client = new int[16];
    int[] clock = new int[16];
    int[] length = new int[16];
    /** Neighbours in the list of the parent, or in the chain of the key. */
    int[] left = new int[16];

    int[] right = new int[16];
    /** Dense index of the client of the origin. */
    int[] originClient = new int[16];

    int[] originClock = new int[16];
    int[] rightClient = new int[16];
    int[] rightClock = new int[16];
    /** Row of the type table; of a keyed item the row of its chain. */
    int[] parent = new int[16];
    /** String: offset in the text arena; Type: row of the type table; other kinds with bytes: offset in the byte arena. */
    int[] content = new int[16];
    /** String: units reserved in the text arena, at least the length; other kinds with bytes: how many. */
    int[] extent = new int[16];

    byte[] kind = new byte[16];
    private byte[] flags = new byte[16];

    private int size;
    private int free = NONE;
    private int live;

    /** Rows ever used; some are free. */
    int size() {
        return size;
    }

    /** Items and collected structs. */
    int live() {
        return live;
    }

    int capacity() {
        return kind.length;
    }

    int add() {
        int item = free;
        if (item == NONE) {
            if (size == kind.length) grow(size + (size >> 1) + 16);
            item = size++;
        } else {
            free = right[item];
        }
        live++;
        flags[item] = 0;
        return item;
    }

    void remove(int item) {
        right[item] = free;
        left[item] = NONE;
        length[item] = 0;
        free = item;
        live--;
    }

    void reserve(int more) {
        if (size + more > kind.length) grow(Math.max(size + more, size + (size >> 1)));
    }

    private void grow(int capacity) {
        client = Arrays.copyOf(client, capacity);
        clock = Arrays.copyOf(clock, capacity);
        length = Arrays.copyOf(length, capacity);
        left = Arrays.copyOf(left, capacity);
        right = Arrays.copyOf(right, capacity);
        originClient = Arrays.copyOf(originClient, capacity);
        originClock = Arrays.copyOf(originClock, capacity);
        rightClient = Arrays.copyOf(rightClient, capacity);
        rightClock = Arrays.copyOf(rightClock, capacity);
        parent = Arrays.copyOf(parent, capacity);
        content = Arrays.copyOf(content, capacity);
        extent = Arrays.copyOf(extent, capacity);
        kind = Arrays.copyOf(kind, capacity);
        flags = Arrays.copyOf(flags, capacity);
    }

    int end(int item) {
        return clock[item] + length[item];
    }

    boolean deleted(int item) {
        return (flags[item] & DELETED) != 0;
    }

    void markDeleted(int item, boolean deleted) {
        flags[item] = (byte) (deleted ? flags[item] | DELETED : flags[item] & ~DELETED);
    }

    boolean keyed(int item) {
        return (flags[item] & KEYED) != 0;
    }

    void markKeyed(int item) {
        flags[item] |= KEYED;
    }

    void copyFlags(int from, int to) {
        flags[to] = flags[from];
    }

    boolean sameOrigin(int a, int b) {
        return originClient[a] == originClient[b] && (originClient[a] == NONE || originClock[a] == originClock[b]);
    }

    boolean sameRightOrigin(int a, int b) {
        return rightClient[a] == rightClient[b] && (rightClient[a] == NONE || rightClock[a] == rightClock[b]);
    }

    /** Units that count for the length of the parent: none of a keyed, deleted or uncountable item. */
    int visible(int item) {
        return flags[item] == 0 && Content.countable(kind[item]) ? length[item] : 0;
    }

    boolean isFree(int item) {
        return length[item] == 0;
    }
}
