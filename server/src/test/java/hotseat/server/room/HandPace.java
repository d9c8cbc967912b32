package hotseat.server.room;

import java.util.ArrayDeque;
import java.util.Queue;

/** A pace that is never spent, and a loop that comes round when the test turns it. */
final class HandPace implements Pace {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Queue<Runnable> inAMoment = new ArrayDeque<>();

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
    public void inAMoment(Runnable rest) {
        inAMoment.add(rest);
    }

    /** The moment is over. */
    void pass() {
        inAMoment.remove().run();
    }

    /** Runs the first that waits. */
    void turn() {
        waiting.remove().run();
    }
}
