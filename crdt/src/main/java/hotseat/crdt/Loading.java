package hotseat.crdt;

import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.DecodeLimits;

/**
 * A document that is being loaded: a state and the updates that were accepted behind it, oldest first, or any updates that make one together.
 *
 * <p>What was accepted once is never refused, or the document were lost. So limits do not bind it, and what must not be in it is mended:
 *
 * <ul>
 *   <li>A struct that the schema does not allow is taken in as a deleted one of the same length, where it would have been. So its units
 *       are known, what was typed behind it finds its place, and every replica that has it alive is told to delete it.
 *   <li>A struct that has no place (its root is not declared, its parent is no type, its neighbours are in different lists, it is a type
 *       nested too deeply) is taken in as a collected one, and so is what is in it or behind it.
 *   <li>What still waits for predecessors when all is there is given up, if {@link Limits#pendingBytes} is 0.
 * </ul>
 *
 * <p>Both are idempotent: the state of the loaded document loads as it is.
 */
public final class Loading {
    /** What a struct takes besides its content, at most: head, two ids, length; and its range in the delete set. */
    private static final int STRUCT_BYTES_MAX = 48;

    private final Doc doc;
    private boolean gaveUp;
    private final DecodeLimits whole;

    Loading(Doc doc, Limits limits) {
        this.doc = doc;
        int items = times(limits.items());
        long bytes = times(limits.documentBytes()) + (long) STRUCT_BYTES_MAX * items;
        whole = new DecodeLimits(saturated(bytes), items, items, limits.anyDepth(), Reason.DOCUMENT_FULL);
    }

    private static int times(int limit) {
        return saturated((long) Limits.LOADED_MAX * limit);
    }

    private static int saturated(long value) {
        return (int) Math.min(Integer.MAX_VALUE, value);
    }

    /**
     * Takes an update in. Throws {@link RejectedUpdate} where it cannot be decoded, and with DOCUMENT_FULL where it or the document is beyond
     * {@value Limits#LOADED_MAX} times the limits; the document is then of no use.
     */
    public Loading add(byte[] update) {
        doc.take(update, whole);
        return this;
    }

    /** The document. Nothing can be added any more. */
    public Doc done() {
        gaveUp = doc.endLoading();
        return doc;
    }

    /**
     * Whether something waited at the end and was given up. Then the state of the document must be written down before anything new is: else
     * what it waited for may come, and the next loading would bring it in.
     */
    public boolean gaveUp() {
        return gaveUp;
    }
}
