package hotseat.crdt.update;

import hotseat.crdt.codec.AnyValue;
import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.Growth;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.Arrays;
import java.util.List;

/**
 * Update bytes (V1) into the columns of a {@link StructTable}, with every check that they alone allow.
 *
 * <pre>
 * update      := varUint nClients, nClients × clientBlock, deleteSet
 * clientBlock := varUint nStructs, varUint client, varUint firstClock, nStructs × struct
 * struct      := 00 varUint length | 0a varUint length                                      (GC, Skip)
 *              | info, [origin id], [right origin id], [parent, [varString key]], content   (parent only without both origins)
 * deleteSet   := as in {@link IdSet}
 * </pre>
 *
 * All methods throw {@link RejectedUpdate}; what is in the table is then unspecified, and it can be decoded into again.
 */
public final class UpdateDecoder {
    private static final int CLOCK_MAX = Integer.MAX_VALUE;

    private UpdateDecoder() {}

    /** Replaces what is in the table. */
    public static void decode(byte[] update, DecodeLimits limits, StructTable table) {
        table.clear(update);
        decode(0, update.length, limits, table);
    }

    /** As {@link #decode} with the updates one behind the other, each within the limits: a client may then have a block in each of them. */
    static void decode(List<byte[]> updates, DecodeLimits limits, StructTable table) {
        long size = 0;
        for (byte[] update : updates) size += update.length;
        if (size > Growth.ARRAY_MAX)
            throw new RejectedUpdate(Reason.TOO_LARGE, "updates have too many bytes", size, Growth.ARRAY_MAX, -1);
        byte[] all = new byte[(int) size];
        table.clear(all);
        int start = 0;
        for (byte[] update : updates) {
            System.arraycopy(update, 0, all, start, update.length);
            start += update.length;
        }
        start = 0;
        for (byte[] update : updates) decode(start, start += update.length, limits, table);
    }

    private static void decode(int start, int end, DecodeLimits limits, StructTable table) {
        if (end - start > limits.bytes())
            throw new RejectedUpdate(limits.full(), "update has too many bytes", end - start, limits.bytes(), -1);
        var in = new ByteReader(table.bytes(), start, end);
        int firstBlock = table.blocks();
        int clients = in.count(3, "number of clients");
        for (int i = 0; i < clients; i++) decodeBlock(in, limits, table);
        if (clients > 1) refuseRepeatedClients(table, firstBlock);
        decodeDeleteSet(in, limits, table);
        in.expectEnd();
    }

    /** Replaces what is in the table by one struct that {@link StructWriter#write} wrote before. */
    public static void decodeStruct(byte[] struct, long client, int clock, DecodeLimits limits, StructTable table) {
        table.clear(struct);
        table.reserve(1);
        decodeStruct(new ByteReader(struct), client, clock, limits, table);
        table.addBlock(client);
    }

    private static void decodeBlock(ByteReader in, DecodeLimits limits, StructTable table) {
        int at = in.position();
        int structs = in.count(2, "number of structs");
        if (structs > limits.structs() - table.rows)
            throw new RejectedUpdate(
                    limits.full(), "update has too many structs", (long) table.rows + structs, limits.structs(), at);
        long client = in.varUint();
        int next = in.varUint(CLOCK_MAX, "clock");
        table.reserve(structs);
        for (int i = 0; i < structs; i++) next = decodeStruct(in, client, next, limits, table);
        table.addBlock(client);
    }

    private static void refuseRepeatedClients(StructTable table, int firstBlock) {
        if (table.blocksInOrder()) return;
        long[] clients = new long[table.blocks() - firstBlock];
        for (int i = 0; i < clients.length; i++) clients[i] = table.blockClient(firstBlock + i);
        Arrays.sort(clients);
        for (int i = 1; i < clients.length; i++) {
            if (clients[i] == clients[i - 1])
                throw new RejectedUpdate(Reason.MALFORMED, "client has two blocks in one update", clients[i], 0, -1);
        }
    }

    /** Returns the clock behind the struct. */
    private static int decodeStruct(ByteReader in, long client, int clock, DecodeLimits limits, StructTable table) {
        int row = table.rows;
        int start = in.position();
        int info = in.uint8();
        int kind = info & Content.KIND_BITS;
        table.from[row] = start;
        table.info[row] = (byte) info;
        table.clock[row] = clock;
        int units;
        if (kind == Content.GC || kind == Content.SKIP) {
            if (info != kind) throw RejectedUpdate.malformed("flags on a struct that has none", start);
            table.originClient[row] = StructTable.NO_CLIENT;
            table.rightClient[row] = StructTable.NO_CLIENT;
            table.parent[row] = StructTable.NO_PARENT;
            table.body[row] = table.content[row] = in.position();
            units = in.varUint(CLOCK_MAX, "length");
        } else {
            decodeNeighbours(in, row, info, client, clock, table);
            units = decodeContent(in, row, kind, limits, table);
        }
        if (units == 0) throw RejectedUpdate.malformed("struct without units", start);
        if (units > CLOCK_MAX - clock)
            throw new RejectedUpdate(Reason.MALFORMED, "clock too large", (long) clock + units, CLOCK_MAX, start);
        table.length[row] = units;
        table.end[row] = in.position();
        table.rows = row + 1;
        return clock + units;
    }

    private static void decodeNeighbours(ByteReader in, int row, int info, long client, int clock, StructTable table) {
        long origin = StructTable.NO_CLIENT;
        if ((info & Content.HAS_ORIGIN) != 0) {
            origin = in.varUint();
            table.originClock[row] = dependency(in, origin, client, clock);
        }
        table.originClient[row] = origin;
        long right = StructTable.NO_CLIENT;
        if ((info & Content.HAS_RIGHT_ORIGIN) != 0) {
            right = in.varUint();
            table.rightClock[row] = dependency(in, right, client, clock);
        }
        table.rightClient[row] = right;
        if ((info & Content.HAS_ORIGINS) == 0)
            table.parent[row] = decodeParent(in, (info & Content.HAS_KEY) != 0, client, clock, table);
    }

    /** Returns its row in the parent columns. */
    private static int decodeParent(ByteReader in, boolean keyed, long client, int clock, StructTable table) {
        boolean isRoot = in.varUint(1, "parent flag") == 1;
        var name = isRoot ? in.varString() : null;
        long ofClient = isRoot ? StructTable.NO_CLIENT : in.varUint();
        int ofClock = isRoot ? 0 : dependency(in, ofClient, client, clock);
        return table.addParent(name, ofClient, ofClock, keyed ? in.varString() : null);
    }

    /** Clock of an id; one of the own client must already exist, or the struct would wait for itself. */
    private static int dependency(ByteReader in, long ofClient, long client, int clock) {
        int at = in.position();
        int ofClock = in.varUint(CLOCK_MAX - 1, "clock");
        if (ofClient == client && ofClock >= clock)
            throw new RejectedUpdate(Reason.MALFORMED, "struct refers to itself or to a later one", ofClock, clock, at);
        return ofClock;
    }

    /** Returns the length in units. */
    private static int decodeContent(ByteReader in, int row, int kind, DecodeLimits limits, StructTable table) {
        table.body[row] = table.content[row] = in.position();
        switch (kind) {
            case Content.DELETED -> {
                return in.varUint(CLOCK_MAX, "length");
            }
            case Content.STRING -> {
                int byteLength = in.skipBytes();
                table.content[row] = in.position() - byteLength;
                int units = in.unitsBefore(byteLength);
                table.textUnits += units;
                return units;
            }
            case Content.ANY -> {
                int n = in.count(1, "number of values");
                table.content[row] = in.position();
                int deepest = 0;
                for (int i = 0; i < n; i++) deepest = Math.max(deepest, AnyValue.skip(in, limits.anyDepth()));
                table.profile[row] = deepest;
                return n;
            }
            case Content.JSON -> {
                int n = in.count(1, "number of values");
                table.content[row] = in.position();
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
                if (Content.isNamed(ref)) in.skipString();
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

    private static void decodeDeleteSet(ByteReader in, DecodeLimits limits, StructTable table) {
        int clients = in.count(2, "number of clients in the delete set");
        int seen = 0;
        for (int i = 0; i < clients; i++) {
            long client = in.varUint();
            int n = in.count(2, "number of ranges");
            seen += n;
            if (seen > limits.deleteRanges())
                throw new RejectedUpdate(
                        limits.full(), "delete set has too many ranges", seen, limits.deleteRanges(), in.position());
            for (int j = 0; j < n; j++) {
                int at = in.position();
                int start = in.varUint(CLOCK_MAX, "clock");
                int units = in.varUint(CLOCK_MAX, "length");
                if (units > CLOCK_MAX - start)
                    throw new RejectedUpdate(
                            Reason.MALFORMED, "delete range too long", (long) start + units, CLOCK_MAX, at);
                table.addRange(client, start, start + units);
            }
        }
    }
}
