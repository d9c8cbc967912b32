package hotseat.crdt.codec;

/** Strict UTF-8: no overlong forms, no encoded surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private Utf8() {}

    /** UTF-16 units of {@code [from, end)}, or -1 where it is not UTF-8. */
    public static int units(byte[] bytes, int from, int end) {
        int p = from;
        while (p < end && bytes[p] >= 0) p++;
        int units = p - from;
        while (p < end) {
            int b = bytes[p];
            if (b >= 0) {
                p++;
                units++;
                continue;
            }
            int length = sequenceLength(bytes, p, end);
            if (length < 0) return -1;
            p += length;
            units += length == 4 ? 2 : 1;
        }
        return units;
    }

    /** Bytes of the sequence of more than one byte at {@code p}, or -1 where it is ill-formed (Unicode table 3-7). */
    private static int sequenceLength(byte[] bytes, int p, int end) {
        int lead = bytes[p] & 0xff;
        int length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
        if (length == 0 || p + length > end) return -1;
        int second = bytes[p + 1] & 0xff;
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) return -1;
        for (int i = 2; i < length; i++) if ((bytes[p + i] & 0xc0) != 0x80) return -1;
        return length;
    }

    /** The code point at {@code p} of well-formed bytes; its UTF-8 length follows from its lead byte. */
    public static int codePoint(byte[] bytes, int p) {
        int b = bytes[p];
        if (b >= 0) return b;
        if ((b & 0xe0) == 0xc0) return (b & 0x1f) << 6 | bytes[p + 1] & 0x3f;
        if ((b & 0xf0) == 0xe0) return (b & 0x0f) << 12 | (bytes[p + 1] & 0x3f) << 6 | bytes[p + 2] & 0x3f;
        return (b & 0x07) << 18 | (bytes[p + 1] & 0x3f) << 12 | (bytes[p + 2] & 0x3f) << 6 | bytes[p + 3] & 0x3f;
    }

    /** Bytes of well-formed text. */
    public static int bytes(CharSequence text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) bytes += bytes(text.charAt(i));
        return bytes;
    }

    /** Bytes of one unit; each half of a surrogate pair counts half of them. */
    public static int bytes(char unit) {
        return unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate(unit) ? 2 : 3;
    }

    /** Bytes of the sequence that starts with {@code lead} in well-formed bytes. */
    public static int length(byte lead) {
        return lead >= 0 ? 1 : (lead & 0xe0) == 0xc0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : 4;
    }
}
