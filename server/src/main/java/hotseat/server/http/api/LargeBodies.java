package hotseat.server.http.api;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of large bodies: of requests while they are read and until they are answered, and of answers until they have left. Small ones
 * are few to a socket; of large ones no more go at a time than there is memory for: whoever sends one slowly, or does not read, a hundred
 * times over, must not fill it. Thread-safe.
 */
final class LargeBodies {
    /** What is smaller goes in any case. */
    private static final int LARGE_BYTES = 64 << 10;

    private final long max;
    private final AtomicLong held = new AtomicLong();

    LargeBodies(long max) {
        this.max = max;
    }

    /** Whether a body of so many bytes may go; then it holds memory until {@link #gone}. One alone always may, however little there is. */
    boolean goes(int bytes) {
        if (bytes < LARGE_BYTES) {
            return true;
        }
        long before = held.getAndAdd(bytes);
        if (before == 0 || before + bytes <= max) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** One that might go is not in memory any more. */
    void gone(int bytes) {
        if (bytes >= LARGE_BYTES) {
            held.addAndGet(-bytes);
        }
    }
}
