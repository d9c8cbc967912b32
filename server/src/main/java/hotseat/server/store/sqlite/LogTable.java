package hotseat.server.store.sqlite;

import hotseat.server.session.ParticipantId;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import hotseat.server.store.Numbered;
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

    static void append(Statements statements, SessionId session, long first, List<Entry> entries) throws SQLException {
        var insert = statements.get("INSERT INTO entry (session, seq, at, participant, document, kind, bytes, crc)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        long number = first;
        for (var entry : entries) {
            insert.setString(1, session.value());
            insert.setLong(2, number++);
            insert.setLong(3, entry.at().toEpochMilli());
            insert.setString(4, entry.participant().value());
            insert.setString(5, entry.document());
            insert.setInt(6, entry.kind().code());
            insert.setBytes(7, entry.bytes());
            insert.setLong(8, Rows.crc(entry.bytes()));
            insert.executeUpdate();
        }
    }

    /** Whether exactly these entries stand there: then a commit whose outcome nobody knew has taken effect. */
    static boolean has(Statements statements, SessionId session, long first, List<Entry> entries) throws SQLException {
        var select = statements.get("SELECT at, participant, crc FROM entry WHERE session = ? AND seq = ?");
        long number = first;
        for (var entry : entries) {
            select.setString(1, session.value());
            select.setLong(2, number++);
            try (var row = select.executeQuery()) {
                if (!row.next()
                        || row.getLong("at") != entry.at().toEpochMilli()
                        || !row.getString("participant")
                                .equals(entry.participant().value())
                        || row.getLong("crc") != Rows.crc(entry.bytes())) {
                    return false;
                }
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
    static void updates(Statements statements, SessionId session, String document, long behind, Consumer<byte[]> into)
            throws SQLException {
        var select = statements.get("SELECT bytes, crc FROM entry"
                + " WHERE session = ? AND seq > ? AND document = ? AND kind = ? ORDER BY seq");
        select.setString(1, session.value());
        select.setLong(2, behind);
        select.setString(3, document);
        select.setInt(4, Entry.Kind.UPDATE.code());
        try (var row = select.executeQuery()) {
            while (row.next()) {
                into.accept(Rows.verified(row));
            }
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
