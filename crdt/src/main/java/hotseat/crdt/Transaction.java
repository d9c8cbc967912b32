package hotseat.crdt;

import org.jspecify.annotations.Nullable;

/** The writing side of {@link Doc#transact}; valid until the edit returns. Positions count UTF-16 units of visible text. */
public final class Transaction {
    /** Lone surrogates become U+FFFD. {@code index} from 0 to the length of the text. */
    public void insert(String root, int index, String text) {
        throw new UnsupportedOperationException();
    }

    public void delete(String root, int index, int length) {
        throw new UnsupportedOperationException();
    }

    /** Makes the text equal to {@code newText} by one deletion and one insertion between common prefix and suffix. */
    public void replace(String root, String newText) {
        throw new UnsupportedOperationException();
    }

    /** {@code value}: null, Boolean, Integer, Long, Double, String, List or Map of such. */
    public void set(String mapRoot, String key, @Nullable Object value) {
        throw new UnsupportedOperationException();
    }

    public void remove(String mapRoot, String key) {
        throw new UnsupportedOperationException();
    }
}
