package hotseat.crdt.item;

import java.util.Arrays;

/** Growing list of numbers. */
final class IntList {
    private int[] values = new int[12];
    private int size;

    int size() {
        return size;
    }

    int get(int i) {
        return values[i];
    }

    void add(int value) {
        if (size == values.length) values = Arrays.copyOf(values, size + (size >> 1));
        values[size++] = value;
    }

    void add(int a, int b) {
        add(a);
        add(b);
    }

    void add(int a, int b, int c) {
        add(a);
        add(b);
        add(c);
    }

    void set(int i, int value) {
        values[i] = value;
    }

    int removeLast() {
        return values[--size];
    }

    /** Forgets the values; keeps the memory unless it was much. */
    void clear() {
        size = 0;
        if (values.length > 1 << 8) values = new int[12];
    }
}
