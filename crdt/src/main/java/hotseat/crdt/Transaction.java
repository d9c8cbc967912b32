package hotseat.crdt;

import hotseat.crdt.item.LocalEdit;
import org.jspecify.annotations.Nullable;

/**
 * The writing side of {@link Doc#transact}; valid until the edit returns. Positions count UTF-16 units of visible text. A root that the
 * schema does not declare for it is an IllegalArgumentException, a position outside of the text an IndexOutOfBoundsException.
 */
public final class Transaction {
    private static final char REPLACEMENT = '\ufffd';

    private final LocalEdit edit;
    private boolean ended;

    Transaction(LocalEdit edit) {
        this.edit = edit;
    }

    void end() {
        ended = true;
    }

    private LocalEdit edit() {
        if (ended) throw new IllegalStateException("the transaction has ended");
        return edit;
    }

    /** Lone surrogates become U+FFFD. {@code index} from 0 to the length of the text. */
    public void insert(String root, int index, String text) {
        edit().insert(root, index, withoutLoneSurrogates(text));
    }

    public void delete(String root, int index, int length) {
        edit().delete(root, index, length);
    }

    /** Makes the text equal to {@code newText} by one deletion and one insertion between common prefix and suffix. */
    public void replace(String root, String newText) {
        String before = edit().text(root);
        if (before.length() != edit.length(root))
            throw new IllegalArgumentException("root holds more than text: " + root);
        String after = withoutLoneSurrogates(newText);
        int shorter = Math.min(before.length(), after.length());
        int prefix = 0;
        while (prefix < shorter && before.charAt(prefix) == after.charAt(prefix)) prefix++;
        // A pair is kept or replaced as a whole: half of it would become U+FFFD.
        if (prefix > 0 && Character.isHighSurrogate(before.charAt(prefix - 1))) prefix--;
        int suffix = 0;
        while (suffix < shorter - prefix
                && before.charAt(before.length() - 1 - suffix) == after.charAt(after.length() - 1 - suffix)) suffix++;
        if (suffix > 0 && Character.isLowSurrogate(before.charAt(before.length() - suffix))) suffix--;
        edit.delete(root, prefix, before.length() - suffix - prefix);
        edit.insert(root, prefix, after.substring(prefix, after.length() - suffix));
    }

    /** {@code value}: null, Boolean, Integer, Long, Double, String, List or Map of such. */
    public void set(String mapRoot, String key, @Nullable Object value) {
        edit().set(mapRoot, withoutLoneSurrogates(key), value);
    }

    public void remove(String mapRoot, String key) {
        edit().remove(mapRoot, withoutLoneSurrogates(key));
    }

    private static String withoutLoneSurrogates(String text) {
        int i = 0;
        while (i < text.length() && !Character.isSurrogate(text.charAt(i))) i++;
        if (i == text.length()) return text;
        var out = new StringBuilder(text);
        for (; i < out.length(); i++) {
            char c = out.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < out.length() && Character.isLowSurrogate(out.charAt(i + 1)))
                i++;
            else if (Character.isSurrogate(c)) out.setCharAt(i, REPLACEMENT);
        }
        return out.toString();
    }
}
