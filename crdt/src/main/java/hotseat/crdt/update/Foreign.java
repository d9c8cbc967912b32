package hotseat.crdt.update;

/** Stands for a value that the engine keeps and passes on, but does not open. */
public enum Foreign {
    /** An element, fragment, hook or text of XML. */
    XML,
    /** A document of its own, which is synchronised elsewhere. */
    DOCUMENT
}
