package hotseat.crdt;

import hotseat.crdt.item.TypeRef;
import hotseat.crdt.item.read.TypeReader;
import hotseat.crdt.update.Content;
import org.jspecify.annotations.Nullable;

/**
 * Read access to a part of a document; always shows the document as it is now. A root is empty until somebody writes to it, a nested type
 * is empty once it was deleted. Equal to another handle of the same type. Same thread as the document.
 */
public abstract sealed class SharedType permits Text, MapType, ArrayType {
    final TypeReader reader;
    final TypeRef ref;

    SharedType(TypeReader reader, TypeRef ref) {
        this.reader = reader;
        this.ref = ref;
    }

    /** A value of a map or an array, with a handle in place of a nested type. */
    static @Nullable Object handle(TypeReader reader, @Nullable Object value) {
        if (!(value instanceof TypeRef nested)) return value;
        return switch (nested.kind()) {
            case Content.ARRAY_TYPE -> new ArrayType(reader, nested);
            case Content.MAP_TYPE -> new MapType(reader, nested);
            default -> new Text(reader, nested);
        };
    }

    /** The same with a copy of what is in it in place of a nested type. */
    static @Nullable Object copy(@Nullable Object handle) {
        return switch (handle) {
            case Text text -> text.toString();
            case MapType map -> map.toMap();
            case ArrayType array -> array.toList();
            case null, default -> handle;
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SharedType type && type.getClass() == getClass() && type.ref.equals(ref);
    }

    @Override
    public int hashCode() {
        return ref.hashCode();
    }
}
