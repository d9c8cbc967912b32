/** Update bytes ↔ struct table (V1), state vectors and id sets, without a document; read {@code StructTable} first. */
@NullMarked
package hotseat.crdt.update;

import org.jspecify.annotations.NullMarked;
