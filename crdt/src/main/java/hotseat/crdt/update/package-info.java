/** Update bytes ↔ struct table (V1), V1 ↔ V2, state vectors and id sets; merge and diff without a document ({@code Updates}). Read {@code StructTable} and {@code UpdateDecoder} first. */
@NullMarked
package hotseat.crdt.update;

import org.jspecify.annotations.NullMarked;
