package hotseat.server.socket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections together hold of the heap in one direction: what they have sent and nobody has dealt with, or what they have not
 * been sent yet. Each connection is bounded by itself; this bounds the sum, so that many cannot fill the memory. Thread-safe.
 */
final class Account {
    private final long max;
    private final AtomicLong held = new AtomicLong();

    Account(long max) {
        this.max = max;
    }

    void add(long bytes) {
        held.addAndGet(bytes);
    }

    /** Whether more is held than should be. */
    boolean isFull() {
        return held.get() > max;
    }
}
