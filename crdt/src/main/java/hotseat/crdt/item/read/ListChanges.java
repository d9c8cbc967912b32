package hotseat.crdt.item.read;

import org.jspecify.annotations.Nullable;

/**
 * Is told what a transaction changed in a list, from its start on. All numbers are units of the list, and of text UTF-16 units; what follows the
 * last change is not told.
 */
public interface ListChanges {
    /** Goes over units that stay. */
    void retain(int units);

    void insert(String text);

    /** One unit that is not text: a value as {@link TypeReader} shows it. */
    void insert(@Nullable Object value);

    void delete(int units);
}
