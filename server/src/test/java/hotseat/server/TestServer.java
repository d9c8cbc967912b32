package hotseat.server;

import hotseat.server.admission.Sessions;
import hotseat.server.http.HttpDoor;
import hotseat.server.http.HttpSettings;
import hotseat.server.http.Origins;
import hotseat.server.http.Tenure;
import hotseat.server.http.api.Api;
import hotseat.server.room.Rooms;
import hotseat.server.socket.Loops;
import hotseat.server.socket.Sockets;
import hotseat.server.socket.Upgrades;
import hotseat.server.store.Store;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The whole server, wired as {@link Server} does it, over a store of the test's. */
final class TestServer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Rooms rooms;
    private final HttpDoor door;
    private final int port;

    TestServer(Store store) throws Exception {
        var loops = new Loops(vertx, 2);
        var origins = new Origins(Optional.empty());
        var sessions = new Sessions(store, Clock.systemUTC());
        rooms = new Rooms("test", store, loops::of, Clock.systemUTC(), 1L << 30);
        var router = Router.router(vertx);
        var tenure = new Tenure(Sockets::work, Sockets::whenOver, Sockets::cut);
        new Api(origins, store, sessions, rooms, tenure, 1L << 30).mount(router);
        var upgrades = new Upgrades(vertx, loops, sessions, rooms, 1L << 30, 1L << 30);
        var settings = new HttpSettings("127.0.0.1", 0, Optional.empty());
        door = new HttpDoor(
                vertx,
                settings,
                origins,
                router,
                Upgrades.PATH,
                upgrades,
                new Sockets(loops, 1L << 30)::accept,
                tenure);
        port = door.listen(loops.contexts())
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    HttpDoor door() {
        return door;
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
