package hotseat.server.socket;

import hotseat.server.wire.CloseCode;
import hotseat.server.wire.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel from its handshake on (RFC 6455): frames in, bytes out, and the closing handshake. What spoke HTTP on it is taken out, and
 * with it all that this keeps: three times as much as a WebSocket needs (decision 0029). On the socket's loop only.
 */
final class WebSocket {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocket.class);

    /** What comes of a socket, on its loop. */
    interface Listener {
        /** So many bytes have come; the frames that they make whole follow. */
        void reads(int bytes);

        /** Any but a close frame. It is released by the caller. */
        void take(WebSocketFrame frame);

        /** All frames of what has come were taken. */
        void hasRead();

        /** What came is no frame, or too long for one. */
        void broken(CloseCode code, String reason);

        /** The other side has said its last, and reads no more than the answer. */
        void leaves();

        /** The channel takes more, or takes no more. */
        void writabilityChanged();

        void closed();
    }

    private static final class Nobody implements Listener {
        @Override
        public void reads(int bytes) {}

        @Override
        public void take(WebSocketFrame frame) {}

        @Override
        public void hasRead() {}

        @Override
        public void broken(CloseCode code, String reason) {}

        @Override
        public void leaves() {}

        @Override
        public void writabilityChanged() {}

        @Override
        public void closed() {}
    }

    /** Larger than the largest message that is taken, so that one over the limit is answered and not just cut off. */
    private static final int FRAME_BYTES_MAX = 4 << 20;
    /** Of what comes after the close frame: the answer, behind a message under way. No account counts it: thousands may be refused at once. */
    private static final int FAREWELL_BYTES_MAX = 4 << 10;
    /** A peer that reads nothing never sees the close frame. */
    private static final long FAREWELL_MS = 3_000;

    private static final WebSocketDecoderConfig CONFIG = WebSocketDecoderConfig.newBuilder()
            .expectMaskedFrames(true)
            .allowExtensions(false)
            .maxFramePayloadLength(FRAME_BYTES_MAX)
            .closeOnProtocolViolation(false)
            .build();

    private static final String BYTES = "bytes";

    /** Handlers of what spoke HTTP. */
    private final List<String> library;

    private final ChannelHandlerContext netty;
    private Listener listener = new Nobody();
    /** A close frame has been sent: after it there is nothing (5.5.1). */
    private boolean closing;
    /** Bytes that have come since. */
    private int farewell;

    /**
     * Answers the handshake; nothing else may be under way on the channel.
     *
     * @param key of the request
     * @param subprotocol that both speak, if there is one
     */
    WebSocket(Channel channel, String key, @Nullable String subprotocol) {
        var pipeline = channel.pipeline();
        library = List.copyOf(pipeline.toMap().keySet());
        pipeline.addLast(BYTES, new Bytes())
                .addLast("decoder", new WebSocket13FrameDecoder(CONFIG))
                .addLast("frames", new Frames());
        netty = pipeline.context(BYTES);
        var first = pipeline.firstContext();
        first.writeAndFlush(Unpooled.wrappedBuffer(handshake(key, subprotocol)), first.voidPromise());
    }

    /** Takes the channel over: what spoke HTTP is gone. */
    void begin(Listener listener) {
        this.listener = listener;
        library.reversed().forEach(netty.pipeline()::remove);
    }

    /** As {@link #begin(Listener)}, where there is only a close frame to be said. */
    void refuse(CloseCode code, String reason) {
        begin(listener);
        close(code, reason);
    }

    private static byte[] handshake(String key, @Nullable String subprotocol) {
        var head = new StringBuilder(
                        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n")
                .append("sec-websocket-accept: ")
                .append(accept(key))
                .append("\r\n");
        if (subprotocol != null) {
            head.append("sec-websocket-protocol: ").append(subprotocol).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** By section 4.2.2, which names the suffix. */
    private static String accept(String key) {
        try {
            var both = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(both));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** Where bytes are written: behind it is nothing but the channel. */
    ChannelHandlerContext netty() {
        return netty;
    }

    /** Whether the socket is read: what is not is left to TCP. */
    void read(boolean is) {
        netty.channel().config().setAutoRead(is);
    }

    void ping() {
        netty.writeAndFlush(Unpooled.wrappedBuffer(ServerFrame.ping()), netty.voidPromise());
    }

    /** With what was written before; the other side answers, or is cut. */
    void close(CloseCode code, String reason) {
        if (!closing) {
            say(ServerFrame.close(code.code(), reason));
            read(true); // the other side's close frame, behind what was under way
        }
    }

    private void say(byte[] close) {
        closing = true;
        netty.writeAndFlush(Unpooled.wrappedBuffer(close), netty.voidPromise());
        var channel = netty.channel();
        if (channel.isActive()) {
            var cut = channel.eventLoop().schedule(() -> channel.close(), FAREWELL_MS, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> cut.cancel(false)); // it would hold the channel
        }
    }

    /** The other side has closed, or has answered. */
    private void ended(CloseWebSocketFrame frame) {
        if (closing) {
            netty.close();
            return;
        }
        listener.leaves();
        int code = frame.statusCode();
        say(code < 0 ? ServerFrame.close() : ServerFrame.close(code, ""));
        netty.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /**
     * Stands before all. What comes after the close frame is read, so that the other side gets to that, and thrown away, but for what an
     * answer needs; else it would wait in memory for the rest of its frame.
     */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var bytes = (ByteBuf) message;
            int count = bytes.readableBytes();
            if (closing) {
                farewell += Math.min(count, FAREWELL_BYTES_MAX);
                if (farewell > FAREWELL_BYTES_MAX) {
                    farewell = FAREWELL_BYTES_MAX;
                    bytes.release();
                    return;
                }
            }
            listener.reads(count);
            context.fireChannelRead(bytes);
            listener.hasRead();
        }
    }

    private final class Frames extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var frame = (WebSocketFrame) message;
            try {
                if (frame instanceof CloseWebSocketFrame close) {
                    ended(close);
                } else {
                    listener.take(frame);
                }
            } finally {
                frame.release();
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            listener.writabilityChanged();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            listener.closed();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (failure instanceof CorruptedWebSocketFrameException e) {
                boolean tooLong = e.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
                listener.broken(tooLong ? CloseCode.TOO_BIG : CloseCode.PROTOCOL, String.valueOf(e.getMessage()));
                return;
            }
            if (failure instanceof IOException) { // the line broke
                LOG.atDebug().setCause(failure).log("socket failed");
            } else {
                LOG.atError().setCause(failure).log("a frame could not be dealt with");
            }
            context.close();
        }
    }
}
