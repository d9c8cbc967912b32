package hotseat.server.store.sqlite;

import hotseat.server.session.SessionId;
import hotseat.server.store.StoreException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where the log of each session ends. The entries of all sessions lie in the order in which they were written, and each names the one
 * before it of its session: whoever knows the last can read them all, and a commit writes one place of the file however many rooms type.
 *
 * <p>The last one is in memory while a session is written to, and in its row when its document is recorded, which is rare. After a crash
 * the rows are behind by what was written since all were noted: those entries are read through when the file is opened.
 *
 * <p>On the writer's thread, but for {@link #committed(Statements, SessionId)}.
 */
final class Heads implements Writer.Outcome {
    /** Entries to read through after a crash, at most: some ten milliseconds. */
    private static final int UNNOTED_MAX = 1 << 15;

    /**
     * The last entry of a session.
     *
     * @param id its place in the log of all
     * @param seq its number in the session's own; both are 0 before the first
     */
    record Head(long id, long seq) {}

    /** Of the sessions whose row does not say it. As committed: a reader who begins now sees these entries. */
    private final Map<SessionId, Head> ahead = new ConcurrentHashMap<>();
    /** What the transaction under way has written. */
    private final Map<SessionId, Head> written = new HashMap<>();
    /** Whose row the transaction under way has brought up to date. */
    private final Set<SessionId> noted = new HashSet<>();

    private long last;
    private volatile long lastCommitted;
    /** Up to where all are noted, and up to where that was committed. */
    private long allNoted;

    private long allNotedCommitted;
    /** The last commit failed, and may have taken effect all the same. */
    private boolean inDoubt;

    /** For a file that was just opened. */
    Heads(Statements statements) throws SQLException {
        try (var row = statements.get("SELECT noted FROM heads").executeQuery()) {
            row.next();
            lastCommitted = row.getLong("noted");
        }
        read(statements);
        noteAll(statements);
        committed();
    }

    /** Reads through what lies behind the last commit that is known. */
    private void read(Statements statements) throws SQLException {
        var select = statements.get("SELECT session, max(id) AS id, seq FROM entry WHERE id > ? GROUP BY session");
        select.setLong(1, lastCommitted);
        last = lastCommitted;
        try (var row = select.executeQuery()) {
            while (row.next()) { // seq is that of the row with the greatest id: so SQLite defines it
                long id = row.getLong("id");
                ahead.put(new SessionId(row.getString("session")), new Head(id, row.getLong("seq")));
                last = Math.max(last, id);
            }
        }
        lastCommitted = last;
    }

    /** Where a session's log ends, in the transaction under way; empty where the session is not there. */
    Optional<Head> current(Statements statements, SessionId session) throws SQLException {
        endDoubt(statements);
        var head = written.get(session);
        return head == null ? committed(statements, session) : Optional.of(head);
    }

    /** Finds what a commit has written that seemed to fail. */
    private void endDoubt(Statements statements) throws SQLException {
        if (inDoubt) {
            read(statements);
            inDoubt = false;
        }
    }

    /** As any thread sees it: where a session's log ends that can be read from now on. */
    Optional<Head> committed(Statements statements, SessionId session) throws SQLException {
        var head = ahead.get(session);
        return head == null ? stored(statements, session) : Optional.of(head);
    }

    private static Optional<Head> stored(Statements statements, SessionId session) throws SQLException {
        var select =
                statements.get("SELECT head, seq FROM session LEFT JOIN entry ON entry.id = head WHERE session.id = ?");
        select.setString(1, session.value());
        try (var row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            long id = row.getLong("head");
            long seq = row.getLong("seq");
            if (row.wasNull() && id != 0) {
                throw new StoreException(
                        StoreException.Kind.DAMAGED, "the end of a log is missing; restore the latest backup");
            }
            return Optional.of(new Head(id, seq));
        }
    }

    /** The place of an entry that is written now. */
    long next() {
        return ++last;
    }

    void moved(SessionId session, Head head) {
        written.put(session, head);
        noted.remove(session);
    }

    /** Whether a crash now would leave much to read through. */
    boolean areFarAhead() {
        return last - allNoted > UNNOTED_MAX;
    }

    /** Brings a session's row up to date. */
    void note(Statements statements, SessionId session) throws SQLException {
        endDoubt(statements);
        var head = written.getOrDefault(session, ahead.get(session));
        if (head == null) {
            return;
        }
        var update = statements.get("UPDATE session SET head = ? WHERE id = ?");
        update.setLong(1, head.id());
        update.setString(2, session.value());
        update.executeUpdate();
        noted.add(session);
    }

    void noteAll(Statements statements) throws SQLException {
        endDoubt(statements);
        var all = new HashSet<>(ahead.keySet());
        all.addAll(written.keySet());
        for (var session : all) {
            note(statements, session);
        }
        var update = statements.get("UPDATE heads SET noted = ?");
        update.setLong(1, last);
        update.executeUpdate();
        allNoted = last;
    }

    /** Entries ever written, all sessions together. From any thread. */
    long lastCommitted() {
        return lastCommitted;
    }

    @Override
    public void committed() {
        ahead.putAll(written);
        ahead.keySet().removeAll(noted);
        lastCommitted = last;
        allNotedCommitted = allNoted;
        written.clear();
        noted.clear();
    }

    @Override
    public void failed() {
        written.clear();
        noted.clear();
        last = lastCommitted;
        allNoted = allNotedCommitted;
        inDoubt = true;
    }
}
