package hotseat.server.store;

import hotseat.server.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a room writes at once, all or nothing.
 *
 * @param first log number of the first entry; the room counts, so that the same write tried twice is there once, and a second
 *     writer is noticed
 * @param run number of the latest run of the session, where the batch is about runs
 * @param changed the session's row as it is from now on, where the batch changes it
 */
public record Append(
        long first, List<Entry> entries, List<Author> authors, OptionalInt run, Optional<Session> changed) {
    public Append {
        entries = List.copyOf(entries);
        authors = List.copyOf(authors);
    }

    /** Log number of the last entry. */
    public long last() {
        return first + entries.size() - 1;
    }
}
