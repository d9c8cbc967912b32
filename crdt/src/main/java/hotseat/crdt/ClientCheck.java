package hotseat.crdt;

/** Says whether the sender of an update may add units as this client. Deleting is not asked about: anyone may delete. */
@FunctionalInterface
public interface ClientCheck {
    /** Asked once per client with units new to the document, after decoding and before anything changes. Must not throw. */
    boolean mayWrite(long client);
}
