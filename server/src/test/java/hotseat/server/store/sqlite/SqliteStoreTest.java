package hotseat.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.Newcomer;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Counters;
import hotseat.server.store.Entry;
import hotseat.server.store.Store;
import hotseat.server.store.StoreContract;
import hotseat.server.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class SqliteStoreTest extends StoreContract {
    @TempDir
    Path folder;

    @Override
    protected Store open() {
        return SqliteStore.open(file(), true, Runnable::run);
    }

    private Path file() {
        return folder.resolve("test.db");
    }

    private Connection directly() throws Exception {
        return DriverManager.getConnection("jdbc:sqlite:" + file());
    }

    private int number(String sql) throws Exception {
        try (var db = directly();
                var statement = db.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getInt(1);
        }
    }

    private void execute(String sql) throws Exception {
        try (var db = directly();
                var statement = db.createStatement()) {
            statement.execute(sql);
        }
    }

    private void aFileOfVersion010() throws Exception {
        try (var old = getClass().getResourceAsStream("/version-0.1.0/hotseat.db")) {
            Files.copy(old, file());
        }
    }

    @Test
    void aFileOfVersion010IsMigratedWithAllThatIsInIt() throws Exception {
        aFileOfVersion010();
        var rooms = JsonMapper.shared().readTree(getClass().getResourceAsStream("/version-0.1.0/rooms.json"));
        var plain = rooms.path("plain");
        var id = new SessionId(plain.path("id").asString());
        try (var store = open()) {
            var session = store.session(id).orElseThrow();
            assertThat(session.title()).isEqualTo("Rota gaps");
            for (var role : Role.values()) {
                var secret = new Secret(plain.path("secrets").path(role.word()).asString());
                assertThat(session.roleOf(secret)).contains(role);
            }
            var token = new Secret(plain.path("candidate").asString());
            assertThat(store.participant(session, token.hash()).orElseThrow().name())
                    .isEqualTo("Noor");
            assertThat(store.counters(id)).isEqualTo(new Counters(8, 2));
            assertThat(updates(store, session)).hasSize(4);
            assertThat(store.latest(id, Entry.Kind.RUN, 100, 1 << 20)).hasSize(4);
            store.append(id, append(9, update("after the migration"))).join();
        }
        assertThat(number("PRAGMA auto_vacuum")).as("it can shrink from now on").isEqualTo(2);
        open().close();
    }

    @Test
    void aMigrationThatFailsLeavesTheFileAsItWasAndWorksOnceNothingStandsAgainstIt() throws Exception {
        aFileOfVersion010();
        execute("CREATE TABLE probe (id INTEGER)"); // what the script makes last
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class);
        assertThat(number("SELECT count(*) FROM sqlite_schema WHERE name = 'link'"))
                .as("what it makes first")
                .isZero();
        execute("DROP TABLE probe");
        open().close();
    }

    @Test
    void whatAMigrationDoesNotHoldInMemoryGoesBesideTheFile() throws Exception {
        aFileOfVersion010();
        open().close();
        try (var db = directly();
                var statement = db.createStatement();
                var temporary = statement.executeQuery("PRAGMA temp_store_directory")) {
            assertThat(temporary.getString(1)).isEqualTo(folder.toString());
        }
    }

    @Test
    void theEndsOfAllLogsAreNotedInOneCommit() throws Exception {
        open().close();
        execute("WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 400)"
                + " INSERT INTO session (id, title, language, state, generation, created)"
                + " SELECT format('%013dA', i), 't', 'python', 'live', 1, 0 FROM n");
        execute("INSERT INTO entry (id, session, seq, prev, at, participant, document, kind, crc, bytes)"
                + " SELECT rowid, id, 1, 0, 0, 'noor', 'shared', 1, 0, x'' FROM"
                + " (SELECT id, row_number() OVER (ORDER BY id) AS rowid FROM session)");
        try (var store = open()) {
            assertThat(store.written()).isEqualTo(400);
            assertThat(Files.size(folder.resolve("test.db-wal")))
                    .as("some pages, not one for each session")
                    .isLessThan(400_000);
        }
    }

    @Test
    void oneDamagedRunDoesNotKeepTheServerFromStarting() throws Exception {
        aFileOfVersion010();
        execute("UPDATE entry SET bytes = x'7b' WHERE kind = 2 AND seq = (SELECT max(seq) FROM entry WHERE kind = 2)");
        open().close();
        assertThat(number("SELECT max(last_run) FROM session"))
                .as("of the others")
                .isPositive();
    }

    @Test
    void aDamagedFileOfVersion010IsRefusedAndNotTouched() throws Exception {
        aFileOfVersion010();
        var bytes = Files.readAllBytes(file());
        forgetARowOfAnIndex(bytes);
        Files.write(file(), bytes);
        assertThatThrownBy(this::open).hasMessageContaining("is damaged");
        assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
    }

    /** In the first page that is a leaf of an index (its type is 10) with some rows; see "B-tree Pages" of SQLite's file format. */
    private static void forgetARowOfAnIndex(byte[] file) {
        var pages = ByteBuffer.wrap(file);
        int pageBytes = pages.getShort(16);
        int page = pageBytes;
        while (pages.get(page) != 10 || pages.getShort(page + 3) <= 4) {
            page += pageBytes;
        }
        pages.putShort(page + 3, (short) (pages.getShort(page + 3) - 1));
    }

    @Test
    void aNewFileCanShrink() throws Exception {
        open().close();
        assertThat(number("PRAGMA auto_vacuum")).isEqualTo(2);
    }

    @Test
    void noSecretOrTokenStandsInTheFile() throws Exception {
        var token = Secret.randomToken();
        var host = Secret.randomLink();
        var session = session(host);
        try (var store = open()) {
            store.create(session, List.of(), List.of()).join();
            var newcomer = new Newcomer(NOOR, Role.HOST, "Noor", NOON);
            store.join(session.id(), newcomer::beside, token.hash(), 1).join();
        }
        for (var file : Files.list(folder).toList()) {
            var content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(content).doesNotContain(token.text()).doesNotContain(host.text());
        }
    }

    @Test
    void aFileOfANewerVersionIsRefusedAndLeftAlone() throws Exception {
        open().close();
        execute("PRAGMA user_version = 99");
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("newer Hotseat");
        assertThat(number("PRAGMA user_version")).isEqualTo(99);
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        Files.writeString(file(), "this is a poem and not a database, and a longer one than a header");
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class);
    }

    private void assertIsDamaged(Session session) {
        try (var store = open()) {
            assertThatThrownBy(() -> updates(store, session))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(StoreException.Kind.DAMAGED));
        }
    }

    @Test
    void aDamagedRowIsNoticed() throws Exception {
        var session = session();
        try (var store = open()) {
            store.create(session, List.of(update("abc")), List.of()).join();
        }
        execute("UPDATE entry SET bytes = x'ffff'");
        assertIsDamaged(session);
    }

    @Test
    void anEntryThatIsMissingIsNoticed() throws Exception {
        var session = session();
        try (var store = open()) {
            store.create(session, List.of(update("a"), update("b"), update("c")), List.of())
                    .join();
        }
        execute("DELETE FROM entry WHERE seq = 2");
        assertIsDamaged(session);
    }

    @Test
    void aCopyThatIsMadeWhileThereIsWritingHasAllThatWasCommitted() throws Exception {
        var session = session();
        try (var store = open()) {
            store.create(session, List.of(update("a")), List.of()).join();
            store.checkpoint(session.id(), "shared", 1, "a".getBytes(StandardCharsets.UTF_8))
                    .join();
            store.append(session.id(), append(2, update("b"), update("c"))).join();
            var copy = folder.resolve("copy.db");
            execute("VACUUM INTO '" + copy + "'");
            try (var restored = SqliteStore.open(copy, true, Runnable::run)) {
                assertThat(restored.counters(session.id())).isEqualTo(new Counters(3, 0));
                assertThat(updates(restored, session)).containsExactly("a", "b", "c");
                restored.append(session.id(), append(4, update("d"))).join();
            }
        }
    }

    @Test
    void aStoreThatGivesUpOnWhatWaitsSaysThatItDidNotCloseInOrder() {
        var store = open();
        var session = session();
        store.create(session, List.of(), List.of()).join();
        var goOn = new CompletableFuture<Void>();
        store.join(
                session.id(),
                others -> {
                    goOn.join();
                    return Optional.empty();
                },
                new byte[32],
                1);
        assertThatThrownBy(store::close).isInstanceOf(StoreException.class).hasMessageContaining("not all");
        goOn.complete(null);
    }

    @Test
    void aFileThatWasTakenAwayIsNotReplacedByAnEmptyOne() throws Exception {
        try (var store = open()) {
            Files.move(file(), folder.resolve("elsewhere.db"));
            assertThatThrownBy(store::check)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("moved or deleted");
            assertThatThrownBy(() -> store.session(SessionId.random())).isInstanceOf(StoreException.class);
            assertThat(file()).doesNotExist();
        }
    }
}
