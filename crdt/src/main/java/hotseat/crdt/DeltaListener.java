package hotseat.crdt;

import org.jspecify.annotations.Nullable;

/** Is told of every change of one text after it was made. Must not change the document. */
@FunctionalInterface
public interface DeltaListener {
    /** {@code origin}: what the caller gave as the origin of the change. */
    void changed(Delta delta, @Nullable Object origin);
}
