/**
 * Live sessions. {@link hotseat.server.room.Room} has one writer and one batch in flight; {@link hotseat.server.room.Rooms}
 * loads and evicts them; {@link hotseat.server.room.Sessions} decides who enters. A room knows no thread, clock or network.
 */
@NullMarked
package hotseat.server.room;

import org.jspecify.annotations.NullMarked;
