package hotseat.crdt;

import hotseat.crdt.item.TypeRef;
import hotseat.crdt.item.read.TypeReader;
import hotseat.crdt.update.Snapshot;

/** A text. Positions count UTF-16 units; what a foreign client put between the strings counts one each and has no characters. */
public final class Text extends SharedType {
    Text(TypeReader reader, TypeRef ref) {
        super(reader, ref);
    }

    /** Units visible now. */
    public int length() {
        return reader.length(ref);
    }

    /**
     * The text as it was at a snapshot of this document, or of any replica that knows no more. Throws IllegalStateException unless the document
     * was made with {@link History#KEEP}. What reached this document deleted already is not there.
     */
    public String at(Snapshot snapshot) {
        return reader.text(ref, snapshot);
    }

    /**
     * The position before the unit at {@code index}, which may be the length; with a negative {@code assoc} the one behind the unit before it.
     */
    public RelativePosition position(int index, int assoc) {
        return RelativePosition.of(reader, ref, index, assoc);
    }

    /** All strings as they are now. */
    @Override
    public String toString() {
        return reader.text(ref);
    }
}
