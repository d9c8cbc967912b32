package hotseat.server.document;

import hotseat.crdt.protocol.AwarenessUpdate.Entry;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What has changed of the presence in a document, the latest of each client id, while somebody is still to be told. One list for all: each
 * remembers how far they have been told, since lists of their own, of who was where in a full room, would fill the memory.
 */
public final class PresenceNews {
    private record Change(long number, Entry entry) {}

    /** In the order in which it changed. */
    private final LinkedHashMap<Long, Change> changes = new LinkedHashMap<>();

    private long latest;

    public void add(List<Entry> entries) {
        for (var entry : entries) {
            changes.putLast(entry.client(), new Change(++latest, entry));
        }
    }

    /** Number of the latest change. */
    public long latest() {
        return latest;
    }

    /** What has changed behind a number, oldest first. */
    public Collection<Entry> since(long number) {
        var since = new ArrayDeque<Entry>();
        for (var change : changes.sequencedValues().reversed()) {
            if (change.number <= number) {
                break;
            }
            since.addFirst(change.entry);
        }
        return since;
    }

    /** Everybody has been told. */
    public void clear() {
        changes.clear();
    }

    /** About the bytes of heap that it holds. */
    long memory() {
        return 100L * changes.size();
    }
}
