package hotseat.crdt;

import hotseat.crdt.item.TypeRef;
import hotseat.crdt.item.read.TypeReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys with values. Of several who set a key at once the largest client id wins. */
public final class MapType extends SharedType {
    MapType(TypeReader reader, TypeRef ref) {
        super(reader, ref);
    }

    /** Keys that have a value now, in the order in which the document first saw them. A copy. */
    public Set<String> keys() {
        return reader.keys(ref);
    }

    /**
     * The value: a String, Boolean, Long, Double, byte[], List, Map, {@link Text}, {@link MapType}, {@link ArrayType},
     * {@link hotseat.crdt.update.Foreign} or null; null also where the key has none.
     */
    public @Nullable Object get(String key) {
        return handle(reader, reader.value(ref, key));
    }

    /** All values as they are now; nested types as String, Map and List. */
    public Map<String, @Nullable Object> toMap() {
        var copy = new LinkedHashMap<String, @Nullable Object>();
        for (String key : keys()) copy.put(key, copy(get(key)));
        return copy;
    }

    @Override
    public String toString() {
        return toMap().toString();
    }
}
