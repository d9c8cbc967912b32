package hotseat.crdt.item;

import hotseat.crdt.codec.ByteWriter;
import java.util.Arrays;

/** The bytes of all content that is neither text nor a type, kept as they came. */
final class ByteArena {
    private static final int COMPACT_FROM = 1 << 12;

    private byte[] bytes = new byte[0];
    private int size;
    private int garbage;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void drop(int count) {
        garbage += count;
    }

    boolean worthCompacting() {
        return garbage > COMPACT_FROM && garbage > size / 2;
    }

    int append(byte[] source, int from, int count) {
        int offset = size;
        if (size + count > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(size + count, size + (size >> 1) + 32));
        System.arraycopy(source, from, bytes, offset, count);
        size += count;
        return offset;
    }

    void writeTo(ByteWriter out, int offset, int count) {
        out.raw(bytes, offset, count);
    }
}
