package hotseat.server.socket;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Turns to be sent something long. Whoever is about to be claims memory for it and waits until there is some, behind those who came before;
 * the turn lasts until it has left. Turns wait for turns alone: what is said to readers who do not read keeps nobody from getting in.
 * What is small waits in a line of its own and has a part of the memory to itself: ordinary rooms do not wait for large documents.
 * Thread-safe.
 */
final class Turns {
    private static final int SMALL_BYTES = 64 << 10;

    private final long max;
    private final AtomicLong held = new AtomicLong();
    private final Line small;
    private final Line large;

    Turns(long max) {
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

    /** Whether somebody waits. */
    boolean areAwaited() {
        return !small.isEmpty() || !large.isEmpty();
    }

    /** Claims memory for so many bytes; {@code granted} is run when the turn has come, by whoever made room. It must not do much. */
    Claim claim(long bytes, Runnable granted) {
        var claim = new Claim(bytes <= SMALL_BYTES ? small : large, bytes, granted);
        claim.line.claims.add(claim);
        claim.line.grant();
        return claim;
    }

    /** Holds memory from when it is granted until it is ended, which must not be forgotten, and does no harm twice. */
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
                held.addAndGet(-bytes);
            }
            small.grant(); // where it never began, those behind it may want less
            large.grant();
        }
    }
}
