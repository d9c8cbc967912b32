package hotseat.server.socket;

import hotseat.server.wire.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a socket. Frames are shared by all who get them; a slow reader holds on to references, not to copies: the channel,
 * which copies what it takes, is only given what it will soon write. On the socket's loop only.
 *
 * <p>Bounded by what the frames cost, so that a reader who is too slow for what is said comes back and catches up.
 */
final class Backlog {
    /** What may wait: the largest document twice, and some time of talk. */
    static final int BYTES_MAX = 16 << 20;

    /** Of one parcel: as much as a few keystrokes take. One that is full is passed on at once, so that the channel can say when it is, too. */
    private static final int PARCEL_BYTES = 256;

    private static final int PARCEL_BYTES_MAX = 4 << 10;

    /** What a frame that waits costs besides its bytes: a record, its place in queues, a closure for handing it over. */
    private static final int FRAME_COST = 128;

    private record Waiting(byte[] frame, Runnable written, long since) {}

    private final ChannelHandlerContext netty;
    private final Account unsent;
    /** As {@link System#nanoTime}. */
    private final LongSupplier clock;

    private final ArrayDeque<Waiting> frames = new ArrayDeque<>();
    /** How much of the first frame has been written: whole fragments, so that control frames may come in between. */
    private int written;

    private long bytes;
    private byte @Nullable [] pong;
    /** What goes to the channel as one, at the end of {@link #write}: each piece by itself would cost it as much as all. */
    private @Nullable ByteBuf parcel;

    private boolean writing;
    /** When the channel took something last. */
    private long wroteAt;

    /** {@code unsent}: where whoever hands a frame over has added its {@link #cost}; what leaves is taken off it here. */
    Backlog(ChannelHandlerContext netty, Account unsent, LongSupplier clock) {
        this.netty = netty;
        this.unsent = unsent;
        this.clock = clock;
        wroteAt = clock.getAsLong();
    }

    /** Bytes of memory that a frame counts for; those that several connections wait for count for each. */
    static int cost(byte[] frame) {
        return frame.length + FRAME_COST;
    }

    /** False when too much waits already, here or on the server. {@code written} is run when the channel has all of the frame. */
    boolean add(byte[] frame, Runnable written) {
        int cost = cost(frame);
        if (bytes > 0 && (bytes + cost > BYTES_MAX || !unsent.allows(bytes + cost))) {
            unsent.add(-cost);
            return false;
        }
        if (frames.isEmpty()
                && pong == null
                && !writing
                && ServerFrame.end(frame, 0) == frame.length
                && netty.channel().isWritable()) {
            pass(frame, 0, frame.length); // as nearly always: there is nothing to wait behind
            unsent.add(-cost);
            written.run();
            return true;
        }
        frames.add(new Waiting(frame, written, clock.getAsLong()));
        bytes += cost;
        return true;
    }

    private void pass(byte[] frame, int start, int end) {
        int length = end - start;
        var open = parcel;
        if (open != null && open.readableBytes() + length > PARCEL_BYTES_MAX) {
            passParcel();
            open = null;
        }
        if (open == null) {
            open = netty.alloc().directBuffer(Math.max(length, PARCEL_BYTES));
            parcel = open;
        }
        open.writeBytes(frame, start, length);
        if (open.readableBytes() > PARCEL_BYTES_MAX) {
            passParcel();
        }
    }

    private void passParcel() {
        var full = parcel;
        if (full != null) {
            parcel = null;
            netty.write(full, netty.voidPromise());
        }
    }

    /** Whether the first frame has waited for so long; or for so long, which is shorter, without any of it leaving. */
    boolean isBehind(long slowNs, long stillNs) {
        var first = frames.peek();
        if (first == null) {
            return false;
        }
        long now = clock.getAsLong();
        return now - first.since > slowNs || Math.min(now - first.since, now - wroteAt) > stillNs;
    }

    /** Gives the channel what it takes now, and what was added since the last call. Call again when it has become writable. */
    void write() {
        if (writing) {
            return; // the channel tells of its state in the middle of a write; the loop below goes on by itself
        }
        writing = true;
        try {
            writeWhatFits();
        } finally {
            writing = false;
        }
    }

    private void writeWhatFits() {
        var channel = netty.channel();
        while (channel.isWritable() && (pong != null || !frames.isEmpty())) {
            var answer = pong;
            if (answer != null) {
                pong = null;
                pass(answer, 0, answer.length);
            } else {
                writeFragment(frames.element());
            }
        }
        passParcel();
    }

    private void writeFragment(Waiting first) {
        var frame = first.frame;
        int start = written;
        written = ServerFrame.end(frame, start);
        wroteAt = clock.getAsLong();
        pass(frame, start, written);
        if (written == frame.length) {
            frames.remove();
            release(cost(frame));
            written = 0;
            first.written.run();
        }
    }

    /** Answers a ping. Of several that wait only the last is answered (RFC 6455, 5.5.3): they cannot fill the memory. */
    void pong(byte[] payload) {
        pong = ServerFrame.pong(payload);
    }

    /** When the channel took something last, by the clock. */
    long wroteAt() {
        return wroteAt;
    }

    boolean isEmpty() {
        return frames.isEmpty() && pong == null;
    }

    void clear() {
        frames.clear();
        var open = parcel;
        if (open != null) {
            parcel = null;
            open.release();
        }
        pong = null;
        release(bytes);
        written = 0;
    }

    private void release(long cost) {
        bytes -= cost;
        unsent.add(-cost);
    }
}
