package hotseat.server.room;

import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import java.util.List;
import java.util.function.LongConsumer;

/** A room's way to its log. Never fails as the room sees it: while the store is in trouble, the answer is late. */
interface Log {
    /** Calls {@code committed} on the room's loop with the last log number, once all of it is on disk. */
    void append(List<Entry> entries, List<Author> authors, LongConsumer committed);

    /** Records the document's state as of a log number; best effort, the log has it all anyway. */
    void checkpoint(long number, byte[] state);
}
