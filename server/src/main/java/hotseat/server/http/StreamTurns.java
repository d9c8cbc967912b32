package hotseat.server.http;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * How many large files of the page are being sent at a time. Each holds a piece of it and what unpacks it, partly outside the heap; the
 * others wait in their order, and hold next to nothing. Thread-safe.
 */
final class StreamTurns {
    private final int max;
    private int taken;
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    StreamTurns(int max) {
        this.max = max;
    }

    /** Runs {@code go} when there is a turn, now or later, on the thread that ended the one before. It ends with {@link #end}, once. */
    void await(Runnable go) {
        synchronized (this) {
            if (taken == max) {
                waiting.add(go);
                return;
            }
            taken++;
        }
        go.run();
    }

    void end() {
        Runnable next;
        synchronized (this) {
            next = waiting.poll();
            if (next == null) {
                taken--;
            }
        }
        if (next != null) {
            next.run();
        }
    }
}
