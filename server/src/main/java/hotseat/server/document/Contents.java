package hotseat.server.document;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.util.Arrays;
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

    /** An update without units and without deletions. */
    private static final byte[] NOTHING = {0, 0};

    /**
     * The state, which ends with all deletions from {@code deletionsAt} on.
     *
     * @param openBytes what it takes when it is open
     */
    private record Packed(byte[] state, int deletionsAt, StateVector vector, long openBytes) {
        static Packed of(Doc doc) {
            var state = doc.encode();
            var vector = doc.stateVector();
            int deletions = doc.encodeSince(vector).length - 1; // behind a zero: no units
            return new Packed(state, state.length - deletions, vector, doc.memory());
        }

        /** An update without units, with all deletions. */
        byte[] withoutUnits() {
            var update = new byte[1 + state.length - deletionsAt];
            System.arraycopy(state, deletionsAt, update, 1, update.length - 1);
            return update;
        }

        boolean hasAllOf(byte[] update) {
            return update[0] == 0 && Arrays.equals(update, 1, update.length, state, deletionsAt, state.length);
        }
    }

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
            packed = Packed.of(open);
            doc = null;
        }
        return !waits;
    }

    private Packed packed() {
        return Objects.requireNonNull(packed, "open or packed");
    }

    /**
     * Whether an update says nothing new, as far as that can be seen without opening: who joins or comes back is asked for what is not here, and
     * nearly always answers that there is nothing, with all deletions.
     */
    boolean isInStep(byte[] update) {
        return Arrays.equals(update, NOTHING) || (doc == null && update.length > 0 && packed().hasAllOf(update));
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
        var all = packed();
        if (known.size() == 0) {
            return all.state;
        }
        return known.equals(all.vector) ? all.withoutUnits() : Updates.diff(all.state, known);
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
