package hotseat.crdt;

import java.util.function.LongPredicate;

/** Says whether the sender of an update may add units as this client. Deleting is not asked about: anyone may delete. */
@FunctionalInterface
public interface ClientCheck extends LongPredicate {
    /** Asked once per client with units new to the document, after decoding and before anything changes. Must not throw. */
    boolean mayWrite(long client);

    /** The same question, as what is below asks it: without an object in between for each update. */
    @Override
    default boolean test(long client) {
        return mayWrite(client);
    }
}
