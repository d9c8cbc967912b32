package hotseat.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * The end of a socket that the server closes. Stands before all: what still comes is read, so that the other side gets to the close frame,
 * and thrown away, but for what an answer to it needs; else it would wait in the library's memory for the rest of its frame. A peer that
 * does not answer is cut.
 */
final class Farewell extends ChannelInboundHandlerAdapter {
    /** Of what comes after the close frame: the answer, behind what was under way. */
    private static final int BYTES_MAX = 64 << 10;
    /** A peer that reads nothing never sees the close frame. */
    private static final long WAIT_MS = 3_000;

    private int bytes;

    private Farewell() {}

    /** On the socket's loop, with the close frame. {@code netty}: any of the socket's handlers. */
    static void begin(ChannelHandlerContext netty) {
        var channel = netty.channel();
        if (channel.isActive()) {
            channel.pipeline().addFirst("farewell", new Farewell());
            channel.eventLoop().schedule(() -> channel.close(), WAIT_MS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf more) {
            bytes += Math.min(more.readableBytes(), BYTES_MAX);
            if (bytes > BYTES_MAX) {
                bytes = BYTES_MAX;
                ReferenceCountUtil.release(message);
                return;
            }
        }
        context.fireChannelRead(message);
    }
}
