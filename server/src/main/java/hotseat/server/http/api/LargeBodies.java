package hotseat.server.http.api;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of large bodies: of requests while they are read and until they are answered, and of answers until they have left. Small ones
 * are few to a socket; of large ones no more go at a time than there is memory for: whoever sends one slowly, or does not read, a hundred
 * times over, must not fill it. Thread-safe.
 */
final class LargeBodies {
    /** What is smaller goes in any case. */
    private static final int LARGE_BYTES = 4 << 10;

    private final long max;
    private final AtomicLong held = new AtomicLong();

    LargeBodies(long max) {
        this.max = max;
    }

    /** Of one body. Holds nothing yet. */
    Claim claim() {
        return new Claim();
    }

    /** The memory of one body, which may be in it in several forms, one after the other. */
    final class Claim {
        private int bytes;
        private boolean over;

        /** Whether the body may have so many bytes; then it holds them until {@link #end}. One alone always may, however little there is. */
        synchronized boolean holds(int wanted) {
            int more = wanted - bytes;
            if (over || wanted < LARGE_BYTES || more <= 0) {
                return !over;
            }
            long before = held.getAndAdd(more);
            if (before > bytes && before + more > max) {
                held.addAndGet(-more);
                return false;
            }
            bytes = wanted;
            return true;
        }

        /** It is not in memory any more, nor will it be: nobody waits for it. Does no harm twice. */
        synchronized void end() {
            over = true;
            held.addAndGet(-bytes);
            bytes = 0;
        }
    }
}
