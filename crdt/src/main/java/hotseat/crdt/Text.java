package hotseat.crdt;

import hotseat.crdt.item.TypeReader;
import hotseat.crdt.item.TypeRef;

/** A text. Positions count UTF-16 units; what a foreign client put between the strings counts one each and has no characters. */
public final class Text extends SharedType {
    Text(TypeReader reader, TypeRef ref) {
        super(reader, ref);
    }

    /** Units visible now. */
    public int length() {
        return reader.length(ref);
    }

    /** All strings as they are now. */
    @Override
    public String toString() {
        return reader.text(ref);
    }
}
