package hotseat.crdt.codec;

/** Text in memory: surrogates come in pairs, or the wire could not carry them. */
public final class Utf16 {
    private static final char REPLACEMENT = '\ufffd';

    private Utf16() {}

    /** The text with U+FFFD in place of each lone surrogate. */
    public static String withoutLoneSurrogates(String text) {
        int i = 0;
        while (i < text.length() && !Character.isSurrogate(text.charAt(i))) i++;
        if (i == text.length()) return text;
        char[] units = text.toCharArray();
        replaceLoneSurrogates(units, i, units.length);
        return new String(units);
    }

    /** The same in place for the units {@code [from, end)}. */
    public static void replaceLoneSurrogates(char[] units, int from, int end) {
        for (int i = from; i < end; i++) {
            if (pairAt(units, i, end)) i++;
            else if (Character.isSurrogate(units[i])) units[i] = REPLACEMENT;
        }
    }

    /** Whether a pair starts at {@code i} that ends before {@code end}. */
    static boolean pairAt(char[] units, int i, int end) {
        return Character.isHighSurrogate(units[i]) && i + 1 < end && Character.isLowSurrogate(units[i + 1]);
    }
}
