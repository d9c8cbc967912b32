package hotseat.crdt;

import hotseat.crdt.item.Replica;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Read access to the keys of one root; always shows the document as it is now. Same thread as the document. */
public final class MapType {
    private final Replica replica;
    private final String root;

    MapType(Replica replica, String root) {
        this.replica = replica;
        this.root = root;
    }

    /** Keys that have a value now, in the order in which the document first saw them. */
    public Set<String> keys() {
        return replica.keys(root);
    }

    /** The value: a String, Boolean, Long, Double, byte[], List, Map or null; null also where the key has none. */
    public @Nullable Object get(String key) {
        return replica.value(root, key);
    }
}
