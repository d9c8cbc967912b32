package hotseat.server.store.sqlite;

import hotseat.server.session.ParticipantId;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import hotseat.server.store.Numbered;
import hotseat.server.store.StoreException;
import hotseat.server.store.sqlite.Heads.Head;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The tables {@code entry} and {@code author}: the append-only log. */
final class LogTable {
    private LogTable() {}

    /** Writes entries behind the last one of a session; returns where its log ends then. */
    static Head append(Statements statements, Heads heads, SessionId session, Head head, List<Entry> entries)
            throws SQLException {
        var insert = statements.get("INSERT INTO entry"
                + " (id, session, seq, prev, at, participant, document, kind, crc, bytes)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        var last = head;
        for (var entry : entries) {
            var next = new Head(heads.next(), last.seq() + 1);
            insert.setLong(1, next.id());
            insert.setString(2, session.value());
            insert.setLong(3, next.seq());
            insert.setLong(4, last.id());
            insert.setLong(5, entry.at().toEpochMilli());
            insert.setString(6, entry.participant().value());
            insert.setString(7, entry.document());
            insert.setInt(8, entry.kind().code());
            insert.setLong(9, Rows.crc(entry.bytes()));
            insert.setBytes(10, entry.bytes());
            insert.executeUpdate();
            last = next;
        }
        return last;
    }

    /** Whether a log ends with exactly these entries: then a commit whose outcome nobody knew has taken effect. */
    static boolean endsWith(Statements statements, Head head, long first, List<Entry> entries) throws SQLException {
        var select = statements.get("SELECT prev, at, participant, crc FROM entry WHERE id = ? AND seq = ?");
        long id = head.id();
        long number = first + entries.size();
        for (var entry : entries.reversed()) {
            select.setLong(1, id);
            select.setLong(2, --number);
            try (var row = select.executeQuery()) {
                if (!row.next()
                        || row.getLong("at") != entry.at().toEpochMilli()
                        || !row.getString("participant")
                                .equals(entry.participant().value())
                        || row.getLong("crc") != Rows.crc(entry.bytes())) {
                    return false;
                }
                id = row.getLong("prev");
            }
        }
        return true;
    }

    static void claim(Statements statements, SessionId session, List<Author> authors) throws SQLException {
        if (authors.isEmpty()) {
            return;
        }
        // The room has asked its own table; the first one stands, should the same claim be written twice.
        var insert = statements.get("INSERT INTO author (session, document, client, participant) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT DO NOTHING");
        for (var author : authors) {
            insert.setString(1, session.value());
            insert.setString(2, author.document());
            insert.setLong(3, author.client());
            insert.setString(4, author.participant().value());
            insert.executeUpdate();
        }
    }

    static Map<Long, ParticipantId> authors(Statements statements, SessionId session, String document)
            throws SQLException {
        var select = statements.get("SELECT client, participant FROM author WHERE session = ? AND document = ?");
        select.setString(1, session.value());
        select.setString(2, document);
        var authors = new HashMap<Long, ParticipantId>();
        try (var row = select.executeQuery()) {
            while (row.next()) {
                authors.put(row.getLong("client"), new ParticipantId(row.getString("participant")));
            }
        }
        return authors;
    }

    /** Hands over the updates of a document behind a log number, oldest first. */
    static void updates(Statements statements, Head head, String document, long behind, Consumer<byte[]> into)
            throws SQLException {
        // The numbers first: only those are held while the way back is followed, and what lies between is not read.
        var select = statements.get("WITH RECURSIVE way (id, prev) AS ("
                + " SELECT id, prev FROM entry WHERE id = ?1 AND seq > ?2"
                + " UNION ALL SELECT entry.id, entry.prev FROM way JOIN entry ON entry.id = way.prev"
                + " WHERE entry.id < way.id AND entry.seq > ?2)"
                + " SELECT seq, crc, wanted, CASE WHEN wanted THEN bytes END AS bytes"
                + " FROM (SELECT *, kind = ?3 AND document = ?4 AS wanted FROM entry)"
                + " WHERE id IN (SELECT id FROM way) ORDER BY id");
        select.setLong(1, head.id());
        select.setLong(2, behind);
        select.setInt(3, Entry.Kind.UPDATE.code());
        select.setString(4, document);
        long number = Math.min(behind, head.seq());
        try (var row = select.executeQuery()) {
            while (row.next()) {
                if (row.getLong("seq") != ++number) {
                    break;
                }
                if (row.getBoolean("wanted")) {
                    into.accept(Rows.verified(row));
                }
            }
        }
        if (number != head.seq()) {
            throw new StoreException(
                    StoreException.Kind.DAMAGED, "an entry of a log is missing; restore the latest backup");
        }
    }

    static List<Numbered> latest(Statements statements, SessionId session, Entry.Kind kind, int most, long bytesMax)
            throws SQLException {
        // By its own index, which the planner leaves aside for the order: the log is nearly all updates. It is partial,
        // and only a literal
        // tells that it holds the kind.
        var select = statements.get("SELECT * FROM entry INDEXED BY entry_by_kind WHERE session = ? AND kind = "
                + kind.code() + " AND kind <> 1 ORDER BY seq DESC LIMIT ?");
        select.setString(1, session.value());
        select.setInt(2, most);
        var found = new ArrayList<Numbered>();
        long bytes = 0;
        try (var row = select.executeQuery()) {
            while (bytes < bytesMax && row.next()) {
                var entry = entry(row);
                found.add(new Numbered(row.getLong("seq"), entry));
                bytes += entry.bytes().length;
            }
        }
        return found.reversed();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                Instant.ofEpochMilli(row.getLong("at")),
                new ParticipantId(row.getString("participant")),
                row.getString("document"),
                Entry.Kind.of(row.getInt("kind")),
                Rows.verified(row));
    }
}
