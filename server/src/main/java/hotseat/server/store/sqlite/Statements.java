package hotseat.server.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** One connection with its prepared statements, made once each. Used by one thread at a time; nobody closes a statement. */
final class Statements implements AutoCloseable {
    private final Connection db;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection db) {
        this.db = db;
    }

    PreparedStatement get(String sql) throws SQLException {
        var statement = prepared.get(sql);
        if (statement == null) {
            statement = db.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    void commit() throws SQLException {
        db.commit();
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
