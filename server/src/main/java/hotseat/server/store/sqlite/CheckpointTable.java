package hotseat.server.store.sqlite;

import hotseat.server.session.SessionId;
import java.sql.SQLException;
import java.util.Optional;

/** The table {@code checkpoint}: the merged state of a document up to a log number. */
final class CheckpointTable {
    private CheckpointTable() {}

    record Checkpoint(long number, byte[] state) {}

    /** A slower writer does not put an older state over a newer one; a mended state of the same number replaces what it mends. */
    static void put(Statements statements, SessionId session, String document, long number, byte[] state)
            throws SQLException {
        var upsert = statements.get("INSERT INTO checkpoint (session, document, seq, bytes, crc)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, bytes = excluded.bytes,"
                + " crc = excluded.crc WHERE excluded.seq >= seq");
        upsert.setString(1, session.value());
        upsert.setString(2, document);
        upsert.setLong(3, number);
        upsert.setBytes(4, state);
        upsert.setLong(5, Rows.crc(state));
        upsert.executeUpdate();
    }

    static Optional<Checkpoint> find(Statements statements, SessionId session, String document) throws SQLException {
        var select = statements.get("SELECT seq, bytes, crc FROM checkpoint WHERE session = ? AND document = ?");
        select.setString(1, session.value());
        select.setString(2, document);
        try (var row = select.executeQuery()) {
            return row.next() ? Optional.of(new Checkpoint(row.getLong("seq"), Rows.verified(row))) : Optional.empty();
        }
    }
}
