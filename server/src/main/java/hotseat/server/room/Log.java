package hotseat.server.room;

import hotseat.server.store.Append;
import java.util.function.Consumer;

/**
 * A room's way to its log. Never fails as the room sees it: while the store is in trouble the answer is late, and when there can be
 * none any more the room is ended from outside.
 */
interface Log {
    /** Calls {@code committed} on the room's loop once all of it is on disk. */
    void append(Append append, Runnable committed);

    /** Records a document's state as of a log number, and tells {@code stored}, on the room's loop, whether that worked. */
    void checkpoint(String document, long number, byte[] state, Consumer<Boolean> stored);
}
