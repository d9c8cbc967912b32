/**
 * A Yjs-compatible CRDT. What is live inside a document is not exported: it is reached through {@code hotseat.crdt.Doc}.
 */
module hotseat.crdt {
    requires static transitive org.jspecify;

    exports hotseat.crdt;
    exports hotseat.crdt.codec;
    exports hotseat.crdt.protocol;
    exports hotseat.crdt.update;
}
