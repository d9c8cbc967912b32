/** Bytes ↔ numbers, strings and any-values (the lib0 primitives of the Yjs formats). Knows nothing of documents; read {@code ByteReader} first. */
@NullMarked
package hotseat.crdt.codec;

import org.jspecify.annotations.NullMarked;
