package hotseat.server.store;

import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Everything that outlives the process.
 *
 * <p>Writes return at once with a future that completes when they are on disk, in the order of the calls; it fails with
 * {@link StoreException} when they are not, and then nothing of that write is there. Futures complete on the store's own
 * thread: hand over before doing more than that. Reads block, for some hundred microseconds when the pages are cached: call
 * them on a virtual thread.
 */
public interface Store extends AutoCloseable {
    /** Creates a session together with the first entries of its log. */
    CompletableFuture<Void> create(Session session, List<Entry> entries, List<Author> authors);

    Optional<Session> session(SessionId id);

    /**
     * Admits a participant. Name and seat are settled in the write itself, so that two who join at once differ. Empty when
     * {@code most} have joined the session already.
     *
     * @param tokenHash SHA-256 of the participant's token
     * @param epoch of the links when they joined
     */
    CompletableFuture<Optional<Participant>> join(
            SessionId session,
            int most,
            ParticipantId id,
            Role role,
            String wantedName,
            byte[] tokenHash,
            int epoch,
            Instant at);

    /** The participant that a token speaks for, if it is of this session and of its present epoch. */
    Optional<Participant> participant(Session session, byte[] tokenHash);

    /** Everybody who ever joined, in that order. */
    List<Participant> participants(SessionId session);

    /**
     * Appends to the log; all or nothing.
     *
     * @return the log number of the last entry
     */
    CompletableFuture<Long> append(SessionId session, List<Entry> entries, List<Author> authors);

    /** Records the merged state of a document up to a log number, so that loading need not read what is before it. */
    CompletableFuture<Void> checkpoint(SessionId session, String document, long number, byte[] state);

    /** What a room needs of one document of a session. */
    StoredDocument load(SessionId session, String document);

    /** Throws {@link StoreException} unless the store answers. */
    void check();

    /** Writes what still waits, then closes. */
    @Override
    void close();
}
