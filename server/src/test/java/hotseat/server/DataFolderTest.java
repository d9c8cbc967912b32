package hotseat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import hotseat.server.http.HttpSettings;
import hotseat.server.store.sqlite.SqliteStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {
    @TempDir
    Path above;

    private Path path() {
        return above.resolve("made/data");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private String lock() throws IOException {
        return Files.readString(path().resolve("hotseat.lock"));
    }

    /** A server used the folder and left this behind. */
    private void leave(String lock) throws IOException {
        Files.createDirectories(path());
        Files.writeString(path().resolve("hotseat.lock"), lock);
    }

    @Test
    void theFolderAndWhatIsInItAreForNobodyElsesEyes() throws IOException {
        DataFolder.open(path()).close();
        assertThat(permissions(path())).isEqualTo("rwx------");
        assertThat(permissions(path().resolve("hotseat.db"))).isEqualTo("rw-------");
        try (var store = SqliteStore.open(path().resolve("hotseat.db"), false, Runnable::run)) {
            store.check();
            for (var beside : new String[] {"hotseat.db", "hotseat.db-wal", "hotseat.db-shm"}) {
                assertThat(permissions(path().resolve(beside))).as(beside).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void thePermissionsThatAnOperatorGaveStand() throws IOException {
        Files.createDirectories(path());
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwxr-x---"));
        Files.createFile(path().resolve("hotseat.db"));
        Files.setPosixFilePermissions(path().resolve("hotseat.db"), PosixFilePermissions.fromString("rw-r-----"));
        DataFolder.open(path()).close();
        assertThat(permissions(path())).isEqualTo("rwxr-x---");
        assertThat(permissions(path().resolve("hotseat.db"))).isEqualTo("rw-r-----");
    }

    @Test
    void aNewFolderIsNeitherRestoredNorClosed() {
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.wasClosed()).isFalse();
            assertThat(folder.isRestored(0)).isFalse();
        }
    }

    @Test
    void aDatabaseThatWasPutIntoAFolderThatNobodyUsedComesFromElsewhere() {
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(1)).isTrue();
        }
    }

    @Test
    void aDatabaseWithLessInItThanWasWrittenIsABackup() {
        try (var folder = DataFolder.open(path())) {
            folder.remember(10);
        }
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(9)).isTrue();
            assertThat(folder.isRestored(0)).isTrue();
            assertThat(folder.isRestored(10)).isFalse();
            assertThat(folder.isRestored(11))
                    .as("written after it was noted last")
                    .isFalse();
        }
    }

    @Test
    void onlyAServerThatStoppedInOrderLeavesAClosedFolder() {
        try (var folder = DataFolder.open(path())) {
            folder.remember(10);
        }
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.wasClosed()).isFalse();
            folder.rememberClosed(12);
        }
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.wasClosed()).isTrue();
            assertThat(folder.isRestored(11)).isTrue();
            folder.remember(12);
        }
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.wasClosed()).as("it has been used since").isFalse();
        }
    }

    @Test
    void aShorterMarkCoversALongerOneWhole() throws IOException {
        try (var folder = DataFolder.open(path())) {
            folder.rememberClosed(123_456_789_012L);
            folder.remember(7);
        }
        assertThat(lock().strip()).matches("entries 7 open file [0-9]+( born [0-9]+)?");
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(6)).isTrue();
            assertThat(folder.isRestored(7)).isFalse();
        }
    }

    @Test
    void aFolderThatWasPutBackWithItsLockIsNoticedToo() throws IOException {
        try (var folder = DataFolder.open(path())) {
            folder.remember(7);
        }
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(7)).as("the same file").isFalse();
            folder.remember(7);
        }
        var copy = Files.copy(path().resolve("hotseat.db"), path().resolve("copy"));
        Files.move(copy, path().resolve("hotseat.db"), StandardCopyOption.REPLACE_EXISTING);
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(7)).isTrue();
            folder.remember(8);
        }
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(8)).as("once").isFalse();
        }
    }

    /** What is deleted and unpacked anew has the number that became free. */
    @Test
    void aFolderThatWasPutBackIsNoticedThoughItsDatabaseHasTheNumberOfTheOneBefore() throws IOException {
        DataFolder.open(path()).close();
        var database = path().resolve("hotseat.db");
        Files.setLastModifiedTime(database, FileTime.from(Instant.parse("2026-06-02T12:00:00Z")));
        try (var folder = DataFolder.open(path())) {
            folder.remember(7);
        }
        assumeThat(lock()).as("this system remembers when a file was made").contains(" born ");
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(7)).as("the same file").isFalse();
        }
        Files.writeString(path().resolve("hotseat.lock"), lock().replaceFirst("born [0-9]+", "born 1780000000000"));
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(7)).isTrue();
        }
    }

    @Test
    void untilWhenBrowsersMayBringWhatABackupLacksIsRememberedHoweverOftenItIsStarted() throws IOException {
        var until = Instant.parse("2026-06-02T12:00:00.123Z");
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.recoversUntil()).as("nothing was restored").isBefore(until);
            folder.recoverUntil(until);
            folder.remember(999_999_999_999_999_999L);
        }
        for (int i = 0; i < 2; i++) {
            try (var folder = DataFolder.open(path())) {
                assertThat(folder.recoversUntil()).isEqualTo(until);
                folder.rememberClosed(999_999_999_999_999_999L);
            }
        }
        assertThat(lock()).hasSize(112);
    }

    /** The lock file of version 0.1.0 is empty; others are of a hand or of a disk that failed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\u0000\u0000\u0000",
                "entries",
                "entries x open",
                "entries -5 open",
                "entries 5 ajar",
                "entries 99999999999999999999 open"
            })
    void aLockFileThatSaysNothingIsOfAServerThatSaidNothing(String lock) throws IOException {
        leave(lock);
        try (var folder = DataFolder.open(path())) {
            assertThat(folder.isRestored(1_000)).isFalse();
            assertThat(folder.isRestored(0)).isFalse();
            assertThat(folder.wasClosed()).isFalse();
            folder.remember(5);
        }
        assertThat(lock()).startsWith("entries 5 open");
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidSoWithTheRemedy() throws IOException {
        Files.writeString(above.resolve("made"), "a file stands here");
        assertThatThrownBy(() -> DataFolder.open(path()))
                .isInstanceOf(Server.CannotStart.class)
                .hasMessageContaining("--data")
                .hasMessageContaining("choose another");
    }

    @Test
    void aServerThatStopsInOrderIsNotTakenForOneThatWasRestoredAndABackupIs() throws IOException {
        var settings = new HttpSettings("127.0.0.1", 0, Optional.empty());
        var server = Server.start(settings, path());
        createSession(server.url());
        server.close();
        var backup = above.resolve("backup.db");
        Files.copy(path().resolve("hotseat.db"), backup);
        assertThat(lock()).startsWith("entries 1 closed");

        server = Server.start(settings, path());
        createSession(server.url());
        server.close();
        assertThat(generations()).containsOnly(1);
        Files.copy(backup, path().resolve("hotseat.db"), StandardCopyOption.REPLACE_EXISTING);

        Server.start(settings, path()).close();
        assertThat(generations()).containsExactly(2);
        Server.start(settings, path()).close();
        assertThat(generations()).as("once").containsExactly(2);
    }

    private static void createSession(String url) {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url + "api/sessions"))
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            assertThat(client.sendAsync(request, BodyHandlers.discarding())
                            .join()
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    private List<Integer> generations() {
        var found = new ArrayList<Integer>();
        try (var db = DriverManager.getConnection("jdbc:sqlite:" + path().resolve("hotseat.db"));
                var statement = db.createStatement();
                var rows = statement.executeQuery("SELECT generation FROM session")) {
            while (rows.next()) {
                found.add(rows.getInt(1));
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return found;
    }
}
