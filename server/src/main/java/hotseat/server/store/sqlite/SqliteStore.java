package hotseat.server.store.sqlite;

import hotseat.server.session.Participant;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Append;
import hotseat.server.store.Author;
import hotseat.server.store.Counters;
import hotseat.server.store.Entry;
import hotseat.server.store.Numbered;
import hotseat.server.store.Store;
import hotseat.server.store.StoreException;
import hotseat.server.store.StoredDocument;
import hotseat.server.store.sqlite.Heads.Head;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The store in one SQLite file. Writes go through {@link Writer}; short reads share a small pool of connections, and loading,
 * which may take long, has one of its own, so that nobody waits at the door while a large room wakes up.
 */
public final class SqliteStore implements Store {
    private static final int READERS = 4;
    private static final int LOADERS = 2;

    private final SqliteFile file;
    private final Heads heads;
    private final Writer writer;
    private final Readers readers;
    private final Readers loaders;

    private SqliteStore(SqliteFile file, Heads heads, Writer writer) {
        this.file = file;
        this.heads = heads;
        this.writer = writer;
        this.readers = new Readers(file, READERS);
        this.loaders = new Readers(file, LOADERS);
    }

    /**
     * Opens the file, creating it where it is missing, and brings its schema up to date.
     *
     * @param check whether to read the whole file for damage first; needed after the process or the machine ended in disorder
     * @param answers completes the futures of writes that were committed together, before it returns
     * @throws StoreException when it cannot be opened, is damaged or was written by a newer version
     */
    public static SqliteStore open(Path path, boolean check, Executor answers) {
        var file = new SqliteFile(path);
        try {
            var db = file.create();
            try {
                file.verify(db, check);
                Migrator.migrate(db);
                file.letShrink(db);
                db.setAutoCommit(false);
                var heads = new Heads(new Statements(db));
                db.commit(); // once, and not for each session
                return new SqliteStore(file, heads, new Writer(file, db, heads, answers));
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
        var append = new Append(1, entries, authors, OptionalInt.empty(), Optional.empty());
        return writer.execute(statements -> {
            if (SessionTable.insert(statements, session)) {
                log(statements, session.id(), append);
            } else if (!hasTakenEffect(statements, current(statements, session.id()), append)) {
                throw new StoreException(StoreException.Kind.FENCED, "session " + session.id() + " is there already");
            }
        });
    }

    @Override
    public Optional<Session> session(SessionId id) {
        return readers.read("reading a session", statements -> SessionTable.find(statements, id));
    }

    @Override
    public CompletableFuture<Optional<Participant>> join(
            SessionId session, Function<List<Participant>, Optional<Participant>> admit, byte[] tokenHash, int epoch) {
        return writer.submit(statements -> {
            var known = PeopleTable.known(statements, session, tokenHash);
            if (known.isPresent()) { // a commit that nobody heard of has taken effect
                return known;
            }
            var admitted = admit.apply(PeopleTable.all(statements, session));
            if (admitted.isPresent()) {
                PeopleTable.insert(statements, session, admitted.get(), tokenHash, epoch);
            }
            return admitted;
        });
    }

    @Override
    public Optional<Participant> participant(Session session, byte[] tokenHash) {
        return readers.read("reading a participant", statements -> PeopleTable.byToken(statements, session, tokenHash));
    }

    @Override
    public List<Participant> participants(SessionId session) {
        return readers.read("reading the participants", statements -> PeopleTable.all(statements, session));
    }

    @Override
    public CompletableFuture<Void> append(SessionId session, Append append) {
        return writer.execute(statements -> log(statements, session, append));
    }

    private void log(Statements statements, SessionId session, Append append) throws SQLException {
        var head = current(statements, session);
        if (head.seq() != append.first() - 1) {
            if (!hasTakenEffect(statements, head, append)) {
                throw new StoreException(
                        StoreException.Kind.FENCED,
                        "the log of session " + session + " ends at " + head.seq() + ", not at "
                                + (append.first() - 1));
            }
            return;
        }
        LogTable.claim(statements, session, append.authors());
        heads.moved(session, LogTable.append(statements, heads, session, head, append.entries()));
        if (append.run().isPresent()) {
            SessionTable.countRun(statements, session, append.run().getAsInt());
        }
        if (append.changed().isPresent()) {
            SessionTable.update(statements, append.changed().get());
        }
        if (heads.areFarAhead()) {
            heads.noteAll(statements);
        }
    }

    private Head current(Statements statements, SessionId session) throws SQLException {
        return heads.current(statements, session).orElseThrow(() -> gone(session));
    }

    private static StoreException gone(SessionId session) {
        return new StoreException(StoreException.Kind.GONE, "session " + session + " is not there any more");
    }

    /** Whether this is a write whose commit seemed to fail; else somebody else has written there. */
    private static boolean hasTakenEffect(Statements statements, Head head, Append append) throws SQLException {
        return head.seq() == append.last() && LogTable.endsWith(statements, head, append.first(), append.entries());
    }

    @Override
    public CompletableFuture<Void> checkpoint(SessionId session, String document, long number, byte[] state) {
        return writer.execute(statements -> {
            CheckpointTable.put(statements, session, document, number, state);
            heads.note(statements, session);
        });
    }

    @Override
    public StoredDocument load(SessionId session, String document, Consumer<byte[]> into) {
        return loaders.read("loading a document", statements -> {
            var checkpoint = CheckpointTable.find(statements, session, document);
            checkpoint.ifPresent(found -> into.accept(found.state()));
            var tail = new Tail(into);
            LogTable.updates(
                    statements,
                    head(statements, session),
                    document,
                    checkpoint.map(CheckpointTable.Checkpoint::number).orElse(0L),
                    tail);
            return new StoredDocument(LogTable.authors(statements, session, document), tail.updates, tail.bytes);
        });
    }

    /** Counts what it hands on. */
    private static final class Tail implements Consumer<byte[]> {
        private final Consumer<byte[]> into;
        private int updates;
        private long bytes;

        private Tail(Consumer<byte[]> into) {
            this.into = into;
        }

        @Override
        public void accept(byte[] update) {
            updates++;
            bytes += update.length;
            into.accept(update);
        }
    }

    @Override
    public List<Numbered> latest(SessionId session, Entry.Kind kind, int most, long bytesMax) {
        return loaders.read(
                "reading the log", statements -> LogTable.latest(statements, session, kind, most, bytesMax));
    }

    @Override
    public Counters counters(SessionId session) {
        return readers.read(
                "reading a session",
                statements -> new Counters(head(statements, session).seq(), SessionTable.lastRun(statements, session)));
    }

    private Head head(Statements statements, SessionId session) throws SQLException {
        return heads.committed(statements, session).orElseThrow(() -> gone(session));
    }

    @Override
    public long written() {
        return heads.lastCommitted();
    }

    @Override
    public void declareRestored() {
        writer.await(writer.execute(SessionTable::nextGeneration));
    }

    @Override
    public void check() {
        if (!file.isThere()) {
            throw new StoreException(
                    "the database file " + file + " was moved or deleted while in use; stop, put it" + " back, start");
        }
        writer.check();
    }

    @Override
    public void close() {
        try (loaders;
                readers) {
            writer.execute(heads::noteAll); // what opens the file next has nothing to read through
            writer.close();
        }
    }
}
