package hotseat.crdt.codec;

/** How arrays grow: by half, so that appending costs the same however long they are. */
public final class Growth {
    /** The longest array that every JVM allocates. */
    public static final int ARRAY_MAX = Integer.MAX_VALUE - 8;

    private Growth() {}

    /** Capacity for {@code more} behind {@code size}. Throws OutOfMemoryError, as the platform does, where no array is that long. */
    public static int capacity(int size, int more) {
        long needed = (long) size + more;
        if (needed > ARRAY_MAX) throw new OutOfMemoryError("an array of " + needed);
        return (int) Math.min(ARRAY_MAX, Math.max(needed, size + (size >> 1) + 16L));
    }
}
