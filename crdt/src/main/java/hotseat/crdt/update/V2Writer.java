package hotseat.crdt.update;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.JsonAny;

/** A decoded update as one in V2, to the byte as yjs writes it; the layout is with {@link V2Reader}. */
final class V2Writer {
    private final StructTable table;
    private final V2Columns.DiffWriter keyClock = new V2Columns.DiffWriter();
    private final V2Columns.OptRleWriter client = new V2Columns.OptRleWriter();
    private final V2Columns.DiffWriter leftClock = new V2Columns.DiffWriter();
    private final V2Columns.DiffWriter rightClock = new V2Columns.DiffWriter();
    private final V2Columns.RleWriter info = new V2Columns.RleWriter();
    private final V2Columns.StringWriter strings = new V2Columns.StringWriter();
    private final V2Columns.RleWriter parentInfo = new V2Columns.RleWriter();
    private final V2Columns.OptRleWriter typeRef = new V2Columns.OptRleWriter();
    private final V2Columns.OptRleWriter length = new V2Columns.OptRleWriter();
    private final ByteWriter rest = new ByteWriter();
    private int keys;

    private V2Writer(StructTable table) {
        this.table = table;
    }

    static byte[] write(StructTable table) {
        return new V2Writer(table).write();
    }

    private byte[] write() {
        rest.varUint(table.blocks());
        for (int block = 0; block < table.blocks(); block++) {
            int from = table.blockStart(block);
            int to = table.blockEnd(block);
            rest.varUint(to - from);
            client.add(table.blockClient(block));
            rest.varUint(from < to ? table.clock(from) : 0);
            for (int row = from; row < to; row++) struct(row);
        }
        deleteSet();
        var out = new ByteWriter(table.bytes().length).uint8(0);
        out.bytes(keyClock.toByteArray()).bytes(client.toByteArray()).bytes(leftClock.toByteArray());
        out.bytes(rightClock.toByteArray()).bytes(info.toByteArray()).bytes(strings.toByteArray());
        out.bytes(parentInfo.toByteArray()).bytes(typeRef.toByteArray()).bytes(length.toByteArray());
        return out.append(rest).toByteArray();
    }

    private void struct(int row) {
        byte[] bytes = table.bytes();
        int kind = table.kind(row);
        info.add(bytes[table.from(row)] & 0xff);
        if (kind == Content.GC) {
            length.add(table.length(row));
            return;
        }
        if (kind == Content.SKIP) {
            rest.varUint(table.length(row));
            return;
        }
        boolean hasOrigin = table.originClient(row) != StructTable.NO_CLIENT;
        boolean hasRightOrigin = table.rightClient(row) != StructTable.NO_CLIENT;
        if (hasOrigin) {
            client.add(table.originClient(row));
            leftClock.add(table.originClock(row));
        }
        if (hasRightOrigin) {
            client.add(table.rightClient(row));
            rightClock.add(table.rightClock(row));
        }
        if (!hasOrigin && !hasRightOrigin) {
            var root = table.parentName(row);
            parentInfo.add(root != null ? 1 : 0);
            if (root != null) {
                strings.add(root);
            } else {
                client.add(table.parentClient(row));
                leftClock.add(table.parentClock(row));
            }
            var key = table.key(row);
            if (key != null) strings.add(key);
        }
        content(row, kind, new ByteReader(bytes, table.body(row), table.end(row)));
    }

    private void content(int row, int kind, ByteReader in) {
        switch (kind) {
            case Content.DELETED -> length.add(table.length(row));
            case Content.JSON -> {
                length.add(in.varUint());
                while (in.remaining() > 0) strings.add(in.varString());
            }
            case Content.ANY -> {
                length.add(in.varUint());
                rest.raw(table.bytes(), in.position(), in.remaining());
            }
            case Content.BINARY -> rest.raw(table.bytes(), in.position(), in.remaining());
            case Content.STRING -> strings.add(in.varString());
            case Content.EMBED -> JsonAny.toAny(in.varString(), rest);
            case Content.FORMAT -> {
                key(in.varString());
                JsonAny.toAny(in.varString(), rest);
            }
            case Content.TYPE -> {
                long ref = in.varUint();
                typeRef.add(ref);
                if (Content.isNamed(ref)) key(in.varString());
            }
            case Content.DOC -> {
                strings.add(in.varString());
                rest.raw(table.bytes(), in.position(), in.remaining());
            }
            default -> throw new IllegalStateException("a decoded struct of kind " + kind);
        }
    }

    /** Keys are numbered; like yjs we never use a number twice. */
    private void key(String key) {
        keyClock.add(keys++);
        strings.add(key);
    }

    private void deleteSet() {
        var set = table.deleteSet();
        rest.varUint(set.clients());
        for (int i = 0; i < set.size(); ) {
            int next = set.nextClient(i);
            rest.varUint(set.client(i)).varUint(next - i);
            int clock = 0;
            for (; i < next; i++) {
                rest.varUint(set.start(i) - clock).varUint(set.end(i) - set.start(i) - 1);
                clock = set.end(i);
            }
        }
    }
}
