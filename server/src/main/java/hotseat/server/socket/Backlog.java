package hotseat.server.socket;

import hotseat.server.wire.ServerFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;

/**
 * What waits for a socket. Frames are shared by all who get them; a slow reader holds on to references, not to copies: the channel,
 * which copies what it takes, is only given what it will soon write. On the socket's loop only.
 *
 * <p>Bounded by the sum of the frames' lengths, so that a reader who is too slow for what is said comes back and catches up.
 */
final class Backlog {
    /** What may wait: the largest document twice, and some time of talk. */
    static final int BYTES_MAX = 16 << 20;
    /**
     * What may lie in the channel itself: answers to pings, which the library writes, are not ours to hold back. What we put there is
     * never more than a fragment above the channel's own mark.
     */
    static final int CHANNEL_BYTES_MAX = 1 << 20;

    private final ChannelHandlerContext netty;
    private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
    /** How much of the first frame has been written: whole fragments, so that control frames may come in between. */
    private int written;

    private long bytes;

    Backlog(ChannelHandlerContext netty) {
        this.netty = netty;
    }

    /** False when too much waits already. */
    boolean add(byte[] frame) {
        if (bytes + frame.length > BYTES_MAX && bytes > 0) {
            return false;
        }
        frames.add(frame);
        bytes += frame.length;
        return true;
    }

    /** Gives the channel what it takes now. Call again when it has become writable. */
    void write() {
        var channel = netty.channel();
        while (!frames.isEmpty() && channel.isWritable()) {
            var frame = frames.element();
            int end = ServerFrame.end(frame, written);
            netty.write(Unpooled.wrappedBuffer(frame, written, end - written), netty.voidPromise());
            written = end;
            if (written == frame.length) {
                frames.remove();
                bytes -= frame.length;
                written = 0;
            }
        }
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    /** Whether more lies in the channel than we put there: somebody sends pings and reads no answers. */
    boolean isFlooded() {
        var waiting = netty.channel().unsafe().outboundBuffer();
        return waiting != null && waiting.totalPendingWriteBytes() > CHANNEL_BYTES_MAX;
    }

    void clear() {
        frames.clear();
        bytes = 0;
        written = 0;
    }
}
