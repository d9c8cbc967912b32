package hotseat.server.socket;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all connections together hold of the heap in one direction: what they have sent and nobody has dealt with, or what they have not
 * been sent yet. Each connection is bounded by itself; this bounds the sum, so that many cannot fill the memory: while it is used up, who
 * holds more than an equal share of it gives all of that back. Thread-safe.
 */
final class Account {
    private final long max;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger();

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

    void enter() {
        holders.incrementAndGet();
    }

    void leave() {
        holders.decrementAndGet();
    }

    /** Whether one connection may hold so much now. Of those that make the account full at least one may not. */
    boolean allows(long bytes) {
        return !isFull() || bytes <= max / Math.max(1, holders.get());
    }
}
