package hotseat.crdt.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads lib0 primitives from a slice of bytes. Every method throws {@link RejectedUpdate} where the bytes are not what is asked for. */
public final class ByteReader {
    private static final long UINT_MAX = (1L << 53) - 1;

    private final byte[] bytes;
    private final int end;
    private int at;

    public ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /** Reads {@code [from, end)}. */
    public ByteReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Position in the underlying array of what is read next. */
    public int position() {
        return at;
    }

    public int remaining() {
        return end - at;
    }

    public int uint8() {
        if (at == end) throw truncated(1);
        return bytes[at++] & 0xff;
    }

    /** 0 … 2^53 − 1 in at most 8 bytes. */
    public long varUint() {
        // Nearly all numbers are lengths and clocks, that is one to three bytes.
        int p = at;
        if (p == end) throw truncated(1);
        int value = bytes[p++];
        if (value < 0) {
            if (end - p < 2) return varUintOfAnyLength();
            int b = bytes[p++];
            value = value & 0x7f | (b & 0x7f) << 7;
            if (b < 0) {
                b = bytes[p++];
                value |= (b & 0x7f) << 14;
                if (b < 0) return varUintOfAnyLength();
            }
        }
        at = p;
        return value;
    }

    private long varUintOfAnyLength() {
        int p = at;
        long value = 0;
        for (int shift = 0; shift <= 49; shift += 7) {
            if (p == end) throw truncated(1);
            byte b = bytes[p++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                if (value > UINT_MAX)
                    throw new RejectedUpdate(Reason.MALFORMED, "number too large", value, UINT_MAX, at);
                at = p;
                return value;
            }
        }
        throw RejectedUpdate.malformed("number longer than 8 bytes", at);
    }

    /** A varUint of at most {@code max}. */
    public int varUint(int max, String what) {
        int from = at;
        long value = varUint();
        if (value > max) throw new RejectedUpdate(Reason.MALFORMED, what + " too large", value, max, from);
        return (int) value;
    }

    /** A count of things that take at least {@code bytesEach} bytes each: more than the bytes left could hold is refused. */
    public int count(int bytesEach, String what) {
        int from = at;
        long value = varUint();
        int left = remaining();
        if (value * bytesEach > left)
            throw new RejectedUpdate(Reason.MALFORMED, what + " too large", value, left / bytesEach, from);
        return (int) value;
    }

    /** Skips over a length-prefixed slice and returns its length; it ends at {@link #position()}. */
    public int skipBytes() {
        int length = varUint(Integer.MAX_VALUE, "length");
        if (length > remaining()) throw truncated(length);
        at += length;
        return length;
    }

    public void skip(int count) {
        if (count > remaining()) throw truncated(count);
        at += count;
    }

    /** A length-prefixed slice, copied. */
    public byte[] bytes() {
        int length = skipBytes();
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** Strict UTF-8: overlong forms, encoded surrogates and stray bytes are refused. */
    public String varString() {
        int from = at;
        int length = skipBytes();
        if (length <= 32 && isAscii(at - length, at))
            return new String(bytes, at - length, length, StandardCharsets.US_ASCII);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at - length, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw RejectedUpdate.malformed("string is not UTF-8", from);
        }
    }

    /** What {@link #varInt} returns for minus zero. */
    public static final long MINUS_ZERO = Long.MIN_VALUE;

    /** Sign and magnitude in at most 8 bytes; minus zero is {@link #MINUS_ZERO}. */
    public long varInt() {
        int first = uint8();
        long magnitude = first & 0x3f;
        int shift = 6;
        for (int b = first; (b & 0x80) != 0; shift += 7) {
            if (shift > 48) throw RejectedUpdate.malformed("number longer than 8 bytes", at);
            b = uint8();
            magnitude |= (long) (b & 0x7f) << shift;
        }
        if ((first & 0x40) == 0) return magnitude;
        return magnitude == 0 ? MINUS_ZERO : -magnitude;
    }

    public void skipVarInt() {
        varInt();
    }

    /** Big endian. */
    public int int32() {
        if (remaining() < 4) throw truncated(4);
        int value = 0;
        for (int i = 0; i < 4; i++) value = value << 8 | bytes[at++] & 0xff;
        return value;
    }

    /** Big endian. */
    public long int64() {
        return (long) int32() << 32 | int32() & 0xffff_ffffL;
    }

    /** Checks a string, moves behind it and returns its UTF-16 units. */
    public int skipString() {
        return unitsBefore(skipBytes());
    }

    /** UTF-16 units of the last {@code length} bytes, which must be UTF-8. */
    public int unitsBefore(int length) {
        int units = Utf8.units(bytes, at - length, at);
        if (units < 0) throw RejectedUpdate.malformed("string is not UTF-8", at - length);
        return units;
    }

    /** As {@link #skipString}; whether the string is this ASCII word. */
    public boolean skipStringIs(String ascii) {
        int length = skipBytes();
        unitsBefore(length);
        return isBefore(ascii, length);
    }

    /** Whether the last {@code length} bytes are this ASCII word. */
    private boolean isBefore(String ascii, int length) {
        if (length != ascii.length()) return false;
        for (int i = 0; i < length; i++) if (bytes[at - length + i] != ascii.charAt(i)) return false;
        return true;
    }

    /** Checks a string that holds one JSON value and moves behind it; {@code undefined} passes where the format allows the bare word. */
    public void skipJson(int depthMax, boolean undefinedAllowed) {
        int length = skipBytes();
        unitsBefore(length);
        if (undefinedAllowed && isBefore("undefined", length)) return;
        JsonSyntax.check(bytes, at - length, at, depthMax);
    }

    /** Refuses bytes that nobody asked for. */
    public void expectEnd() {
        if (at != end) throw new RejectedUpdate(Reason.MALFORMED, "bytes after the end", remaining(), 0, at);
    }

    private boolean isAscii(int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) all |= bytes[i];
        return all >= 0;
    }

    private RejectedUpdate truncated(int wanted) {
        return new RejectedUpdate(Reason.MALFORMED, "bytes end too early", wanted, remaining(), at);
    }
}
