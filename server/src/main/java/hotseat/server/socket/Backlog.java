package hotseat.server.socket;

import hotseat.server.wire.ServerFrame;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a socket. Frames are shared by all who get them; a slow reader holds on to references, not to copies: the channel,
 * which copies what it takes, is only given what it will soon write. On the socket's loop only.
 *
 * <p>Bounded by the sum of the frames' lengths, so that a reader who is too slow for what is said comes back and catches up.
 */
final class Backlog {
    /** What may wait: the largest document twice, and some time of talk. */
    static final int BYTES_MAX = 16 << 20;

    private record Waiting(byte[] frame, Runnable written) {}

    private final ChannelHandlerContext netty;
    private final ArrayDeque<Waiting> frames = new ArrayDeque<>();
    /** How much of the first frame has been written: whole fragments, so that control frames may come in between. */
    private int written;

    private long bytes;
    private byte @Nullable [] pong;
    private boolean writing;

    Backlog(ChannelHandlerContext netty) {
        this.netty = netty;
    }

    /** False when too much waits already. {@code written} is run when the channel has all of the frame. */
    boolean add(byte[] frame, Runnable written) {
        if (bytes + frame.length > BYTES_MAX && bytes > 0) {
            return false;
        }
        frames.add(new Waiting(frame, written));
        bytes += frame.length;
        return true;
    }

    /** Gives the channel what it takes now. Call again when it has become writable. */
    void write() {
        if (writing) {
            return; // the channel tells of its state in the middle of a write; the loop below goes on by itself
        }
        writing = true;
        var channel = netty.channel();
        while (channel.isWritable() && (pong != null || !frames.isEmpty())) {
            var answer = pong;
            if (answer != null) {
                pong = null;
                netty.write(Unpooled.wrappedBuffer(answer), netty.voidPromise());
            } else {
                writeFragment(frames.element());
            }
        }
        writing = false;
    }

    private void writeFragment(Waiting first) {
        var frame = first.frame;
        int start = written;
        written = ServerFrame.end(frame, start);
        netty.write(Unpooled.wrappedBuffer(frame, start, written - start), netty.voidPromise());
        if (written == frame.length) {
            frames.remove();
            bytes -= frame.length;
            written = 0;
            first.written.run();
        }
    }

    /** Answers a ping. Of several that wait only the last is answered (RFC 6455, 5.5.3): they cannot fill the memory. */
    void pong(byte[] payload) {
        pong = ServerFrame.pong(payload);
    }

    boolean isEmpty() {
        return frames.isEmpty() && pong == null;
    }

    void clear() {
        frames.clear();
        pong = null;
        bytes = 0;
        written = 0;
    }
}
