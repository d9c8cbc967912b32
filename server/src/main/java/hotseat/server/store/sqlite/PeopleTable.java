package hotseat.server.store.sqlite;

import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code participant}. */
final class PeopleTable {
    private PeopleTable() {}

    static List<Participant> all(Statements statements, SessionId session) throws SQLException {
        var select = statements.get("SELECT * FROM participant WHERE session = ? ORDER BY joined, id");
        select.setString(1, session.value());
        var all = new ArrayList<Participant>();
        try (var row = select.executeQuery()) {
            while (row.next()) {
                all.add(participant(row));
            }
        }
        return all;
    }

    static void insert(Statements statements, SessionId session, Participant participant, byte[] tokenHash, int epoch)
            throws SQLException {
        var insert =
                statements.get("INSERT INTO participant (session, id, role, name, colour, token_hash, epoch, joined)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        insert.setString(1, session.value());
        insert.setString(2, participant.id().value());
        insert.setString(3, participant.role().word());
        insert.setString(4, participant.name());
        if (participant.seat().isPresent()) {
            insert.setInt(5, participant.seat().get());
        } else {
            insert.setNull(5, Types.INTEGER);
        }
        insert.setBytes(6, tokenHash);
        insert.setInt(7, epoch);
        insert.setLong(8, participant.joinedAt().toEpochMilli());
        insert.executeUpdate();
    }

    /** Whoever joined by a link that was rotated since is nobody. */
    static Optional<Participant> byToken(Statements statements, Session session, byte[] tokenHash) throws SQLException {
        return find(statements, session.id(), tokenHash, session);
    }

    /** Whoever has this token, whatever their link. */
    static Optional<Participant> known(Statements statements, SessionId session, byte[] tokenHash) throws SQLException {
        return find(statements, session, tokenHash, null);
    }

    private static Optional<Participant> find(
            Statements statements, SessionId id, byte[] tokenHash, @Nullable Session valid) throws SQLException {
        var select = statements.get("SELECT * FROM participant WHERE session = ? AND token_hash = ?");
        select.setString(1, id.value());
        select.setBytes(2, tokenHash);
        try (var row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            var found = participant(row);
            boolean in = valid == null || valid.epoch(found.role()) == row.getInt("epoch");
            return in ? Optional.of(found) : Optional.empty();
        }
    }

    private static Participant participant(ResultSet row) throws SQLException {
        int seat = row.getInt("colour");
        Optional<Integer> taken = row.wasNull() ? Optional.empty() : Optional.of(seat);
        return new Participant(
                new ParticipantId(row.getString("id")),
                Role.of(row.getString("role")),
                row.getString("name"),
                taken,
                Instant.ofEpochMilli(row.getLong("joined")));
    }
}
