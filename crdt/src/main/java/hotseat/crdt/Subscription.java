package hotseat.crdt;

/** A listener of a document. */
@FunctionalInterface
public interface Subscription {
    /** Tells it nothing more; the second time does nothing. */
    void cancel();
}
