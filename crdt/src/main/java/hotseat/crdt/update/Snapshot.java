package hotseat.crdt.update;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.RejectedUpdate;

/**
 * A state of a document that can be shown again: which units existed, and which of them were deleted. Never changes.
 *
 * <pre>snapshot := idSet (deleted), stateVector (known)</pre>
 */
public record Snapshot(StateVector known, IdSet deleted) {
    public static final Snapshot EMPTY = new Snapshot(StateVector.EMPTY, IdSet.EMPTY);

    /** Throws {@link RejectedUpdate}. */
    public static Snapshot decode(byte[] bytes) {
        var in = new ByteReader(bytes);
        var deleted = IdSet.decode(in);
        var known = StateVector.decode(in, Integer.MAX_VALUE);
        in.expectEnd();
        return new Snapshot(known, deleted);
    }

    public byte[] encode() {
        var out = new ByteWriter(256);
        deleted.encode(out);
        known.encode(out);
        return out.toByteArray();
    }
}
