package hotseat.crdt.codec;

/**
 * How arrays grow: by half, long ones by an eighth, so that appending costs the same however long they are, and what is left over is not
 * much.
 */
public final class Growth {
    /** The longest array that every JVM allocates. */
    public static final int ARRAY_MAX = Integer.MAX_VALUE - 8;

    private static final int LONG = 1 << 20;

    private Growth() {}

    /** Capacity for {@code more} behind {@code size}. Throws OutOfMemoryError, as the platform does, where no array is that long. */
    public static int capacity(int size, int more) {
        long needed = (long) size + more;
        if (needed > ARRAY_MAX) throw new OutOfMemoryError("an array of " + needed);
        long grown = (long) size + (size >> (size < LONG ? 1 : 3)) + 16;
        return (int) Math.min(ARRAY_MAX, Math.max(needed, grown));
    }
}
