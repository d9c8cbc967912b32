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
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
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
    private final Writer writer;
    private final Readers readers;
    private final Readers loaders;
    private final AtomicLong written;

    private SqliteStore(SqliteFile file, Writer writer, long written) {
        this.file = file;
        this.writer = writer;
        this.readers = new Readers(file, READERS);
        this.loaders = new Readers(file, LOADERS);
        this.written = new AtomicLong(written);
    }

    /**
     * Opens the file, creating it where it is missing, and brings its schema up to date.
     *
     * @param check whether to read the whole file for damage first; needed after the process or the machine ended in disorder
     * @throws StoreException when it cannot be opened, is damaged or was written by a newer version
     */
    public static SqliteStore open(Path path, boolean check) {
        var file = new SqliteFile(path);
        try {
            var db = file.create();
            try {
                file.verify(db, check);
                file.letShrink(db);
                Migrator.migrate(db);
                var statements = new Statements(db);
                return new SqliteStore(file, new Writer(file, db), SessionTable.written(statements));
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
        var append = new Append(1, entries, authors, 0, Optional.empty());
        return counted(append, statements -> {
            if (SessionTable.insert(statements, session)) {
                log(statements, session.id(), append);
            } else if (!LogTable.has(statements, session.id(), 1, entries)) {
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
        return counted(append, statements -> log(statements, session, append));
    }

    private CompletableFuture<Void> counted(Append append, Writer.Command command) {
        return writer.execute(command)
                .thenRun(() -> written.addAndGet(append.entries().size()));
    }

    private static void log(Statements statements, SessionId session, Append append) throws SQLException {
        if (!SessionTable.count(statements, session, append.first() - 1, append.last(), append.lastRun())) {
            alreadyThere(statements, session, append);
            return;
        }
        LogTable.claim(statements, session, append.authors());
        LogTable.append(statements, session, append.first(), append.entries());
        if (append.changed().isPresent()) {
            SessionTable.update(statements, append.changed().get());
        }
    }

    /** The log does not end where the room thinks. Either this very write has taken effect before, or somebody else's. */
    private static void alreadyThere(Statements statements, SessionId session, Append append) throws SQLException {
        var counters = SessionTable.counters(statements, session);
        if (counters.isEmpty()) {
            throw new StoreException(StoreException.Kind.GONE, "session " + session + " is not there any more");
        }
        if (counters.get().entries() != append.last()
                || !LogTable.has(statements, session, append.first(), append.entries())) {
            throw new StoreException(
                    StoreException.Kind.FENCED,
                    "the log of session " + session + " ends at "
                            + counters.get().entries() + ", not at " + (append.first() - 1));
        }
    }

    @Override
    public CompletableFuture<Void> checkpoint(SessionId session, String document, long number, byte[] state) {
        return writer.execute(statements -> CheckpointTable.put(statements, session, document, number, state));
    }

    @Override
    public StoredDocument load(SessionId session, String document, Consumer<byte[]> into) {
        return loaders.read("loading a document", statements -> {
            var checkpoint = CheckpointTable.find(statements, session, document);
            checkpoint.ifPresent(found -> into.accept(found.state()));
            var tail = new Tail(into);
            LogTable.updates(
                    statements,
                    session,
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
                statements -> SessionTable.counters(statements, session)
                        .orElseThrow(() -> new StoreException(
                                StoreException.Kind.GONE, "session " + session + " is not there any more")));
    }

    @Override
    public long written() {
        return written.get();
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
            writer.close();
        }
    }
}
