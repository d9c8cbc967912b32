package hotseat.crdt.protocol;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.ArrayList;
import java.util.List;

/**
 * States of some clients. The JSON text is opaque here, {@code "null"} means that the client is gone.
 *
 * <pre>awarenessUpdate := varUint n, n × (varUint client, varUint clock, varString json)</pre>
 */
public record AwarenessUpdate(List<Entry> entries) {
    private static final String GONE = "null";

    /** A cursor has a depth of four. */
    private static final int JSON_DEPTH_MAX = 32;

    public record Entry(long client, int clock, String json) {
        public Entry {
            if (client < 0 || clock < 0) throw new IllegalArgumentException("client " + client + " at clock " + clock);
        }

        public boolean gone() {
            return json.strip().equals(GONE);
        }
    }

    public AwarenessUpdate {
        entries = List.copyOf(entries);
    }

    static Entry gone(long client, int clock) {
        return new Entry(client, clock, GONE);
    }

    /** Throws {@link RejectedUpdate}: too large, too many entries, not JSON, or malformed. */
    public static AwarenessUpdate decode(byte[] payload, int maxBytes, int maxEntries) {
        if (payload.length > maxBytes)
            throw new RejectedUpdate(
                    Reason.TOO_LARGE, "awareness update has too many bytes", payload.length, maxBytes, -1);
        var in = new ByteReader(payload);
        int count = in.count(3, "number of awareness entries");
        if (count > maxEntries)
            throw new RejectedUpdate(Reason.TOO_LARGE, "awareness update has too many entries", count, maxEntries, -1);
        var entries = new ArrayList<Entry>(count);
        for (int i = 0; i < count; i++) {
            long client = in.varUint();
            int clock = in.varUint(Integer.MAX_VALUE - 1, "awareness clock");
            int from = in.position();
            in.skipJson(JSON_DEPTH_MAX, false);
            String json = new ByteReader(payload, from, in.position()).varString();
            entries.add(new Entry(client, clock, json));
        }
        in.expectEnd();
        return new AwarenessUpdate(entries);
    }

    public byte[] encode() {
        var out = new ByteWriter(64 * (entries.size() + 1));
        out.varUint(entries.size());
        for (var entry : entries) {
            out.varUint(entry.client).varUint(entry.clock).varString(entry.json);
        }
        return out.toByteArray();
    }
}
