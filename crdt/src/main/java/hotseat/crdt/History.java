package hotseat.crdt;

/** Whether a document keeps the text of what was deleted. Its state and its updates are the same either way. */
public enum History {
    DROP,
    /** {@link Text#at} and {@link Doc#encodeHistory} show it. No limit bounds what is kept. */
    KEEP
}
