package hotseat.crdt.codec;

/** Why bytes were not accepted. The sender of the first four is broken or hostile; the others may succeed at another time. */
public enum Reason {
    /** Not a well-formed update, or one that contradicts itself or the document. */
    MALFORMED,
    /** More bytes, structs, ranges or nesting than one update may have. */
    TOO_LARGE,
    /** A root name or kind of content that the document does not declare. */
    SCHEMA,
    /** New units of a client id that the sender may not write as. */
    FOREIGN_CLIENT,
    /** The document has as many client ids as it may have. */
    TOO_MANY_CLIENTS,
    /** Finding the places of the items took more steps than one update may use. */
    BUDGET,
    /** Something in it refers to units that the document does not have, and nothing waits for them. */
    INCOMPLETE,
    /** Too many bytes wait for predecessors. */
    PENDING_FULL,
    /** The document, or one of its texts, would grow beyond its limit. */
    DOCUMENT_FULL
}
