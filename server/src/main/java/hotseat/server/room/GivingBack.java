package hotseat.server.room;

/**
 * When memory is to be given back to the machine: when nobody is writing, and rooms hold far less than they did or the heap has grown far beyond
 * what was in use when it was collected last. By itself the JVM collects what has grown old when there is no more room for it, which on a
 * large machine is never; and it stops for that, for about a millisecond for each megabyte that is in use, so not while people type. For
 * one thread.
 */
final class GivingBack {
    /** Less than that is not worth stopping for. */
    static final long WORTH_BYTES = 8 << 20;
    /** By so much the heap grows with what is collected soon anyway. */
    static final long YOUNG_BYTES = 64 << 20;

    /** What rooms held at most since it was due last. */
    private long most;
    /** What was in use when it was. */
    private long inUse;

    private long written;
    /** At the last look nobody had written either: one who thinks for a moment goes on. */
    private boolean wasQuiet;

    /**
     * Looked at now and then.
     *
     * @param held what rooms need at the moment, packed as they are
     * @param heap what is in use or was, and is not collected yet
     * @param writtenByNow how much was ever written
     */
    boolean isDue(long held, long heap, long writtenByNow) {
        most = Math.max(most, held);
        boolean quiet = written == writtenByNow;
        written = writtenByNow;
        boolean roomsHaveGone = held < most / 2 && most - held > WORTH_BYTES;
        boolean due = quiet && wasQuiet && (roomsHaveGone || heap > 2 * inUse + YOUNG_BYTES);
        wasQuiet = quiet;
        return due;
    }

    void done(long held, long heap) {
        most = held;
        inUse = heap;
    }
}
