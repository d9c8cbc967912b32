/** A Yjs-compatible CRDT: documents, texts and maps; read {@code Doc} first. Knows no thread, clock, network or file. */
@NullMarked
package hotseat.crdt;

import org.jspecify.annotations.NullMarked;
