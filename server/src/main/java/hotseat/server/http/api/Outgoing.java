package hotseat.server.http.api;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of answers that are on their way. The small ones lie in the buffers of the sockets; of large ones the server sends no more at a
 * time than it has memory for: whoever asks for code again and again and reads nothing must not fill it. Thread-safe.
 */
final class Outgoing {
    /** What is smaller is sent in any case. */
    private static final int LARGE_BYTES = 64 << 10;

    private final long max;
    private final AtomicLong held = new AtomicLong();

    Outgoing(long max) {
        this.max = max;
    }

    /** Whether an answer of so many bytes may go; then it holds memory until {@link #gone}. One alone always may, however little there is. */
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

    /** An answer that might go has left, or its connection has ended. */
    void gone(int bytes) {
        if (bytes >= LARGE_BYTES) {
            held.addAndGet(-bytes);
        }
    }
}
