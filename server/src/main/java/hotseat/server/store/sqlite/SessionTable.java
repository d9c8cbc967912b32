package hotseat.server.store.sqlite;

import hotseat.server.session.Language;
import hotseat.server.session.Link;
import hotseat.server.session.Role;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.session.SessionState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** The tables {@code session} and {@code link}. */
final class SessionTable {
    private SessionTable() {}

    /** False when it is there already. */
    static boolean insert(Statements statements, Session session) throws SQLException {
        var insert = statements.get("INSERT INTO session (id, title, language, state, generation, created)"
                + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
        insert.setString(1, session.id().value());
        insert.setString(2, session.title());
        insert.setString(3, session.language().id());
        insert.setString(4, session.state().word());
        insert.setInt(5, session.generation());
        insert.setLong(6, session.createdAt().toEpochMilli());
        if (insert.executeUpdate() == 0) {
            return false;
        }
        var link = statements.get("INSERT INTO link (session, role, hash, epoch) VALUES (?, ?, ?, ?)");
        for (var entry : session.links().entrySet()) {
            link.setString(1, session.id().value());
            link.setString(2, entry.getKey().word());
            link.setBytes(3, entry.getValue().hash());
            link.setInt(4, entry.getValue().epoch());
            link.executeUpdate();
        }
        return true;
    }

    static Optional<Session> find(Statements statements, SessionId id) throws SQLException {
        var select = statements.get("SELECT * FROM session WHERE id = ?");
        select.setString(1, id.value());
        try (var row = select.executeQuery()) {
            return row.next() ? Optional.of(session(row, links(statements, id))) : Optional.empty();
        }
    }

    private static Map<Role, Link> links(Statements statements, SessionId id) throws SQLException {
        var select = statements.get("SELECT role, hash, epoch FROM link WHERE session = ?");
        select.setString(1, id.value());
        var links = new EnumMap<Role, Link>(Role.class);
        try (var row = select.executeQuery()) {
            while (row.next()) {
                links.put(Role.of(row.getString("role")), new Link(row.getBytes("hash"), row.getInt("epoch")));
            }
        }
        return links;
    }

    private static Session session(ResultSet row, Map<Role, Link> links) throws SQLException {
        return new Session(
                new SessionId(row.getString("id")),
                row.getString("title"),
                Language.parse("language", row.getString("language")),
                SessionState.of(row.getString("state")),
                links,
                row.getInt("generation"),
                Instant.ofEpochMilli(row.getLong("created")));
    }

    /** What a host may change of a session. */
    static void update(Statements statements, Session session) throws SQLException {
        var update = statements.get("UPDATE session SET title = ?, language = ?, state = ? WHERE id = ?");
        update.setString(1, session.title());
        update.setString(2, session.language().id());
        update.setString(3, session.state().word());
        update.setString(4, session.id().value());
        update.executeUpdate();
    }

    /** Number of the latest run, 0 before the first. */
    static int lastRun(Statements statements, SessionId id) throws SQLException {
        var select = statements.get("SELECT last_run FROM session WHERE id = ?");
        select.setString(1, id.value());
        try (var row = select.executeQuery()) {
            return row.next() ? row.getInt("last_run") : 0;
        }
    }

    static void countRun(Statements statements, SessionId id, int run) throws SQLException {
        var update = statements.get("UPDATE session SET last_run = max(last_run, ?) WHERE id = ?");
        update.setInt(1, run);
        update.setString(2, id.value());
        update.executeUpdate();
    }

    static void nextGeneration(Statements statements) throws SQLException {
        statements.get("UPDATE session SET generation = generation + 1").executeUpdate();
    }
}
