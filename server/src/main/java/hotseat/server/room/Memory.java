package hotseat.server.room;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all rooms together hold of the heap in one way, against what they may. A stranger can make rooms; they must not be able to end the
 * process with them. Thread-safe.
 */
final class Memory {
    private final long max;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong spared = new AtomicLong();

    Memory(long max) {
        this.max = max;
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }

    /** Of what is added, so much is not needed at the moment, and may be at any. */
    void spare(long bytes) {
        spared.addAndGet(bytes);
    }

    long held() {
        return used.get();
    }

    /** What is needed at the moment. */
    long needed() {
        return used.get() - spared.get();
    }

    /** Whether more is held than may be: of rooms no further one wakes up, and those awake grow only by keystrokes. */
    boolean isFull() {
        return used.get() > max;
    }
}
