package hotseat.server.room;

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

    /** Goes on in a moment, some hundredths of a second, when more may have come that can be done with it. */
    void inAMoment(Runnable rest);
}
