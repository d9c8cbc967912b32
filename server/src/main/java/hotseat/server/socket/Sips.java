package hotseat.server.socket;

import io.netty.channel.FixedRecvByteBufAllocator;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * How much of what a socket is sent is read at once: little. The library decodes all that it has read, whatever it has been told since:
 * requests that nobody waits for the answers of are twenty times as large in memory as on the line. And of a request or frame that is not
 * whole it keeps all that it has read into, be it for one byte. What is not read is left to TCP.
 */
public final class Sips {
    private static final int BYTES = 1 << 10;

    private Sips() {}

    /** For a connection that was just accepted, before anything of it is read. */
    public static void take(HttpConnection connection) {
        ((HttpServerConnection) connection)
                .channelHandlerContext()
                .channel()
                .config()
                .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(BYTES));
    }
}
