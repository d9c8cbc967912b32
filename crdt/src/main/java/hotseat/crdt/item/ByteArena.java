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
 *
 * <p>Values have lengths of their own, which only reading them tells. Finding the n-th of an item therefore walks those before it, and who
 * asks again for a later one of the same slice goes on from there: appending to a list one by one, or reading it, is linear as a whole.
 */
public final class ByteArena {
    /** Less garbage than this is not worth the walk over all items. */
    private static final int COMPACT_FROM = 1 << 12;

    private byte[] bytes = new byte[0];
    private int size;
    private int garbage;
    /** Where values were counted to last: who appends to a list is asked for its end again and again. What is written never moves. */
    private int countedFrom = -1;

    /** So many values, which end here. */
    private int counted;

    private int countedTo;
    /** Bytes of the last walk, for who pays for it in steps. */
    private int walked;

    public byte[] bytes() {
        return bytes;
    }

    public int size() {
        return size;
    }

    /** Heap bytes, with the room that is left. */
    public int memory() {
        return bytes.length;
    }

    /** So many bytes belong to no item any more. */
    public void drop(int count) {
        garbage += count;
    }

    /** As {@link TextArena#worthCompacting}. */
    public boolean worthCompacting() {
        return garbage > COMPACT_FROM && garbage > size / 2;
    }

    /** Returns where the bytes are from now on. The source may be the arena itself. */
    public int append(byte[] source, int from, int count) {
        int offset = size;
        if (count > bytes.length - size) bytes = Arrays.copyOf(bytes, Growth.capacity(size, count));
        System.arraycopy(source, from, bytes, offset, count);
        size += count;
        return offset;
    }

    /** Position behind the first {@code count} values of the slice {@code [from, end)}. */
    public int skipValues(int from, int end, int kind, int count) {
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

    /** Joins two slices and returns where they are together: in place, behind the first where that ends the arena, or both at the end. */
    public int join(int a, int aBytes, int b, int bBytes) {
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

    public void writeTo(ByteWriter out, int offset, int count) {
        out.raw(bytes, offset, count);
    }
}
