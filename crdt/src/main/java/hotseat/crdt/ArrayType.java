package hotseat.crdt;

import hotseat.crdt.item.TypeRef;
import hotseat.crdt.item.read.TypeReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of values. */
public final class ArrayType extends SharedType {
    ArrayType(TypeReader reader, TypeRef ref) {
        super(reader, ref);
    }

    /** Number of elements. */
    public int length() {
        return reader.length(ref);
    }

    /** The element, of the types that {@link MapType#get} names; {@code index} from 0 to below the length, else IndexOutOfBoundsException. */
    public @Nullable Object get(int index) {
        return handle(reader, reader.element(ref, index));
    }

    /** As {@link Text#position}. */
    public RelativePosition position(int index, int assoc) {
        return RelativePosition.of(reader, ref, index, assoc);
    }

    /** All elements as they are now; nested types as String, Map and List. */
    public List<@Nullable Object> toList() {
        var copy = new ArrayList<@Nullable Object>();
        for (var element : reader.elements(ref)) copy.add(copy(handle(reader, element)));
        return copy;
    }

    @Override
    public String toString() {
        return toList().toString();
    }
}
