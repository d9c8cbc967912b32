package hotseat.crdt.update;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One update, or some in a row, as {@link UpdateDecoder} leaves it; made to be reused, and nearly nothing until it is used. Row i of every
 * column is struct i; content stays in the bytes.
 *
 * <p>Promised: clocks of a block are contiguous and end at most at 2^31 − 1, no length is 0, no client has two blocks in one update, an id of
 * the own client lies before the struct, every value and string is well-formed.
 */
public final class StructTable {
    /** In a client column: no such id. */
    public static final long NO_CLIENT = -1;

    static final int NO_PARENT = -1;

    /** What an empty table is made of: every document holds two, which mostly stay so. */
    private static final int[] NO_INTS = {};

    private static final long[] NO_LONGS = {};
    private static final byte[] NO_BYTES = {};
    private static final @Nullable String[] NO_NAMES = {};

    private byte[] bytes = NO_BYTES;

    private int blocks;
    private boolean blocksInOrder = true;
    private long[] blockClient = NO_LONGS;
    /** Block i has the rows {@code [blockStart[i], blockStart[i + 1])}. */
    private int[] blockStart = new int[1];

    /** The columns of the structs: {@link UpdateDecoder} writes them, others have the accessors. */
    int rows;

    byte[] info = NO_BYTES;
    int[] clock = NO_INTS;
    int[] length = NO_INTS;
    long[] originClient = NO_LONGS;
    int[] originClock = NO_INTS;
    long[] rightClient = NO_LONGS;
    int[] rightClock = NO_INTS;
    /** Of a struct without origins: row of the parent columns, or {@link #NO_PARENT}. */
    int[] parent = NO_INTS;

    int[] from = NO_INTS;
    int[] body = NO_INTS;
    int[] content = NO_INTS;
    int[] end = NO_INTS;
    /** Of an any-value. */
    int[] profile = NO_INTS;

    /** Units of all strings. */
    int textUnits;

    /** The parents that structs state. They are few: the others have the parent of their origin. */
    private int parents;

    private long[] parentClient = NO_LONGS;
    private int[] parentClock = NO_INTS;
    private @Nullable String[] parentName = NO_NAMES;
    private @Nullable String[] key = NO_NAMES;
    /** Names repeat; the same object makes looking them up cheap. */
    private @Nullable String lastRoot;

    private boolean hasEmptyRange;
    private int ranges;
    private long[] rangeClient = NO_LONGS;
    private int[] rangeStart = NO_INTS;
    private int[] rangeEnd = NO_INTS;

    /** An empty table. */
    public StructTable() {}

    void clear(byte[] newBytes) {
        bytes = newBytes;
        blocks = 0;
        blocksInOrder = true;
        rows = 0;
        textUnits = 0;
        parents = 0;
        ranges = 0;
        hasEmptyRange = false;
    }

    /** Makes room for rows. */
    void reserve(int more) {
        int needed = rows + more;
        if (needed <= info.length) return;
        int capacity = Math.max(needed, info.length * 2);
        info = Arrays.copyOf(info, capacity);
        clock = Arrays.copyOf(clock, capacity);
        length = Arrays.copyOf(length, capacity);
        originClient = Arrays.copyOf(originClient, capacity);
        originClock = Arrays.copyOf(originClock, capacity);
        rightClient = Arrays.copyOf(rightClient, capacity);
        rightClock = Arrays.copyOf(rightClock, capacity);
        parent = Arrays.copyOf(parent, capacity);
        from = Arrays.copyOf(from, capacity);
        body = Arrays.copyOf(body, capacity);
        content = Arrays.copyOf(content, capacity);
        end = Arrays.copyOf(end, capacity);
        profile = Arrays.copyOf(profile, capacity);
    }

    /** The rows behind the last block are one, of this client. */
    void addBlock(long client) {
        if (blocks == blockClient.length) {
            int capacity = blocks * 2 + 1;
            blockClient = Arrays.copyOf(blockClient, capacity);
            blockStart = Arrays.copyOf(blockStart, capacity + 1);
        }
        blocksInOrder &= blocks == 0 || client < blockClient[blocks - 1];
        blockClient[blocks++] = client;
        blockStart[blocks] = rows;
    }

    /** A root, which has a name, or the type of an item, which has a client and a clock. Returns its row. */
    int addParent(@Nullable String name, long ofClient, int ofClock, @Nullable String keyInIt) {
        if (parents == parentClient.length) {
            int capacity = parents * 2 + 1;
            parentClient = Arrays.copyOf(parentClient, capacity);
            parentClock = Arrays.copyOf(parentClock, capacity);
            parentName = Arrays.copyOf(parentName, capacity);
            key = Arrays.copyOf(key, capacity);
        }
        if (name != null && !name.equals(lastRoot)) lastRoot = name;
        parentName[parents] = name == null ? null : lastRoot;
        parentClient[parents] = ofClient;
        parentClock[parents] = ofClock;
        key[parents] = keyInIt;
        return parents++;
    }

    /** A range of no units is dropped. */
    void addRange(long client, int start, int rangeEndExclusive) {
        if (start == rangeEndExclusive) {
            hasEmptyRange = true;
            return;
        }
        if (ranges == rangeClient.length) {
            int capacity = ranges * 2 + 1;
            rangeClient = Arrays.copyOf(rangeClient, capacity);
            rangeStart = Arrays.copyOf(rangeStart, capacity);
            rangeEnd = Arrays.copyOf(rangeEnd, capacity);
        }
        rangeClient[ranges] = client;
        rangeStart[ranges] = start;
        rangeEnd[ranges++] = rangeEndExclusive;
    }

    /** Structs or ranges that there is memory for, so that a table grown by one large update need not be kept. */
    public int capacity() {
        return Math.max(info.length, rangeClient.length);
    }

    public byte[] bytes() {
        return bytes;
    }

    public int blocks() {
        return blocks;
    }

    /** Whether blocks are as writers write them: clients descending. {@link #blockOf} is cheap then. */
    public boolean blocksInOrder() {
        return blocksInOrder;
    }

    /** The block of a client, -1 where it has none. */
    public int blockOf(long client) {
        if (!blocksInOrder) {
            for (int block = 0; block < blocks; block++) if (blockClient[block] == client) return block;
            return -1;
        }
        int low = 0;
        int high = blocks - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (blockClient[middle] == client) return middle;
            if (blockClient[middle] > client) low = middle + 1;
            else high = middle - 1;
        }
        return -1;
    }

    public long blockClient(int block) {
        return blockClient[block];
    }

    /** First row of the block; its last one is before the first of the next block. */
    public int blockStart(int block) {
        return blockStart[block];
    }

    public int blockEnd(int block) {
        return blockStart[block + 1];
    }

    public int rows() {
        return rows;
    }

    /** Units of all strings together. */
    public int textUnits() {
        return textUnits;
    }

    public int kind(int row) {
        return info[row] & Content.KIND_BITS;
    }

    public boolean keyed(int row) {
        return (info[row] & Content.HAS_KEY) != 0;
    }

    public int clock(int row) {
        return clock[row];
    }

    public int length(int row) {
        return length[row];
    }

    public long originClient(int row) {
        return originClient[row];
    }

    public int originClock(int row) {
        return originClock[row];
    }

    public long rightClient(int row) {
        return rightClient[row];
    }

    public int rightClock(int row) {
        return rightClock[row];
    }

    private int parent(int row) {
        return (info[row] & Content.HAS_ORIGINS) == 0 ? parent[row] : NO_PARENT;
    }

    /** Client of the item that holds the parent type, or {@link #NO_CLIENT}. */
    public long parentClient(int row) {
        int stated = parent(row);
        return stated == NO_PARENT ? NO_CLIENT : parentClient[stated];
    }

    public int parentClock(int row) {
        return parentClock[parent(row)];
    }

    /** Name of the root that is the parent, or null. */
    public @Nullable String parentName(int row) {
        int stated = parent(row);
        return stated == NO_PARENT ? null : parentName[stated];
    }

    /** The key where the struct states it, or null: a keyed struct with an origin has the key of its neighbour. */
    public @Nullable String key(int row) {
        int stated = parent(row);
        return stated == NO_PARENT ? null : key[stated];
    }

    /** Where the struct starts in {@link #bytes}. */
    public int from(int row) {
        return from[row];
    }

    /** Where the ids and the parent end, and the length of a string or the count of values starts. */
    int body(int row) {
        return body[row];
    }

    /** Where the content starts: behind the length of a string and the count of values. */
    public int content(int row) {
        return content[row];
    }

    /** Where the struct and its content end. */
    public int end(int row) {
        return end[row];
    }

    /** Depth of the deepest any-value, or more than any depth if one has a forbidden key. */
    public int valueProfile(int row) {
        return kind(row) == Content.ANY ? profile[row] : 0;
    }

    /** Whether the ranges are as writers write them: clients descending, ranges ascending and disjoint. */
    public boolean rangesInOrder() {
        for (int i = 1; i < ranges; i++) {
            boolean inOrder = rangeClient[i] == rangeClient[i - 1]
                    ? rangeStart[i] >= rangeEnd[i - 1]
                    : rangeClient[i] < rangeClient[i - 1];
            if (!inOrder) return false;
        }
        return true;
    }

    /** Whether there were ranges of no units. They say nothing, but yjs fails on one of a client that it does not know. */
    public boolean hasEmptyRange() {
        return hasEmptyRange;
    }

    /** All ranges in normal form. */
    public IdSet deleteSet() {
        var set = new IdSet.Builder();
        for (int i = 0; i < ranges; i++) set.add(rangeClient[i], rangeStart[i], rangeEnd[i]);
        return set.build();
    }

    public int ranges() {
        return ranges;
    }

    public long rangeClient(int range) {
        return rangeClient[range];
    }

    public int rangeStart(int range) {
        return rangeStart[range];
    }

    /** Exclusive. */
    public int rangeEnd(int range) {
        return rangeEnd[range];
    }
}
