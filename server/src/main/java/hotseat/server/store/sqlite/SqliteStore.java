package hotseat.server.store.sqlite;

import hotseat.server.session.Language;
import hotseat.server.session.Names;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Seats;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import hotseat.server.store.Numbered;
import hotseat.server.store.Store;
import hotseat.server.store.StoreException;
import hotseat.server.store.StoredDocument;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32C;

/** The store in one SQLite file. Writes go through {@link Writer}; reads share a small pool of connections. */
public final class SqliteStore implements Store {
    /** The empty update (V1): no structs, no deletions. */
    private static final byte[] EMPTY_UPDATE = {0, 0};
    /** Run entries that a room loads, newest first: at most this many, and no more once they have this many bytes. */
    private static final int RUN_ENTRIES_MAX = 4_000;

    private static final int RUN_BYTES_MAX = 8 << 20;

    private final Writer writer;
    private final Readers readers;

    private SqliteStore(Writer writer, Readers readers) {
        this.writer = writer;
        this.readers = readers;
    }

    /**
     * Opens the file, creating it where it is missing, and brings its schema up to date.
     *
     * @throws StoreException when it cannot be opened, is damaged or was written by a newer version
     */
    public static SqliteStore open(Path path) {
        var file = new SqliteFile(path);
        try {
            var db = file.open();
            try {
                file.verify(db);
                Migrator.migrate(db);
                return new SqliteStore(new Writer(file, db), new Readers(file));
            } catch (SQLException | RuntimeException e) {
                db.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException("opening the database " + file, e);
        }
    }

    @Override
    public CompletableFuture<Void> create(Session session, List<Entry> entries, List<Author> authors) {
        return writer.execute(statements -> {
            var insert = statements.get(
                    "INSERT INTO session (id, title, language, host_hash, candidate_hash, observer_hash, epoch, generation,"
                            + " created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
            insert.setString(1, session.id().value());
            insert.setString(2, session.title());
            insert.setString(3, session.language().word());
            insert.setBytes(4, session.linkHashes().get(Role.HOST));
            insert.setBytes(5, session.linkHashes().get(Role.CANDIDATE));
            insert.setBytes(6, session.linkHashes().get(Role.OBSERVER));
            insert.setInt(7, session.epoch());
            insert.setInt(8, session.generation());
            insert.setLong(9, session.createdAt().toEpochMilli());
            insert.executeUpdate();
            append(statements, session.id(), entries, authors);
        });
    }

    @Override
    public Optional<Session> session(SessionId id) {
        return readers.read("reading a session", db -> {
            try (var select = db.prepareStatement("SELECT * FROM session WHERE id = ?")) {
                select.setString(1, id.value());
                try (var row = select.executeQuery()) {
                    return row.next() ? Optional.of(session(row)) : Optional.empty();
                }
            }
        });
    }

    private static Session session(ResultSet row) throws SQLException {
        return new Session(
                new SessionId(row.getString("id")),
                row.getString("title"),
                Language.parse("language", row.getString("language")),
                Map.of(
                        Role.HOST, row.getBytes("host_hash"),
                        Role.CANDIDATE, row.getBytes("candidate_hash"),
                        Role.OBSERVER, row.getBytes("observer_hash")),
                row.getInt("epoch"),
                row.getInt("generation"),
                Instant.ofEpochMilli(row.getLong("created")));
    }

    @Override
    public CompletableFuture<Optional<Participant>> join(
            SessionId session,
            int most,
            ParticipantId id,
            Role role,
            String wantedName,
            byte[] tokenHash,
            int epoch,
            Instant at) {
        return writer.submit(statements -> {
            var names = new HashSet<String>();
            var seats = new ArrayList<Integer>();
            var select = statements.get("SELECT name, colour FROM participant WHERE session = ?");
            select.setString(1, session.value());
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString("name"));
                    seat(row).ifPresent(seats::add);
                }
            }
            if (names.size() >= most) {
                return Optional.empty();
            }
            Optional<Integer> seat = role.takesSeat() ? Optional.of(Seats.next(seats)) : Optional.empty();
            var participant = new Participant(id, role, Names.unique(wantedName, names), seat, at);
            var insert = statements.get(
                    "INSERT INTO participant (session, id, role, name, colour, token_hash, epoch, joined)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
            insert.setString(1, session.value());
            insert.setString(2, id.value());
            insert.setString(3, role.word());
            insert.setString(4, participant.name());
            if (seat.isPresent()) {
                insert.setInt(5, seat.get());
            } else {
                insert.setNull(5, Types.INTEGER);
            }
            insert.setBytes(6, tokenHash);
            insert.setInt(7, epoch);
            insert.setLong(8, at.toEpochMilli());
            insert.executeUpdate();
            return Optional.of(participant);
        });
    }

    @Override
    public Optional<Participant> participant(Session session, byte[] tokenHash) {
        return readers.read("reading a participant", db -> {
            try (var select = db.prepareStatement(
                    "SELECT * FROM participant WHERE session = ? AND token_hash = ? AND epoch = ?")) {
                select.setString(1, session.id().value());
                select.setBytes(2, tokenHash);
                select.setInt(3, session.epoch());
                try (var row = select.executeQuery()) {
                    return row.next() ? Optional.of(participant(row)) : Optional.empty();
                }
            }
        });
    }

    @Override
    public List<Participant> participants(SessionId session) {
        return readers.read("reading the participants", db -> {
            try (var select = db.prepareStatement("SELECT * FROM participant WHERE session = ? ORDER BY joined, id")) {
                select.setString(1, session.value());
                var all = new ArrayList<Participant>();
                try (var row = select.executeQuery()) {
                    while (row.next()) {
                        all.add(participant(row));
                    }
                }
                return all;
            }
        });
    }

    private static Participant participant(ResultSet row) throws SQLException {
        return new Participant(
                new ParticipantId(row.getString("id")),
                Role.of(row.getString("role")),
                row.getString("name"),
                seat(row),
                Instant.ofEpochMilli(row.getLong("joined")));
    }

    private static Optional<Integer> seat(ResultSet row) throws SQLException {
        int seat = row.getInt("colour");
        return row.wasNull() ? Optional.empty() : Optional.of(seat);
    }

    @Override
    public CompletableFuture<Long> append(SessionId session, List<Entry> entries, List<Author> authors) {
        return writer.submit(statements -> append(statements, session, entries, authors));
    }

    private static long append(
            Writer.Statements statements, SessionId session, List<Entry> entries, List<Author> authors)
            throws SQLException {
        for (var author : authors) {
            var insert = statements.get(
                    "INSERT OR IGNORE INTO author (session, document, client, participant) VALUES (?, ?, ?, ?)");
            insert.setString(1, session.value());
            insert.setString(2, author.document());
            insert.setLong(3, author.client());
            insert.setString(4, author.participant().value());
            insert.executeUpdate();
        }
        long number = lastNumber(statements.get("SELECT coalesce(max(seq), 0) FROM entry WHERE session = ?"), session);
        var insert = statements.get("INSERT INTO entry (session, seq, at, participant, document, kind, bytes, crc)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        for (var entry : entries) {
            insert.setString(1, session.value());
            insert.setLong(2, ++number);
            insert.setLong(3, entry.at().toEpochMilli());
            insert.setString(4, entry.participant().value());
            insert.setString(5, entry.document());
            insert.setInt(6, entry.kind().code());
            insert.setBytes(7, entry.bytes());
            insert.setLong(8, crc(entry.bytes()));
            insert.executeUpdate();
        }
        return number;
    }

    @Override
    public CompletableFuture<Void> checkpoint(SessionId session, String document, long number, byte[] state) {
        return writer.execute(statements -> {
            // A slower writer must not put an older state over a newer one.
            var upsert = statements.get("INSERT INTO checkpoint (session, document, seq, bytes, crc)"
                    + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes,"
                    + " crc = excluded.crc WHERE excluded.seq > seq");
            upsert.setString(1, session.value());
            upsert.setString(2, document);
            upsert.setLong(3, number);
            upsert.setBytes(4, state);
            upsert.setLong(5, crc(state));
            upsert.executeUpdate();
        });
    }

    @Override
    public StoredDocument load(SessionId session, String document) {
        return readers.read("loading a document", db -> {
            long from = 0;
            byte[] checkpoint = EMPTY_UPDATE;
            try (var select =
                    db.prepareStatement("SELECT seq, bytes, crc FROM checkpoint WHERE session = ? AND document = ?")) {
                select.setString(1, session.value());
                select.setString(2, document);
                try (var row = select.executeQuery()) {
                    if (row.next()) {
                        from = row.getLong("seq");
                        checkpoint = verified(row);
                    }
                }
            }
            return new StoredDocument(
                    checkpoint,
                    updates(db, session, document, from),
                    authors(db, session, document),
                    runs(db, session),
                    runsStarted(db, session),
                    lastNumber(db, session));
        });
    }

    private static List<byte[]> updates(Connection db, SessionId session, String document, long from)
            throws SQLException {
        try (var select = db.prepareStatement("SELECT bytes, crc FROM entry"
                + " WHERE session = ? AND seq > ? AND document = ? AND kind = ? ORDER BY seq")) {
            select.setString(1, session.value());
            select.setLong(2, from);
            select.setString(3, document);
            select.setInt(4, Entry.Kind.UPDATE.code());
            var updates = new ArrayList<byte[]>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    updates.add(verified(row));
                }
            }
            return updates;
        }
    }

    private static Map<Long, ParticipantId> authors(Connection db, SessionId session, String document)
            throws SQLException {
        try (var select =
                db.prepareStatement("SELECT client, participant FROM author WHERE session = ? AND document = ?")) {
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
    }

    private static List<Numbered> runs(Connection db, SessionId session) throws SQLException {
        try (var select = db.prepareStatement(
                "SELECT * FROM entry WHERE session = ? AND kind = ? ORDER BY seq DESC LIMIT " + RUN_ENTRIES_MAX)) {
            select.setString(1, session.value());
            select.setInt(2, Entry.Kind.RUN.code());
            var runs = new ArrayList<Numbered>();
            int bytes = 0;
            try (var row = select.executeQuery()) {
                while (bytes < RUN_BYTES_MAX && row.next()) {
                    var entry = new Entry(
                            Instant.ofEpochMilli(row.getLong("at")),
                            new ParticipantId(row.getString("participant")),
                            row.getString("document"),
                            Entry.Kind.of(row.getInt("kind")),
                            verified(row));
                    runs.add(new Numbered(row.getLong("seq"), entry));
                    bytes += entry.bytes().length;
                }
            }
            return runs.reversed();
        }
    }

    private static int runsStarted(Connection db, SessionId session) throws SQLException {
        // Every run entry carries the number of its run; the newest entries carry the highest ones.
        try (var select =
                db.prepareStatement("SELECT coalesce(max(json_extract(CAST(bytes AS TEXT), '$.number')), 0) FROM entry"
                        + " WHERE session = ? AND kind = ?")) {
            select.setString(1, session.value());
            select.setInt(2, Entry.Kind.RUN.code());
            try (var row = select.executeQuery()) {
                return row.next() ? row.getInt(1) : 0;
            }
        }
    }

    private static long lastNumber(Connection db, SessionId session) throws SQLException {
        try (var select = db.prepareStatement("SELECT coalesce(max(seq), 0) FROM entry WHERE session = ?")) {
            return lastNumber(select, session);
        }
    }

    private static long lastNumber(PreparedStatement select, SessionId session) throws SQLException {
        select.setString(1, session.value());
        try (var row = select.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static byte[] verified(ResultSet row) throws SQLException {
        var bytes = row.getBytes("bytes");
        if (crc(bytes) != row.getLong("crc")) {
            throw new StoreException("a stored row is damaged (checksum); restore the latest backup");
        }
        return bytes;
    }

    private static long crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    @Override
    public void check() {
        readers.read("checking the database", db -> {
            try (var statement = db.createStatement();
                    var row = statement.executeQuery("SELECT 1 FROM session LIMIT 1")) {
                return row.next();
            }
        });
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }
}
