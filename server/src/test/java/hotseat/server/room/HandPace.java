package hotseat.server.room;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** A pace that is never spent, and a loop that comes round when the test turns it. */
final class HandPace implements Pace {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Queue<Runnable> afterAWhile = new ArrayDeque<>();

    @Override
    public void begin() {}

    @Override
    public boolean isSpent() {
        return false;
    }

    @Override
    public void later(Runnable rest) {
        waiting.add(rest);
    }

    @Override
    public void after(Duration wait, Runnable rest) {
        afterAWhile.add(rest);
    }

    /** The while is over that was to be waited for first. */
    void pass() {
        afterAWhile.remove().run();
    }

    /** Runs the first that waits. */
    void turn() {
        waiting.remove().run();
    }
}
