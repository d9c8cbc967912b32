package hotseat.server.document;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a document holds: open while somebody types in it or reads it, else packed to the bytes of its state, a tenth of that. Most rooms
 * are quiet most of the time, and who joins or comes back is answered from the bytes. Touched by the room's loop only.
 *
 * <p>Packed and opened again, a document is the same: its state is all there is of it, since nothing waits in it.
 */
final class Contents {
    /** A larger one stays open: to open it again would hold the loop for more than some milliseconds. */
    private static final int PACKED_BYTES_MAX = 64 << 10;

    /** {@code openBytes}: what it takes when it is open. */
    private record Packed(byte[] state, StateVector vector, long openBytes) {}

    private final Limits limits;
    private final Schema schema;
    /** One of the two is there. */
    private @Nullable Doc doc;

    private @Nullable Packed packed;
    /** It has been open since it was last looked whether it rests. */
    private boolean used;

    Contents(Doc doc, Limits limits, Schema schema) {
        this.doc = doc;
        this.limits = limits;
        this.schema = schema;
    }

    /** To be read or changed now, and not kept. */
    Doc open() {
        used = true;
        var opened = doc;
        if (opened == null) {
            opened = Doc.load(packed().state, limits, schema);
            doc = opened;
            packed = null;
        }
        return opened;
    }

    /** Packs it, if nobody has opened it since this was called last; false where somebody has, and it can be packed later. */
    boolean rest() {
        var open = doc;
        boolean waits = used;
        used = false;
        if (open == null || open.encodedSizeEstimate() > PACKED_BYTES_MAX) {
            return true;
        }
        if (!waits) {
            packed = new Packed(open.encode(), open.stateVector(), open.memory());
            doc = null;
        }
        return !waits;
    }

    private Packed packed() {
        return Objects.requireNonNull(packed, "open or packed");
    }

    StateVector vector() {
        return doc == null ? packed().vector : doc.stateVector();
    }

    /** All of it. Not to be changed. */
    byte[] state() {
        return doc == null ? packed().state : doc.encode();
    }

    /** What somebody lacks who knows this, with all deletions. Not to be changed. */
    byte[] since(StateVector known) {
        if (doc != null) {
            return doc.encodeSince(known);
        }
        return known.size() == 0 ? packed().state : Updates.diff(packed().state, known);
    }

    /** About the length of {@link #state}, usually more. */
    int sizeEstimate() {
        return doc == null ? packed().state.length : doc.encodedSizeEstimate();
    }

    boolean isPacked() {
        return doc == null;
    }

    /**
     * About the bytes of heap that it holds when it is open, whether it is or not: all rooms may be typed in at the same moment, and there must be
     * memory for that. Costs nothing to ask.
     */
    long memory() {
        return doc == null ? packed().state.length + packed().openBytes : doc.memory();
    }

    /** How much less it holds at the moment, as it is packed. */
    long spared() {
        return doc == null ? packed().openBytes : 0;
    }
}
