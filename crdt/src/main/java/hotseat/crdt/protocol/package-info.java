/** The y-protocols on top of a document: sync messages and awareness; read {@code Sync} first. Knows no socket and owns no clock. */
@NullMarked
package hotseat.crdt.protocol;

import org.jspecify.annotations.NullMarked;
