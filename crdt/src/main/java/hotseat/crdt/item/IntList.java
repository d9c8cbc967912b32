package hotseat.crdt.item;

import java.util.Arrays;

/**
 * Growing list of numbers: list of records of two or three numbers, and stack. A list of the platform would hold an object for each of them.
 *
 * <p>It lives as long as the document and is empty between transactions. So it keeps a small array for the next keystroke, and gives a large one,
 * which some large update needed, back.
 */
public final class IntList {
    private static final int[] NOTHING = {};
    private static final int FIRST = 12;
    private static final int KEPT = 1 << 8;

    private int[] values = NOTHING;
    private int size;

    public int size() {
        return size;
    }

    public int get(int i) {
        return values[i];
    }

    public void add(int value) {
        if (size == values.length) values = Arrays.copyOf(values, Math.max(FIRST, size + (size >> 1)));
        values[size++] = value;
    }

    public void add(int a, int b) {
        add(a);
        add(b);
    }

    public void add(int a, int b, int c) {
        add(a);
        add(b);
        add(c);
    }

    void set(int i, int value) {
        values[i] = value;
    }

    public int removeLast() {
        return values[--size];
    }

    /** Forgets the values; keeps the memory unless it was much. */
    public void clear() {
        size = 0;
        if (values.length > KEPT) values = NOTHING;
    }
}
