package hotseat.crdt.update;

import hotseat.crdt.codec.AnyValue;
import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One update (V1), or some in a row, completely decoded and checked; made to be reused. Row i of every column is struct i; content stays in the bytes.
 *
 * <pre>
 * update      := varUint nClients, nClients × clientBlock, deleteSet
 * clientBlock := varUint nStructs, varUint client, varUint firstClock, nStructs × struct
 * struct      := 00 varUint length | 0a varUint length                                      (GC, Skip)
 *              | info, [origin id], [right origin id], [parent, [varString key]], content   (parent only without both origins)
 * </pre>
 *
 * What a decoded table promises: clocks of a block are contiguous and end at most at 2^31 − 1, no length is 0, no client has two
 * blocks in one update, an id of the own client lies before the struct, every value and string is well-formed, no byte is left over.
 */
public final class StructTable {
    /** In a client column: no such id. */
    public static final long NO_CLIENT = -1;

    private static final int NO_PARENT = -1;
    private static final int HAS_ORIGINS = Content.HAS_ORIGIN | Content.HAS_RIGHT_ORIGIN;

    private static final int CLOCK_MAX = Integer.MAX_VALUE;
    /** The longest array that every JVM allocates. */
    private static final int BYTES_MAX = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[0];

    private int blocks;
    private long[] blockClient = new long[4];
    private int[] blockStart = new int[5];

    private int rows;
    private byte[] info = new byte[8];
    private int[] clock = new int[8];
    private int[] length = new int[8];
    private long[] originClient = new long[8];
    private int[] originClock = new int[8];
    private long[] rightClient = new long[8];
    private int[] rightClock = new int[8];
    /** Of a struct without origins: row of the parent columns, or {@link #NO_PARENT}. */
    private int[] parent = new int[8];

    private int[] from = new int[8];
    private int[] body = new int[8];
    private int[] content = new int[8];
    private int[] end = new int[8];
    /** Of an any-value. */
    private int[] profile = new int[8];

    /** The parents that structs state. They are few: the others have the parent of their origin. */
    private int parents;

    private long[] parentClient = new long[4];
    private int[] parentClock = new int[4];
    private @Nullable String[] parentName = new String[4];
    private @Nullable String[] key = new String[4];

    /** Units of all strings. */
    private int textUnits;

    private int ranges;
    private long[] rangeClient = new long[4];
    private int[] rangeStart = new int[4];
    private int[] rangeEnd = new int[4];

    private @Nullable String lastRoot;

    /** An empty table. */
    public StructTable() {}

    /** Replaces what is here. Throws {@link RejectedUpdate}; the table is then unspecified, and can be used again. */
    public void decode(byte[] update, DecodeLimits limits) {
        clear(update);
        decode(0, update.length, limits);
    }

    /** As {@link #decode} with the updates one behind the other, each within the limits: a client may then have a block in each of them. */
    void decode(List<byte[]> updates, DecodeLimits limits) {
        long size = 0;
        for (byte[] update : updates) size += update.length;
        if (size > BYTES_MAX)
            throw new RejectedUpdate(Reason.TOO_LARGE, "updates have too many bytes", size, BYTES_MAX, -1);
        byte[] all = new byte[(int) size];
        clear(all);
        int to = 0;
        for (byte[] update : updates) {
            System.arraycopy(update, 0, all, to, update.length);
            to += update.length;
        }
        to = 0;
        for (byte[] update : updates) decode(to, to += update.length, limits);
    }

    private void decode(int start, int behind, DecodeLimits limits) {
        if (behind - start > limits.bytes())
            throw new RejectedUpdate(Reason.TOO_LARGE, "update has too many bytes", behind - start, limits.bytes(), -1);
        int firstBlock = blocks;
        var in = new ByteReader(bytes, start, behind);
        int clients = in.count(3, "number of clients");
        for (int i = 0; i < clients; i++) decodeBlock(in, limits);
        if (clients > 1) refuseRepeatedClients(firstBlock);
        decodeDeleteSet(in, limits);
        in.expectEnd();
    }

    /** Replaces what is here by one struct that {@link StructWriter#write} wrote before. */
    public void decodeStruct(byte[] struct, long client, int atClock, DecodeLimits limits) {
        clear(struct);
        addBlock(client);
        decodeStruct(new ByteReader(struct), client, atClock, limits);
        blockStart[1] = 1;
    }

    private void clear(byte[] newBytes) {
        bytes = newBytes;
        blocks = 0;
        rows = 0;
        parents = 0;
        ranges = 0;
        textUnits = 0;
    }

    private void addBlock(long client) {
        if (blocks == blockClient.length) {
            blockClient = Arrays.copyOf(blockClient, blocks * 2);
            blockStart = Arrays.copyOf(blockStart, blocks * 2 + 1);
        }
        blockClient[blocks] = client;
        blockStart[blocks] = rows;
        blocks++;
    }

    private void decodeBlock(ByteReader in, DecodeLimits limits) {
        int at = in.position();
        int structs = in.count(2, "number of structs");
        if (structs > limits.structs() - rows)
            throw new RejectedUpdate(
                    Reason.TOO_LARGE, "update has too many structs", (long) rows + structs, limits.structs(), at);
        long client = in.varUint();
        int next = in.varUint(CLOCK_MAX, "clock");
        addBlock(client);
        reserve(structs);
        for (int i = 0; i < structs; i++) next = decodeStruct(in, client, next, limits);
        blockStart[blocks] = rows;
    }

    private void refuseRepeatedClients(int firstBlock) {
        boolean descending = true;
        for (int i = firstBlock + 1; i < blocks; i++) descending &= blockClient[i] < blockClient[i - 1];
        if (descending) return;
        long[] sorted = Arrays.copyOfRange(blockClient, firstBlock, blocks);
        Arrays.sort(sorted);
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1])
                throw new RejectedUpdate(Reason.MALFORMED, "client has two blocks in one update", sorted[i], 0, -1);
        }
    }

    /** Returns the clock behind the struct. */
    private int decodeStruct(ByteReader in, long client, int atClock, DecodeLimits limits) {
        int row = rows;
        int start = in.position();
        int infoByte = in.uint8();
        int kind = infoByte & Content.KIND_BITS;
        from[row] = start;
        info[row] = (byte) infoByte;
        clock[row] = atClock;
        int units;
        if (kind == Content.GC || kind == Content.SKIP) {
            if (infoByte != kind) throw RejectedUpdate.malformed("flags on a struct that has none", start);
            originClient[row] = NO_CLIENT;
            rightClient[row] = NO_CLIENT;
            parent[row] = NO_PARENT;
            body[row] = content[row] = in.position();
            units = in.varUint(CLOCK_MAX, "length");
        } else {
            decodeNeighbours(in, row, infoByte, client, atClock);
            units = decodeContent(in, row, kind, limits);
        }
        if (units == 0) throw RejectedUpdate.malformed("struct without units", start);
        if (units > CLOCK_MAX - atClock)
            throw new RejectedUpdate(Reason.MALFORMED, "clock too large", (long) atClock + units, CLOCK_MAX, start);
        length[row] = units;
        end[row] = in.position();
        rows = row + 1;
        return atClock + units;
    }

    private void decodeNeighbours(ByteReader in, int row, int infoByte, long client, int atClock) {
        long origin = NO_CLIENT;
        if ((infoByte & Content.HAS_ORIGIN) != 0) {
            origin = in.varUint();
            originClock[row] = dependency(in, origin, client, atClock);
        }
        originClient[row] = origin;
        long right = NO_CLIENT;
        if ((infoByte & Content.HAS_RIGHT_ORIGIN) != 0) {
            right = in.varUint();
            rightClock[row] = dependency(in, right, client, atClock);
        }
        rightClient[row] = right;
        if ((infoByte & HAS_ORIGINS) == 0) decodeParent(in, row, infoByte, client, atClock);
    }

    private void decodeParent(ByteReader in, int row, int infoByte, long client, int atClock) {
        if (parents == parentClient.length) {
            parentClient = Arrays.copyOf(parentClient, parents * 2);
            parentClock = Arrays.copyOf(parentClock, parents * 2);
            parentName = Arrays.copyOf(parentName, parents * 2);
            key = Arrays.copyOf(key, parents * 2);
        }
        int isRoot = in.varUint(1, "parent flag");
        long ofClient = isRoot == 1 ? NO_CLIENT : in.varUint();
        parentName[parents] = isRoot == 1 ? root(in.varString()) : null;
        parentClient[parents] = ofClient;
        parentClock[parents] = isRoot == 1 ? 0 : dependency(in, ofClient, client, atClock);
        key[parents] = (infoByte & Content.HAS_KEY) != 0 ? in.varString() : null;
        parent[row] = parents++;
    }

    /** Names repeat; the same object makes looking them up cheap. */
    private String root(String name) {
        String last = lastRoot;
        if (last != null && last.equals(name)) return last;
        lastRoot = name;
        return name;
    }

    /** Clock of an id; one of the own client must already exist, or the struct would wait for itself. */
    private static int dependency(ByteReader in, long ofClient, long client, int atClock) {
        int at = in.position();
        int clock = in.varUint(CLOCK_MAX - 1, "clock");
        if (ofClient == client && clock >= atClock)
            throw new RejectedUpdate(Reason.MALFORMED, "struct refers to itself or to a later one", clock, atClock, at);
        return clock;
    }

    /** Returns the length in units. */
    private int decodeContent(ByteReader in, int row, int kind, DecodeLimits limits) {
        body[row] = content[row] = in.position();
        switch (kind) {
            case Content.DELETED -> {
                return in.varUint(CLOCK_MAX, "length");
            }
            case Content.STRING -> {
                int byteLength = in.skipBytes();
                content[row] = in.position() - byteLength;
                int units = in.unitsBefore(byteLength);
                textUnits += units;
                return units;
            }
            case Content.ANY -> {
                int n = in.count(1, "number of values");
                content[row] = in.position();
                int deepest = 0;
                for (int i = 0; i < n; i++) deepest = Math.max(deepest, AnyValue.skip(in, limits.anyDepth()));
                profile[row] = deepest;
                return n;
            }
            case Content.JSON -> {
                int n = in.count(1, "number of values");
                content[row] = in.position();
                for (int i = 0; i < n; i++) in.skipJson(limits.anyDepth(), true);
                return n;
            }
            case Content.BINARY -> in.skipBytes();
            case Content.EMBED -> in.skipJson(limits.anyDepth(), false);
            case Content.FORMAT -> {
                in.skipString();
                in.skipJson(limits.anyDepth(), false);
            }
            case Content.TYPE -> {
                int ref = in.varUint(Content.TYPE_REF_MAX, "type reference");
                if (ref == Content.XML_ELEMENT || ref == Content.XML_HOOK) in.skipString();
            }
            case Content.DOC -> {
                in.skipString();
                AnyValue.skip(in, limits.anyDepth());
            }
            default ->
                throw new RejectedUpdate(
                        Reason.MALFORMED, "unknown kind of content", kind, Content.SKIP, in.position());
        }
        return 1;
    }

    private void decodeDeleteSet(ByteReader in, DecodeLimits limits) {
        int clients = in.count(2, "number of clients in the delete set");
        int seen = 0;
        for (int i = 0; i < clients; i++) {
            long client = in.varUint();
            int n = in.count(2, "number of ranges");
            seen += n;
            if (seen > limits.deleteRanges())
                throw new RejectedUpdate(
                        Reason.TOO_LARGE, "delete set has too many ranges", seen, limits.deleteRanges(), in.position());
            for (int j = 0; j < n; j++) {
                int at = in.position();
                int start = in.varUint(CLOCK_MAX, "clock");
                int units = in.varUint(CLOCK_MAX, "length");
                if (units > CLOCK_MAX - start)
                    throw new RejectedUpdate(
                            Reason.MALFORMED, "delete range too long", (long) start + units, CLOCK_MAX, at);
                if (units > 0) addRange(client, start, start + units);
            }
        }
    }

    private void addRange(long client, int start, int rangeEndExclusive) {
        if (ranges == rangeClient.length) {
            rangeClient = Arrays.copyOf(rangeClient, ranges * 2);
            rangeStart = Arrays.copyOf(rangeStart, ranges * 2);
            rangeEnd = Arrays.copyOf(rangeEnd, ranges * 2);
        }
        rangeClient[ranges] = client;
        rangeStart[ranges] = start;
        rangeEnd[ranges++] = rangeEndExclusive;
    }

    private void reserve(int more) {
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

    /** Rows of memory in use, so that a table grown by one large update need not be kept. */
    public int capacity() {
        return info.length;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int blocks() {
        return blocks;
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
        return (info[row] & HAS_ORIGINS) == 0 ? parent[row] : NO_PARENT;
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
