package hotseat.crdt.update;

import hotseat.crdt.codec.AnyValue;
import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.JsonAny;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.ArrayList;
import java.util.List;

/**
 * An update in V2 as one in V1. V2 has the grammar of V1 ({@link UpdateDecoder}), its fields are spread over slices of their own:
 *
 * <pre>
 * updateV2 := 00, varBuffer × { keyClock, client, leftClock, rightClock, info, strings, parentInfo, typeRef, len }, rest
 * </pre>
 *
 * What comes out is well-formed only as far as it was looked at: {@link UpdateDecoder} checks it.
 */
final class V2Reader {
    private final byte[] update;
    private final int bytesMax;
    private final ByteReader rest;
    private final V2Columns.OptRleReader client;
    private final V2Columns.DiffReader keyClock;
    private final V2Columns.DiffReader leftClock;
    private final V2Columns.DiffReader rightClock;
    private final V2Columns.RleReader info;
    private final V2Columns.StringReader strings;
    private final V2Columns.RleReader parentInfo;
    private final V2Columns.OptRleReader typeRef;
    private final V2Columns.OptRleReader length;
    private final List<String> keys = new ArrayList<>();
    private final ByteWriter out;

    private V2Reader(byte[] update, int bytesMax) {
        this.update = update;
        this.bytesMax = bytesMax;
        rest = new ByteReader(update);
        if (rest.uint8() != 0) throw RejectedUpdate.malformed("not an update in V2", 0);
        keyClock = new V2Columns.DiffReader(slice());
        client = new V2Columns.OptRleReader(slice());
        leftClock = new V2Columns.DiffReader(slice());
        rightClock = new V2Columns.DiffReader(slice());
        info = new V2Columns.RleReader(slice());
        strings = new V2Columns.StringReader(slice());
        parentInfo = new V2Columns.RleReader(slice());
        typeRef = new V2Columns.OptRleReader(slice());
        length = new V2Columns.OptRleReader(slice());
        out = new ByteWriter(update.length * 2);
    }

    /** Throws {@link RejectedUpdate}, also if the update in V1 had more than {@code bytesMax} bytes. */
    static byte[] toV1(byte[] updateV2, int bytesMax) {
        return new V2Reader(updateV2, bytesMax).read();
    }

    private ByteReader slice() {
        int size = rest.skipBytes();
        return new ByteReader(update, rest.position() - size, rest.position());
    }

    private byte[] read() {
        int clients = rest.count(2, "number of clients");
        out.varUint(clients);
        for (int i = 0; i < clients; i++) {
            // Structs may take no byte of their own, so only the size of the result bounds their number.
            int structs = rest.varUint(bytesMax, "number of structs");
            out.varUint(structs).varUint(client.next()).varUint(rest.varUint());
            for (int j = 0; j < structs; j++) struct();
        }
        deleteSet();
        rest.expectEnd();
        return out.toByteArray();
    }

    private void struct() {
        checkSize();
        int infoByte = info.next();
        int kind = infoByte & Content.KIND_BITS;
        out.uint8(infoByte);
        if (kind == Content.GC) {
            out.varUint(length.next());
            return;
        }
        if (kind == Content.SKIP) {
            out.varUint(rest.varUint());
            return;
        }
        if ((infoByte & Content.HAS_ORIGIN) != 0) out.varUint(client.next()).varUint(leftClock.next());
        if ((infoByte & Content.HAS_RIGHT_ORIGIN) != 0)
            out.varUint(client.next()).varUint(rightClock.next());
        if ((infoByte & Content.HAS_ORIGINS) == 0) {
            int isRoot = parentInfo.next();
            out.uint8(isRoot);
            if (isRoot == 1) out.varString(strings.next());
            else out.varUint(client.next()).varUint(leftClock.next());
            if ((infoByte & Content.HAS_KEY) != 0) out.varString(strings.next());
        }
        content(kind);
    }

    private void checkSize() {
        if (out.size() > bytesMax)
            throw new RejectedUpdate(Reason.TOO_LARGE, "update is too large in V1", out.size(), bytesMax, -1);
    }

    private void content(int kind) {
        switch (kind) {
            case Content.DELETED -> out.varUint(length.next());
            case Content.JSON -> {
                long n = length.next();
                out.varUint(n);
                for (long i = 0; i < n; i++) {
                    checkSize();
                    out.varString(strings.next());
                }
            }
            case Content.BINARY -> {
                int size = rest.skipBytes();
                out.varUint(size).raw(update, rest.position() - size, size);
            }
            case Content.STRING -> out.varString(strings.next());
            case Content.EMBED -> json();
            case Content.FORMAT -> {
                out.varString(key());
                json();
            }
            case Content.TYPE -> {
                long ref = typeRef.next();
                out.varUint(ref);
                if (Content.isNamed(ref)) out.varString(key());
            }
            case Content.ANY -> {
                long n = length.next();
                out.varUint(n);
                for (long i = 0; i < n; i++) any();
            }
            case Content.DOC -> {
                out.varString(strings.next());
                any();
            }
            default -> throw new RejectedUpdate(Reason.MALFORMED, "unknown kind of content", kind, Content.SKIP, -1);
        }
    }

    private String key() {
        long number = keyClock.next();
        if (number < keys.size()) return keys.get((int) number);
        String key = strings.next();
        keys.add(key);
        return key;
    }

    private void any() {
        int from = rest.position();
        AnyValue.skip(rest, Updates.LIMITS.anyDepth());
        out.raw(update, from, rest.position() - from);
    }

    /** A value that V1 has as JSON text. */
    private void json() {
        int from = rest.position();
        AnyValue.skip(rest, Updates.LIMITS.anyDepth());
        out.varString(JsonAny.toJson(new ByteReader(update, from, rest.position())));
    }

    private void deleteSet() {
        int clients = rest.count(2, "number of clients in the delete set");
        out.varUint(clients);
        for (int i = 0; i < clients; i++) {
            out.varUint(rest.varUint());
            int ranges = rest.count(2, "number of ranges");
            out.varUint(ranges);
            long clock = 0;
            for (int j = 0; j < ranges; j++) {
                clock += rest.varUint(Integer.MAX_VALUE, "clock");
                long units = rest.varUint(Integer.MAX_VALUE - 1, "length") + 1L;
                out.varUint(clock).varUint(units);
                clock += units;
            }
        }
    }
}
