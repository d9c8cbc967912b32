package hotseat.server.socket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections together have been sent and not dealt with: halves of messages, and messages that wait for a room. Each is
 * bounded by itself; this bounds the sum, so that many cannot fill the memory. Thread-safe.
 */
final class Intake {
    private final long max;
    private final AtomicLong held = new AtomicLong();

    Intake(long max) {
        this.max = max;
    }

    void add(long bytes) {
        held.addAndGet(bytes);
    }

    boolean isFull() {
        return held.get() > max;
    }
}
