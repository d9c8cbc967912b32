/**
 * One WebSocket = one {@link hotseat.server.socket.Connection}: upgrade, frames, size and pace, close codes. The only package
 * that knows Netty, so that a frame is encoded once for all who get it.
 */
@NullMarked
package hotseat.server.socket;

import org.jspecify.annotations.NullMarked;
