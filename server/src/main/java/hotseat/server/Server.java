package hotseat.server;

import hotseat.server.admission.Sessions;
import hotseat.server.http.HttpDoor;
import hotseat.server.http.HttpSettings;
import hotseat.server.http.Origins;
import hotseat.server.http.Page;
import hotseat.server.http.Tenure;
import hotseat.server.http.api.Api;
import hotseat.server.room.Rooms;
import hotseat.server.socket.Loops;
import hotseat.server.socket.Sockets;
import hotseat.server.socket.Upgrades;
import hotseat.server.store.Store;
import hotseat.server.store.StoreException;
import hotseat.server.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: creates every object by its constructor and stops them in reverse, so that nothing that was
 * acknowledged can be lost: first the rooms (dismiss, write what waits), then the door, then the store.
 */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final int START_S = 30;
    /** For each of the steps of stopping that wait for others; all together mostly stay below the 10 s that supervisors usually grant. */
    private static final int STOP_S = 3;

    /**
     * Of the heap: what rooms may hold, what may wait for them unread, and what they said and sockets have not taken, for which there is as much
     * again in {@linkplain Upgrades turns}. All may be full at the same time, with all sockets open and the server's own.
     */
    private static final int ROOMS_PERCENT = 54;

    private static final int INTAKE_PERCENT = 8;
    private static final int UNSENT_PERCENT = 8;
    /** And large bodies of requests over REST, while they are read and until they are answered; answers have as much again. */
    private static final int BODIES_PERCENT = 3;
    /** And sockets themselves, with the heads of requests on them. Outside the heap they use about twice as much where nobody reads. */
    private static final int SOCKETS_PERCENT = 12;
    /** After a backup was put back: people who were in a room come back within minutes, others the next morning. */
    private static final int RECOVERY_HOURS = 24;

    private static final Duration RECOVERY = Duration.ofHours(RECOVERY_HOURS);
    /** How often the data folder is told how much was written. */
    private static final long REMEMBER_MS = 5_000;

    private final Vertx vertx;
    private final DataFolder folder;
    private final Store store;
    private final Rooms rooms;
    private final Loops loops;
    private final HttpDoor http;
    private final Upgrades upgrades;
    private final int port;
    private final String url;
    private final CountDownLatch closed = new CountDownLatch(1);

    private Server(
            Vertx vertx,
            DataFolder folder,
            Store store,
            Rooms rooms,
            Loops loops,
            HttpDoor http,
            Upgrades upgrades,
            int port,
            String url) {
        this.vertx = vertx;
        this.folder = folder;
        this.store = store;
        this.rooms = rooms;
        this.loops = loops;
        this.http = http;
        this.upgrades = upgrades;
        this.port = port;
        this.url = url;
    }

    /** The server cannot start; the message is a sentence with the remedy. */
    static final class CannotStart extends RuntimeException {
        private static final long serialVersionUID = 1;

        CannotStart(String message, Throwable cause) {
            super(message, cause);
        }

        CannotStart(String message) {
            super(message);
        }
    }

    static Server start(HttpSettings settings, Path data) {
        var clock = Clock.systemUTC(); // the only clock
        var folder = DataFolder.open(data);
        var store = open(folder);
        var vertx = vertx();
        try {
            noteRestored(folder, store, clock);
            folder.remember(store.written());
            long heap = Runtime.getRuntime().maxMemory();
            var loops = new Loops(vertx, Runtime.getRuntime().availableProcessors());
            var origins = new Origins(settings.publicUrl());
            var sessions = new Sessions(store, clock);
            var rooms = new Rooms(Page.build(), store, loops::of, clock, heap / 100 * ROOMS_PERCENT);
            rooms.recover(folder.recoversUntil());
            var upgrades = new Upgrades(
                    vertx, loops, sessions, rooms, heap / 100 * INTAKE_PERCENT, heap / 100 * UNSENT_PERCENT);
            var sockets = new Sockets(loops, heap / 100 * SOCKETS_PERCENT);
            var router = Router.router(vertx);
            var tenure = new Tenure(Sockets::work, Sockets::whenOver, Sockets::cut);
            new Api(origins, store, sessions, rooms, tenure, heap / 100 * BODIES_PERCENT).mount(router);
            var http = new HttpDoor(vertx, settings, origins, router, Upgrades.PATH, upgrades, sockets::accept, tenure);
            int port = http.listen(loops.contexts())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(START_S, TimeUnit.SECONDS);
            vertx.setPeriodic(REMEMBER_MS, ignored -> remember(vertx, folder, store));
            LOG.atInfo()
                    .addKeyValue("epoll", vertx.isNativeTransportEnabled())
                    .addKeyValue("port", port)
                    .log("listening");
            return new Server(vertx, folder, store, rooms, loops, http, upgrades, port, url(settings, port));
        } catch (ExecutionException | TimeoutException | InterruptedException | RuntimeException e) {
            vertx.close();
            try (folder) {
                store.close();
            } catch (RuntimeException alsoFailed) {
                e.addSuppressed(alsoFailed); // what stood against the start is what is to be said
            }
            throw cannotListen(settings, e);
        }
    }

    private static Store open(DataFolder folder) {
        try {
            return SqliteStore.open(folder.database(), !folder.wasClosed(), Loops::together);
        } catch (StoreException e) {
            folder.close();
            throw e;
        }
    }

    /** Where the database is older than what was written here last, every session is of the next generation. */
    private static void noteRestored(DataFolder folder, Store store, InstantSource clock) {
        if (folder.isRestored(store.written())) {
            store.declareRestored();
            folder.recoverUntil(clock.instant().plus(RECOVERY));
            LOG.atWarn()
                    .log("the database is older than what was written here last: pages may bring back what it lacks");
        }
    }

    /** Off the loops: a disk that hangs must not stop them. */
    private static void remember(Vertx vertx, DataFolder folder, Store store) {
        Callable<Boolean> note = () -> {
            folder.remember(store.written());
            return true;
        };
        vertx.executeBlocking(note)
                .onFailure(failure ->
                        LOG.atWarn().setCause(failure).log("cannot note in the data folder how much was written"));
    }

    /** Without the parts that write to temporary folders, which a read-only container does not have. */
    private static Vertx vertx() {
        return Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Runtime.getRuntime().availableProcessors())
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    private static RuntimeException cannotListen(HttpSettings settings, Exception e) {
        var cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        if (cause instanceof IOException) {
            return new CannotStart(
                    "cannot listen on " + settings.host() + ":" + settings.port() + " (" + cause.getMessage()
                            + "); stop what uses it, or choose another with --port and --host",
                    cause);
        }
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }

    private static String url(HttpSettings settings, int port) {
        var host = settings.host().equals("0.0.0.0") ? "localhost" : settings.host();
        var name = host.contains(":") ? "[" + host + "]" : host;
        return settings.publicUrl().map(Object::toString).orElse("http://" + name + ":" + port + "/");
    }

    int port() {
        return port;
    }

    String url() {
        return url;
    }

    boolean servesPage() {
        return http.servesPage();
    }

    void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Dismisses everybody, writes what waits and stops; a step that hangs is given up after some seconds, and said. */
    @Override
    public void close() {
        http.refuseAll();
        await("rooms", rooms.close().orTimeout(STOP_S, TimeUnit.SECONDS));
        // The door closes whatever is still open, with no word of coming back: so the sockets say theirs first.
        await("sockets", loops.settled().orTimeout(STOP_S, TimeUnit.SECONDS));
        await("door", http.close().toCompletionStage().toCompletableFuture().orTimeout(STOP_S, TimeUnit.SECONDS));
        upgrades.close();
        try {
            long written = store.written();
            store.close();
            folder.rememberClosed(written);
        } catch (StoreException e) {
            LOG.atError().setCause(e).log("the store did not close");
        }
        await("loops", vertx.close().toCompletionStage().toCompletableFuture().orTimeout(STOP_S, TimeUnit.SECONDS));
        folder.close();
        closed.countDown();
    }

    private static void await(String what, CompletableFuture<?> step) {
        try {
            step.get();
        } catch (ExecutionException e) {
            LOG.atError().addKeyValue("what", what).setCause(e.getCause()).log("did not stop cleanly");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
