/**
 * Live sessions. {@link hotseat.server.room.Rooms} wakes them and puts them to sleep, {@link hotseat.server.room.Awake} keeps each to its
 * loop, and {@link hotseat.server.room.Room} brings what is said in it to the desk that it is for. Nothing is seen that is not saved: that
 * is {@link hotseat.server.room.Batch}'s. A room knows no thread, socket or table.
 */
@NullMarked
package hotseat.server.room;

import org.jspecify.annotations.NullMarked;
