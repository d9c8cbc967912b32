/**
 * The durable side of a session: its row, its participants and the append-only log that everything else is a view of. The
 * interface and its records; {@code .sqlite} implements it. Read {@link hotseat.server.store.Store} first.
 */
@NullMarked
package hotseat.server.store;

import org.jspecify.annotations.NullMarked;
