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
        return varUint(remaining() / bytesEach, what);
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
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at - length, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw RejectedUpdate.malformed("string is not UTF-8", from);
        }
    }

    /** Refuses bytes that nobody asked for. */
    public void expectEnd() {
        if (at != end) throw new RejectedUpdate(Reason.MALFORMED, "bytes after the end", remaining(), 0, at);
    }

    private RejectedUpdate truncated(int wanted) {
        return new RejectedUpdate(Reason.MALFORMED, "bytes end too early", wanted, remaining(), at);
    }
}
