package hotseat.server.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import hotseat.server.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final ParticipantId NOOR = new ParticipantId("noor");

    @TempDir
    Path folder;

    private SqliteStore open() {
        return SqliteStore.open(folder.resolve("test.db"));
    }

    private static Session session() {
        var id = SessionId.random();
        var hashes = new EnumMap<Role, byte[]>(Role.class);
        Links.ofHost(id, Secret.randomLink(), 1).secrets().forEach((role, secret) -> hashes.put(role, secret.hash()));
        return new Session(id, "Rota gaps", Language.PYTHON, hashes, 1, 1, NOON);
    }

    private static Entry update(String bytes) {
        return new Entry(NOON, NOOR, "shared", Entry.Kind.UPDATE, bytes.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(List<byte[]> updates) {
        return updates.stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        var session = session();
        try (var store = open()) {
            store.create(session, List.of(update("a")), List.of(new Author("shared", 7, ParticipantId.SERVER)))
                    .join();
            assertThat(store.append(
                                    session.id(),
                                    List.of(update("b"), update("c")),
                                    List.of(new Author("shared", 1L << 52, NOOR)))
                            .join())
                    .isEqualTo(3);
        }
        try (var store = open()) {
            var found = store.session(session.id()).orElseThrow();
            assertThat(found.title()).isEqualTo("Rota gaps");
            assertThat(found.language()).isEqualTo(Language.PYTHON);
            assertThat(found.createdAt()).isEqualTo(NOON);
            var stored = store.load(session.id(), "shared");
            assertThat(texts(stored.updates())).containsExactly("a", "b", "c");
            assertThat(stored.authors()).containsEntry(7L, ParticipantId.SERVER).containsEntry(1L << 52, NOOR);
            assertThat(stored.lastNumber()).isEqualTo(3);
        }
    }

    @Test
    void aCheckpointReplacesWhatIsBeforeItAndAnOlderOneChangesNothing() {
        var session = session();
        try (var store = open()) {
            store.create(session, List.of(update("a"), update("b")), List.of()).join();
            store.append(session.id(), List.of(update("c")), List.of()).join();
            store.checkpoint(session.id(), "shared", 2, "ab".getBytes(StandardCharsets.UTF_8))
                    .join();
            store.checkpoint(session.id(), "shared", 1, "a".getBytes(StandardCharsets.UTF_8))
                    .join();
            var stored = store.load(session.id(), "shared");
            assertThat(new String(stored.checkpoint(), StandardCharsets.UTF_8)).isEqualTo("ab");
            assertThat(texts(stored.updates())).containsExactly("c");
        }
    }

    @Test
    void logNumbersCountPerSessionWhateverIsCommittedTogether() {
        try (var store = open()) {
            var first = session();
            var second = session();
            store.create(first, List.of(), List.of()).join();
            store.create(second, List.of(), List.of()).join();
            var numbers = new ArrayList<CompletableFuture<Long>>();
            for (int i = 0; i < 500; i++) {
                numbers.add(store.append(i % 2 == 0 ? first.id() : second.id(), List.of(update("x")), List.of()));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(numbers.get(i).join()).isEqualTo(i / 2 + 1);
            }
        }
    }

    @Test
    void aWriteThatFailsLeavesItsNeighboursInTheGroupAlone() {
        try (var store = open()) {
            var session = session();
            store.create(session, List.of(), List.of()).join();
            var writes = new ArrayList<CompletableFuture<?>>();
            var wrong = new ArrayList<CompletableFuture<?>>();
            for (int i = 0; i < 200; i++) {
                writes.add(store.append(session.id(), List.of(update("good")), List.of()));
                wrong.add(store.append(SessionId.random(), List.of(update("of no session")), List.of()));
            }
            writes.forEach(CompletableFuture::join);
            for (var write : wrong) {
                assertThatThrownBy(write::join).hasCauseInstanceOf(StoreException.class);
            }
            assertThat(store.load(session.id(), "shared").updates()).hasSize(200);
        }
    }

    @Test
    void peopleWhoJoinAtOnceStillDifferInNameSeatAndToken() {
        try (var store = open()) {
            var session = session();
            store.create(session, List.of(), List.of()).join();
            var tokens = new ArrayList<Secret>();
            var joining = new ArrayList<CompletableFuture<Optional<Participant>>>();
            for (int i = 0; i < 9; i++) {
                var token = Secret.randomToken();
                tokens.add(token);
                joining.add(store.join(
                        session.id(), 10, ParticipantId.random(), Role.CANDIDATE, "Noor", token.hash(), 1, NOON));
            }
            var people = joining.stream().map(done -> done.join().orElseThrow()).toList();
            assertThat(people)
                    .extracting(Participant::name)
                    .doesNotHaveDuplicates()
                    .contains("Noor", "Noor (2)");
            assertThat(people.subList(0, 8))
                    .extracting(who -> who.seat().orElseThrow())
                    .doesNotHaveDuplicates();
            assertThat(store.participant(session, tokens.get(3).hash())).contains(people.get(3));
            assertThat(store.participant(session, Secret.randomToken().hash())).isEmpty();
            assertThat(store.participant(session(), tokens.get(3).hash())).isEmpty();
            assertThat(store.participants(session.id())).hasSize(9);
            var watcher = store.join(
                            session.id(),
                            10,
                            ParticipantId.random(),
                            Role.OBSERVER,
                            "Rui",
                            Secret.randomToken().hash(),
                            1,
                            NOON)
                    .join();
            assertThat(watcher.orElseThrow().seat()).isEmpty();
            assertThat(store.join(session.id(), 10, ParticipantId.random(), Role.HOST, "Eve", new byte[32], 1, NOON)
                            .join())
                    .as("the eleventh of ten")
                    .isEmpty();
        }
    }

    @Test
    void noSecretOrTokenStandsInTheFile() throws Exception {
        var token = Secret.randomToken();
        var host = Secret.randomLink();
        var id = SessionId.random();
        var hashes = new EnumMap<Role, byte[]>(Role.class);
        Links.ofHost(id, host, 1).secrets().forEach((role, secret) -> hashes.put(role, secret.hash()));
        try (var store = open()) {
            store.create(new Session(id, "t", Language.PYTHON, hashes, 1, 1, NOON), List.of(), List.of())
                    .join();
            store.join(id, 10, NOOR, Role.HOST, "Noor", token.hash(), 1, NOON).join();
        }
        for (var file : Files.list(folder).toList()) {
            var content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(content).doesNotContain(token.text()).doesNotContain(host.text());
        }
    }

    @Test
    void aFileOfANewerVersionIsRefusedAndLeftAlone() throws Exception {
        open().close();
        var file = folder.resolve("test.db");
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = db.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class).hasMessageContaining("newer Hotseat");
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = db.createStatement();
                var version = statement.executeQuery("PRAGMA user_version")) {
            version.next();
            assertThat(version.getInt(1)).isEqualTo(99);
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws Exception {
        Files.writeString(
                folder.resolve("test.db"), "this is a poem and not a database, and a longer one than a header");
        assertThatThrownBy(this::open).isInstanceOf(StoreException.class);
    }

    @Test
    void aDamagedRowIsNoticed() throws Exception {
        var session = session();
        try (var store = open()) {
            store.create(session, List.of(update("abc")), List.of()).join();
        }
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("test.db"));
                var statement = db.createStatement()) {
            statement.execute("UPDATE entry SET bytes = x'ffff'");
        }
        try (var store = open()) {
            assertThatThrownBy(() -> store.load(session.id(), "shared"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("damaged");
        }
    }
}
