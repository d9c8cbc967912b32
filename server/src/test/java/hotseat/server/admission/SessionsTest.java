package hotseat.server.admission;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.Role;
import hotseat.server.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    @TempDir
    Path folder;

    @Test
    void whoComesWhileTheDiskHangsIsToldSo() {
        try (var store = SqliteStore.open(folder.resolve("test.db"), false, Runnable::run)) {
            var session = new Sessions(store, Clock.systemUTC())
                    .create(null, null)
                    .join()
                    .session();
            var goOn = new CompletableFuture<Void>();
            store.join(
                    session.id(),
                    others -> { // holds the one thread that writes
                        goOn.join();
                        return Optional.empty();
                    },
                    new byte[32],
                    1);
            var sessions = new Sessions(store, Clock.systemUTC(), Duration.ofMillis(50));
            var bearer = new Bearer(session, Role.HOST, Optional.empty(), Optional.empty());
            try {
                assertTimesOut(sessions.create(null, null));
                assertTimesOut(sessions.join(bearer, "Noor", false));
            } finally {
                goOn.complete(null);
            }
        }
    }

    private static void assertTimesOut(CompletableFuture<?> asked) {
        assertThatThrownBy(() -> asked.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }
}
