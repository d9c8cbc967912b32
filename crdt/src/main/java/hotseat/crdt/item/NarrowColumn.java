package hotseat.crdt.item;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A column of numbers that are below 2^15 in nearly every document: lengths, clients, parents, reserved units. Two bytes a number until the first
 * one comes that needs more; from then on four. NONE needs two.
 *
 * <p>Six such columns instead of plain ones make an item a quarter smaller. The question "which of the two" is lost in the noise where
 * items are placed, and a tenth of writing a state ({@code docs/decisions/0025-narrow-columns-and-code-pages.md}).
 */
public final class NarrowColumn {
    private short[] narrow;
    /** Null while no number needs it; then {@link #narrow} is empty. */
    private int @Nullable [] wide;

    NarrowColumn(int capacity) {
        narrow = new short[capacity];
    }

    public int get(int row) {
        int[] all = wide;
        return all == null ? narrow[row] : all[row];
    }

    public void set(int row, int number) {
        int[] all = wide;
        if (all == null) {
            if (number == (short) number) {
                narrow[row] = (short) number;
                return;
            }
            all = widen();
        }
        all[row] = number;
    }

    /** Once in the life of a column. */
    private int[] widen() {
        int[] all = new int[narrow.length];
        for (int row = 0; row < all.length; row++) all[row] = narrow[row];
        narrow = new short[0];
        return wide = all;
    }

    void grow(int capacity) {
        if (wide == null) narrow = Arrays.copyOf(narrow, capacity);
        else wide = Arrays.copyOf(wide, capacity);
    }

    /** Heap bytes of the numbers, with the room that is left. */
    long memory() {
        return wide == null ? (long) Short.BYTES * narrow.length : (long) Integer.BYTES * wide.length;
    }
}
