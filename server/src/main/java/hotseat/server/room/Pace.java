package hotseat.server.room;

import java.time.Duration;

/**
 * How long a room may hold its loop at a stretch. All rooms share a few loops: one that has much to do lets the others in between.
 * Called on the room's loop.
 */
interface Pace {
    /** A stretch begins. */
    void begin();

    /** Whether the stretch has lasted long enough. */
    boolean isSpent();

    /** Goes on behind what waits on the loop. From any thread. */
    void later(Runnable rest);

    /** Goes on after a while, when more may have come that can be done with it. */
    void after(Duration wait, Runnable rest);
}
