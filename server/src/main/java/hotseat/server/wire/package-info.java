/**
 * Messages ↔ bytes: what a WebSocket carries, as sealed types. Pure: knows no socket and no room. Read
 * {@link hotseat.server.wire.Inbound} and {@link hotseat.server.wire.Outbound}.
 */
@NullMarked
package hotseat.server.wire;

import org.jspecify.annotations.NullMarked;
