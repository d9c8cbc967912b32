package hotseat.crdt;

import org.jspecify.annotations.Nullable;

/** Is told of every change of a document after it was made. Must not change the document. */
@FunctionalInterface
public interface UpdateListener {
    /**
     * @param update what to store and relay: {@link Applied#update}, or what {@link Doc#transact} returned
     * @param origin what the caller gave as the origin of the change
     */
    void updated(byte[] update, @Nullable Object origin);
}
