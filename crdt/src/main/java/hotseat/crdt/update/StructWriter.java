package hotseat.crdt.update;

import hotseat.crdt.codec.AnyValue;
import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Utf8;

/** Rows of a {@link StructTable} as structs (V1): whole, without their first units, or several as one. */
public final class StructWriter {
    private StructWriter() {}

    /** Writes the struct without its first {@code offset} units, which then are what it is right of. */
    public static void write(StructTable table, ByteWriter out, int row, long client, int offset) {
        if (offset == 0) {
            out.raw(table.bytes(), table.from(row), table.end(row) - table.from(row));
            return;
        }
        int kind = table.kind(row);
        int rest = table.length(row) - offset;
        if (kind == Content.GC || kind == Content.SKIP) {
            out.uint8(kind).varUint(rest);
            return;
        }
        if (!Content.joins(kind))
            throw new IllegalStateException("only content of several units is cut, not kind " + kind);
        writeHead(table, out, row, client, offset);
        out.varUint(tailSize(table, row, offset, rest));
        writeTail(table, out, row, offset);
    }

    /**
     * Writes the units {@code [starts[i], stops[i])} of some rows as one struct. They have one kind, and each is right of the last unit of
     * the one before with the same right origin: by definition that is what a struct of many units means. Only deleted units stop before their row.
     */
    static void writeJoined(
            StructTable table, ByteWriter out, int[] rows, int[] starts, int[] stops, int count, long client) {
        int kind = table.kind(rows[0]);
        if (kind == Content.GC) out.uint8(Content.GC);
        else writeHead(table, out, rows[0], client, starts[0] - table.clock(rows[0]));
        long size = 0;
        for (int i = 0; i < count; i++)
            size += tailSize(table, rows[i], starts[i] - table.clock(rows[i]), stops[i] - starts[i]);
        out.varUint(size);
        for (int i = 0; i < count; i++) writeTail(table, out, rows[i], starts[i] - table.clock(rows[i]));
    }

    /** Info, ids and parent. */
    private static void writeHead(StructTable table, ByteWriter out, int row, long client, int offset) {
        byte[] bytes = table.bytes();
        int from = table.from(row);
        if (offset == 0) {
            out.raw(bytes, from, table.body(row) - from);
            return;
        }
        out.uint8(bytes[from] & 0xff | Content.HAS_ORIGIN).varUint(client).varUint(table.clock(row) + offset - 1);
        if (table.rightClient(row) != StructTable.NO_CLIENT)
            out.varUint(table.rightClient(row)).varUint(table.rightClock(row));
    }

    /** What stands before {@code units} units of content: bytes of a string, else the units. */
    private static int tailSize(StructTable table, int row, int offset, int units) {
        return table.kind(row) == Content.STRING ? stringTailBytes(table, row, offset) : units;
    }

    /** Writes the content from unit {@code offset} on; deleted units have none. */
    private static void writeTail(StructTable table, ByteWriter out, int row, int offset) {
        switch (table.kind(row)) {
            case Content.STRING -> writeStringTail(table, out, row, offset);
            case Content.ANY, Content.JSON -> writeValuesTail(table, out, row, offset);
            default -> {}
        }
    }

    private static int stringTailBytes(StructTable table, int row, int offset) {
        int at = stringTail(table, row, offset);
        return at < 0 ? table.end(row) - ~at + 3 : table.end(row) - at;
    }

    private static void writeStringTail(StructTable table, ByteWriter out, int row, int offset) {
        int at = stringTail(table, row, offset);
        if (at < 0) {
            at = ~at;
            out.uint8(0xef).uint8(0xbf).uint8(0xbd);
        }
        out.raw(table.bytes(), at, table.end(row) - at);
    }

    /** Position of unit {@code offset}; negated ({@code ~}) behind a pair that is cut there, of which U+FFFD is left. */
    private static int stringTail(StructTable table, int row, int offset) {
        byte[] bytes = table.bytes();
        int at = table.content(row);
        int units = 0;
        while (units < offset) {
            int sequence = Utf8.length(bytes[at]);
            units += sequence == 4 ? 2 : 1;
            at += sequence;
        }
        return units > offset ? ~at : at;
    }

    private static void writeValuesTail(StructTable table, ByteWriter out, int row, int offset) {
        int at = skipValues(table.bytes(), table.content(row), table.end(row), table.kind(row), offset);
        out.raw(table.bytes(), at, table.end(row) - at);
    }

    /** Position behind the first {@code count} values of an Any or JSON content that was checked before. */
    public static int skipValues(byte[] bytes, int from, int end, int kind, int count) {
        var in = new ByteReader(bytes, from, end);
        for (int i = 0; i < count; i++) {
            if (kind == Content.ANY) AnyValue.skip(in, Integer.MAX_VALUE);
            else in.skipBytes();
        }
        return in.position();
    }
}
