package hotseat.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.ParticipantId;
import hotseat.server.session.SessionId;
import hotseat.server.store.Entry;
import hotseat.server.store.sqlite.Heads.Head;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadsTest {
    private static final SessionId A = SessionId.random();
    private static final SessionId B = SessionId.random();

    private Connection db;
    private Statements statements;
    private Heads heads;

    @BeforeEach
    void open() throws SQLException {
        db = DriverManager.getConnection("jdbc:sqlite::memory:");
        Migrator.migrate(db);
        statements = new Statements(db);
        for (var id : List.of(A, B)) {
            execute("INSERT INTO session (id, title, language, state, generation, created) VALUES ('" + id.value()
                    + "', 't', 'python', 'live', 1, 0)");
        }
        heads = new Heads(statements);
        db.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        db.close();
    }

    private void execute(String sql) throws SQLException {
        try (var statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private void write(SessionId session, String... texts) throws SQLException {
        var entries = new ArrayList<Entry>();
        for (var text : texts) {
            entries.add(
                    new Entry(Instant.EPOCH, new ParticipantId("noor"), "shared", Entry.Kind.UPDATE, text.getBytes()));
        }
        var head = heads.current(statements, session).orElseThrow();
        heads.moved(session, LogTable.append(statements, heads, session, head, entries));
    }

    private void commit() throws SQLException {
        db.commit();
        heads.committed();
    }

    private Heads reopened() throws SQLException {
        db.rollback();
        db.setAutoCommit(true);
        return new Heads(statements);
    }

    private List<String> read(Heads from, SessionId session, long behind) throws SQLException {
        var texts = new ArrayList<String>();
        var head = from.committed(statements, session).orElseThrow();
        LogTable.updates(statements, head, "shared", behind, bytes -> texts.add(new String(bytes)));
        return texts;
    }

    @Test
    void sessionsThatWriteInTurnsEachReadTheirOwn() throws SQLException {
        write(A, "a1", "a2");
        write(B, "b1");
        write(A, "a3");
        commit();
        write(B, "b2");
        commit();
        assertThat(read(heads, A, 0)).containsExactly("a1", "a2", "a3");
        assertThat(read(heads, B, 0)).containsExactly("b1", "b2");
        assertThat(read(heads, A, 2)).containsExactly("a3");
        assertThat(read(heads, A, 3)).isEmpty();
        assertThat(heads.committed(statements, A)).contains(new Head(4, 3));
        assertThat(heads.lastCommitted()).isEqualTo(5);
    }

    @Test
    void whatIsNotCommittedIsSeenByTheWriterAlone() throws SQLException {
        write(A, "a1");
        assertThat(heads.current(statements, A)).contains(new Head(1, 1));
        assertThat(heads.committed(statements, A)).contains(new Head(0, 0));
        assertThat(heads.lastCommitted()).isZero();
    }

    @Test
    void afterACrashTheEndsAreFoundThatNoRowNotes() throws SQLException {
        write(A, "a1");
        commit();
        heads.note(statements, A);
        commit();
        write(A, "a2");
        write(B, "b1", "b2");
        commit();
        var again = reopened();
        assertThat(again.committed(statements, A)).contains(new Head(2, 2));
        assertThat(again.committed(statements, B)).contains(new Head(4, 2));
        assertThat(again.lastCommitted()).isEqualTo(4);
        assertThat(read(again, A, 0)).containsExactly("a1", "a2");
        assertThat(read(again, B, 0)).containsExactly("b1", "b2");
    }

    @Test
    void aTransactionThatFailedHasMovedNothing() throws SQLException {
        write(A, "a1");
        commit();
        write(A, "lost");
        db.rollback();
        heads.failed();
        assertThat(heads.current(statements, A)).contains(new Head(1, 1));
        write(A, "a2");
        commit();
        assertThat(read(heads, A, 0)).containsExactly("a1", "a2");
    }

    @Test
    void aCommitThatSeemedToFailAndDidNotIsNoticed() throws SQLException {
        write(A, "a1");
        db.commit();
        heads.failed();
        assertThat(heads.current(statements, A)).contains(new Head(1, 1));
        write(A, "a2");
        commit();
        assertThat(read(heads, A, 0)).containsExactly("a1", "a2");
    }

    @Test
    void aNoteThatFollowsACommitThatSeemedToFailIsOfWhatItWrote() throws SQLException {
        write(A, "a1");
        commit();
        write(A, "a2");
        db.commit();
        heads.failed();
        heads.note(statements, A);
        write(B, "b1");
        commit();
        assertThat(read(heads, A, 0)).containsExactly("a1", "a2");
    }

    @Test
    void aNoteOfATransactionThatFailedIsForgotten() throws SQLException {
        write(A, "a1");
        commit();
        heads.note(statements, A);
        db.rollback();
        heads.failed();
        commit();
        assertThat(heads.committed(statements, A)).contains(new Head(1, 1));
    }

    @Test
    void whatIsWrittenBehindANoteInTheSameTransactionIsNotForgotten() throws SQLException {
        write(A, "a1");
        heads.note(statements, A);
        write(A, "a2");
        commit();
        assertThat(heads.committed(statements, A)).contains(new Head(2, 2));
    }

    @Test
    void onceMuchIsWrittenAllAreNoted() throws SQLException {
        for (int i = 0; !heads.areFarAhead(); i++) {
            assertThat(i).isLessThan(100_000);
            write(A, "a");
        }
        heads.noteAll(statements);
        commit();
        assertThat(heads.areFarAhead()).isFalse();
        execute("DELETE FROM entry WHERE id < (SELECT head FROM session WHERE id = '" + A.value() + "')");
        db.commit();
        assertThat(heads.committed(statements, A)).isEqualTo(reopened().committed(statements, A));
    }

    @Test
    void aTransactionThatFailedDoesNotMakeAllBeNotedAgain() throws SQLException {
        while (!heads.areFarAhead()) {
            write(A, "a");
        }
        heads.noteAll(statements);
        commit();
        write(B, "lost");
        db.rollback();
        heads.failed();
        assertThat(heads.areFarAhead()).isFalse();
        heads.noteAll(statements);
        db.rollback();
        heads.failed();
        assertThat(heads.areFarAhead()).isFalse();
    }

    @Test
    void whatWasNotedInATransactionThatFailedIsNotedInTheNext() throws SQLException {
        while (!heads.areFarAhead()) {
            write(A, "a");
        }
        commit();
        heads.noteAll(statements);
        db.rollback();
        heads.failed();
        assertThat(heads.areFarAhead()).isTrue();
    }

    @Test
    void aSessionThatIsNotThereHasNoEnd() throws SQLException {
        assertThat(heads.current(statements, SessionId.random())).isEmpty();
    }
}
