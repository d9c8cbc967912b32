package hotseat.crdt.codec;

import java.util.Arrays;

/** Writes lib0 primitives into a growing array. */
public final class ByteWriter {
    private static final int VAR_UINT_MAX = 9;
    /** Up to so many bytes one loop checks and copies at once; most pieces of a text are shorter. */
    private static final int SHORT = 32;

    private byte[] bytes;
    private int size;

    public ByteWriter() {
        this(64);
    }

    public ByteWriter(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets what was written and keeps the memory. */
    public void clear() {
        size = 0;
    }

    public ByteWriter uint8(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** {@code value} ≥ 0. */
    public ByteWriter varUint(long value) {
        reserve(VAR_UINT_MAX);
        size = putVarUint(bytes, size, value);
        return this;
    }

    /** A byte and up to two ids: of a negative client none. In one go, since it is what each struct of a state starts with. */
    public ByteWriter head(int info, long client, int clock, long otherClient, int otherClock) {
        reserve(1 + 4 * VAR_UINT_MAX);
        byte[] to = bytes;
        int at = size;
        to[at++] = (byte) info;
        if (client >= 0) at = putVarUint(to, putVarUint(to, at, client), clock);
        if (otherClient >= 0) at = putVarUint(to, putVarUint(to, at, otherClient), otherClock);
        size = at;
        return this;
    }

    /** Returns the position behind the number; nearly all are lengths and clocks, that is one to three bytes. */
    private static int putVarUint(byte[] to, int at, long value) {
        if (value >>> 21 != 0) return putLongVarUint(to, at, value);
        int small = (int) value;
        if (small > 0x7f) {
            to[at++] = (byte) (small | 0x80);
            small >>>= 7;
            if (small > 0x7f) {
                to[at++] = (byte) (small | 0x80);
                small >>>= 7;
            }
        }
        to[at++] = (byte) small;
        return at;
    }

    private static int putLongVarUint(byte[] to, int at, long value) {
        if (value < 0) throw new IllegalArgumentException("not a varUint: " + value);
        while (value > 0x7f) {
            to[at++] = (byte) (value | 0x80);
            value >>>= 7;
        }
        to[at++] = (byte) value;
        return at;
    }

    /** Sign and magnitude, so that minus zero exists. */
    public ByteWriter varInt(long magnitude, boolean negative) {
        reserve(10);
        bytes[size++] = (byte) ((magnitude > 0x3f ? 0x80 : 0) | (negative ? 0x40 : 0) | (magnitude & 0x3f));
        magnitude >>>= 6;
        while (magnitude > 0) {
            bytes[size++] = (byte) ((magnitude > 0x7f ? 0x80 : 0) | (magnitude & 0x7f));
            magnitude >>>= 7;
        }
        return this;
    }

    /** Big endian. */
    public ByteWriter int64(long value) {
        return int32((int) (value >>> 32)).int32((int) value);
    }

    /** Big endian. */
    public ByteWriter int32(int value) {
        reserve(4);
        for (int shift = 24; shift >= 0; shift -= 8) bytes[size++] = (byte) (value >>> shift);
        return this;
    }

    /** The bytes as they are, without a length. */
    public ByteWriter raw(byte[] source, int from, int length) {
        reserve(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    /** What another writer holds. */
    public ByteWriter append(ByteWriter other) {
        return raw(other.bytes, 0, other.size);
    }

    /** Length, then bytes. */
    public ByteWriter bytes(byte[] source) {
        return varUint(source.length).raw(source, 0, source.length);
    }

    /** Length in bytes, then UTF-8; a lone surrogate is written as U+FFFD. */
    public ByteWriter varString(String text) {
        return varString(text.toCharArray(), 0, text.length());
    }

    /** As {@link #varString(String)}. */
    public ByteWriter varString(char[] text, int from, int units) {
        if (units <= SHORT && shortAscii(text, from, units)) return this;
        int end = from + units;
        int length = 0;
        for (int i = from; i < end; i++) {
            char c = text[i];
            if (c < 0x80) length += 1;
            else if (c < 0x800) length += 2;
            else if (Utf16.pairAt(text, i, end)) {
                length += 4;
                i++;
            } else length += 3;
        }
        varUint(length);
        reserve(length);
        if (length == units) {
            for (int i = from; i < end; i++) bytes[size++] = (byte) text[i];
            return this;
        }
        for (int i = from; i < end; i++) {
            if (Utf16.pairAt(text, i, end)) {
                put(Character.toCodePoint(text[i], text[i + 1]));
                i++;
            } else put(Character.isSurrogate(text[i]) ? 0xfffd : text[i]);
        }
        return this;
    }

    /** As {@link #varString} for text of one byte per unit; false, and nothing is written, where it is not ASCII. */
    public boolean asciiString(byte[] text, int from, int units) {
        if (units <= SHORT) return shortAscii(text, from, units);
        int all = 0;
        for (int i = from; i < from + units; i++) all |= text[i];
        if (all < 0) return false;
        varUint(units).raw(text, from, units);
        return true;
    }

    /** Writes a string whose length is one byte, in one loop; false, and nothing is written, where it is not ASCII. */
    private boolean shortAscii(byte[] text, int from, int units) {
        reserve(1 + units);
        byte[] to = bytes;
        int start = size + 1;
        int all = 0;
        for (int i = 0; i < units; i++) {
            byte b = text[from + i];
            to[start + i] = b;
            all |= b;
        }
        if (all < 0) return false;
        to[size] = (byte) units;
        size += 1 + units;
        return true;
    }

    private boolean shortAscii(char[] text, int from, int units) {
        reserve(1 + units);
        byte[] to = bytes;
        int start = size + 1;
        int all = 0;
        for (int i = 0; i < units; i++) {
            char c = text[from + i];
            to[start + i] = (byte) c;
            all |= c;
        }
        if (all > 0x7f) return false;
        to[size] = (byte) units;
        size += 1 + units;
        return true;
    }

    /** One code point as UTF-8; the caller has reserved the room. */
    private void put(int c) {
        if (c < 0x80) {
            bytes[size++] = (byte) c;
        } else if (c < 0x800) {
            bytes[size++] = (byte) (0xc0 | c >> 6);
            bytes[size++] = (byte) (0x80 | c & 0x3f);
        } else if (c < 0x10000) {
            bytes[size++] = (byte) (0xe0 | c >> 12);
            bytes[size++] = (byte) (0x80 | c >> 6 & 0x3f);
            bytes[size++] = (byte) (0x80 | c & 0x3f);
        } else {
            bytes[size++] = (byte) (0xf0 | c >> 18);
            bytes[size++] = (byte) (0x80 | c >> 12 & 0x3f);
            bytes[size++] = (byte) (0x80 | c >> 6 & 0x3f);
            bytes[size++] = (byte) (0x80 | c & 0x3f);
        }
    }

    private void reserve(int count) {
        if (bytes.length - size < count) bytes = Arrays.copyOf(bytes, Growth.capacity(size, count));
    }
}
