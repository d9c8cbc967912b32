package hotseat.server.socket;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections together hold of the heap in one direction: what they have sent and nobody has dealt with, or what they have not
 * been sent yet. Each connection is bounded by itself; this bounds the sum, so that many cannot fill the memory. Whoever is about to
 * add much claims room for it, and waits until there is some, behind those who came before. What is small waits in a line of its own and
 * has a part of the room to itself: ordinary rooms do not wait for large documents that nobody reads. Thread-safe.
 */
final class Account {
    private static final int SMALL_BYTES = 64 << 10;

    private final long max;
    private final AtomicLong held = new AtomicLong();
    private final Line small;
    private final Line large;

    Account(long max) {
        this.max = max;
        small = new Line(max);
        large = new Line(max / 4 * 3);
    }

    /** Claims that wait, and are granted while no more than the limit is held. Its lock guards their states. */
    private record Line(long limit, Queue<Claim> claims) {
        Line(long limit) {
            this(limit, new ConcurrentLinkedQueue<>());
        }

        boolean isEmpty() {
            return claims.isEmpty();
        }

        void grant() {
            synchronized (claims) {
                for (var first = claims.peek(); first != null && first.begin(); first = claims.peek()) {
                    claims.remove();
                }
            }
        }
    }

    void add(long bytes) {
        held.addAndGet(bytes);
        if (bytes < 0 && isAwaited()) {
            grant();
        }
    }

    /** Whether more is held than should be, or somebody waits. */
    boolean isFull() {
        return held.get() > max || isAwaited();
    }

    private boolean isAwaited() {
        return !small.isEmpty() || !large.isEmpty();
    }

    private void grant() {
        small.grant();
        large.grant();
    }

    /** Claims room for so many bytes; {@code granted} is run when they are held, by whoever made room. It must not do much. */
    Claim claim(long bytes, Runnable granted) {
        var claim = new Claim(bytes <= SMALL_BYTES ? small : large, bytes, granted);
        claim.line.claims.add(claim);
        claim.line.grant();
        return claim;
    }

    /** Held from when it is granted until it is ended, which must not be forgotten, and does no harm twice. */
    final class Claim {
        private final Line line;
        private final long bytes;
        private final Runnable granted;
        private boolean begun;
        private boolean over;

        private Claim(Line line, long bytes, Runnable granted) {
            this.line = line;
            this.bytes = Math.min(bytes, max / 2); // whoever wants more than there is would stop all others for ever
            this.granted = granted;
        }

        private boolean begin() {
            if (held.get() + bytes > line.limit) {
                return false;
            }
            held.addAndGet(bytes);
            begun = true;
            granted.run();
            return true;
        }

        void end() {
            boolean gives;
            synchronized (line.claims) {
                gives = begun && !over;
                over = true;
                line.claims.remove(this);
            }
            if (gives) {
                add(-bytes);
            } else {
                grant(); // those behind it may want less
            }
        }
    }
}
