package hotseat.crdt.item;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Growth;
import hotseat.crdt.update.StructWriter;
import java.util.Arrays;

/**
 * The bytes of all content that is neither text nor a type, kept as they came: what is written again later are the same bytes, also where yjs
 * would write a number in another way.
 *
 * <p>Always: what is written never moves within one arena; slices that are joined are beside each other, by copying one if need be. Garbage is
 * bounded as in {@link TextArena}.
 */
final class ByteArena {
    private static final int COMPACT_FROM = 1 << 12;

    private byte[] bytes = new byte[0];
    private int size;
    private int garbage;
    /** Where values were counted to last: who appends to a list is asked for its end again and again. What is written never moves. */
    private int countedFrom = -1;

    private int counted;
    private int countedTo;
    private int walked;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** Heap bytes, with the room that is left. */
    int memory() {
        return bytes.length;
    }

    void drop(int count) {
        garbage += count;
    }

    boolean worthCompacting() {
        return garbage > COMPACT_FROM && garbage > size / 2;
    }

    int append(byte[] source, int from, int count) {
        int offset = size;
        if (count > bytes.length - size) bytes = Arrays.copyOf(bytes, Growth.capacity(size, count));
        System.arraycopy(source, from, bytes, offset, count);
        size += count;
        return offset;
    }

    /** Position behind the first {@code count} values of the slice {@code [from, end)}. */
    int skipValues(int from, int end, int kind, int count) {
        boolean goesOn = from == countedFrom && count >= counted;
        int start = goesOn ? countedTo : from;
        countedTo = StructWriter.skipValues(bytes, start, end, kind, goesOn ? count - counted : count);
        countedFrom = from;
        counted = count;
        walked = countedTo - start;
        return countedTo;
    }

    /** Bytes that {@link #skipValues} looked at last. */
    int walked() {
        return walked;
    }

    /** Joins two slices and returns where they are together. */
    int join(int a, int aBytes, int b, int bBytes) {
        if (a + aBytes == b) return a;
        int before = size;
        if (a + aBytes == size) {
            append(bytes, b, bBytes);
            garbage += bBytes;
            return a;
        }
        int joined = append(bytes, a, aBytes);
        append(bytes, b, bBytes);
        garbage += size - before;
        return joined;
    }

    void writeTo(ByteWriter out, int offset, int count) {
        out.raw(bytes, offset, count);
    }
}
