package hotseat.server.room;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all rooms together hold of the heap, against what they may. A stranger can make rooms; they must not be able to end the
 * process with them. Thread-safe.
 */
final class Memory {
    private final long max;
    private final AtomicLong used = new AtomicLong();

    Memory(long max) {
        this.max = max;
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }

    /** Whether no further room may wake up, and those awake may only grow by keystrokes. */
    boolean isFull() {
        return used.get() > max;
    }
}
