package hotseat.server.store;

import hotseat.server.session.Participant;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Everything that outlives the process.
 *
 * <p>Writes return at once with a future that completes when they are on disk; those of one session in the order of the calls. It
 * fails with {@link StoreException}, whose kind says what to do; then nothing of that write is there, or, after a commit whose
 * outcome nobody knows, all of it: the same write tried again is there once. Futures complete on the store's own thread: hand over
 * before doing more than that. Reads block, for some hundred microseconds when the pages are cached, and throw StoreException: call
 * them off the loops.
 */
public interface Store extends AutoCloseable {
    /** Creates a session together with the first entries of its log. */
    CompletableFuture<Void> create(Session session, List<Entry> entries, List<Author> authors);

    Optional<Session> session(SessionId id);

    /**
     * Admits a participant.
     *
     * @param admit given all who joined before, the participant as stored, or nobody; called within the write, perhaps more than once
     * @param tokenHash SHA-256 of the participant's token
     * @param epoch of the link they joined by
     */
    CompletableFuture<Optional<Participant>> join(
            SessionId session, Function<List<Participant>, Optional<Participant>> admit, byte[] tokenHash, int epoch);

    /** The participant that a token speaks for, if they are of this session and joined by a link that is still valid. */
    Optional<Participant> participant(Session session, byte[] tokenHash);

    /** Everybody who ever joined, in that order. */
    List<Participant> participants(SessionId session);

    /** Appends to the log, all or nothing. Fenced unless it goes on where the log ends. */
    CompletableFuture<Void> append(SessionId session, Append append);

    /** Records the merged state of a document up to a log number, so that loading need not read what is before it. */
    CompletableFuture<Void> checkpoint(SessionId session, String document, long number, byte[] state);

    /**
     * Reads a document: hands its checkpoint, if there is one, and then the updates behind it, oldest first, to {@code into}, one at
     * a time. What {@code into} throws ends the reading.
     */
    StoredDocument load(SessionId session, String document, Consumer<byte[]> into);

    /** The latest entries of a kind, oldest first: at most so many, and none once those behind it have so many bytes. */
    List<Numbered> latest(SessionId session, Entry.Kind kind, int most, long bytesMax);

    /** How far the session has counted; GONE where it is not there. */
    Counters counters(SessionId session);

    /** Entries ever written, all sessions together. */
    long written();

    /** Notes that a backup was restored: every session is of the next generation. */
    void declareRestored();

    /** Throws {@link StoreException} unless the store can be written to. Blocks for at most some seconds. */
    void check();

    /** Writes what still waits, then closes; throws {@link StoreException} when that took too long, and not all may be written. */
    @Override
    void close();
}
