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
    private final long shareMax;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger();

    /** {@code shareMax}: an equal share is never more than this, where holders that have left may be held for longer than they count. */
    Account(long max, long shareMax) {
        this.max = max;
        this.shareMax = shareMax;
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
        return !isFull() || bytes <= Math.min(shareMax, max / Math.max(1, holders.get()));
    }
}
