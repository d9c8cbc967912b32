package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import hotseat.server.admission.Sessions;
import hotseat.server.http.Origins;
import hotseat.server.http.Tenure;
import hotseat.server.room.RoomLoop;
import hotseat.server.room.Rooms;
import hotseat.server.session.InvalidInput;
import hotseat.server.store.StoreException;
import hotseat.server.store.TroubledStore;
import hotseat.server.store.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** How calls that fail are answered, and what of it the operator reads. */
class CallTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(Call.class);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private TroubledStore store;
    private int port;

    @BeforeEach
    void listen() throws Exception {
        logged.start();
        LOG.addAppender(logged);
        LOG.setLevel(Level.DEBUG);
        LOG.setAdditive(false);
        store = new TroubledStore(SqliteStore.open(folder.resolve("test.db"), false, Runnable::run));
        var sessions = new Sessions(store, Clock.systemUTC());
        var rooms = new Rooms("test", store, id -> new InlineLoop(), Clock.systemUTC(), 1L << 30);
        var router = Router.router(vertx);
        router.route("/fails/:how").failureHandler(Call::failed).handler(context -> {
            throw new Failure(failures.get(context.pathParam("how")));
        });
        router.route("/failed/:how")
                .failureHandler(Call::failed)
                .handler(context -> context.fail(failures.get(context.pathParam("how"))));
        new Api(
                        new Origins(Optional.empty()),
                        store,
                        sessions,
                        rooms,
                        new Tenure(request -> () -> {}, (request, over) -> {}, request -> {}),
                        1L << 30)
                .mount(router);
        port = vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setHttp2ClearTextEnabled(false))
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .actualPort();
    }

    /** A bug, with a class name and a message that nobody outside should read. */
    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Failure(Throwable cause) {
            super("inner workings", cause);
        }
    }

    private static final class InlineLoop implements RoomLoop {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void later(Runnable task) {
            task.run();
        }
    }

    @AfterEach
    void close() throws Exception {
        LOG.detachAppender(logged);
        LOG.setLevel(null);
        LOG.setAdditive(true);
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        store.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> failed(Throwable failure) throws Exception {
        failures.put("x", failure);
        return get("/failed/x");
    }

    private List<Level> levels() {
        return List.copyOf(logged.list).stream().map(ILoggingEvent::getLevel).toList();
    }

    @Test
    void whatIsWrongWithARequestIsSaidWithItsField() throws Exception {
        var answer = failed(new InvalidInput("name", "empty; give one"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"detail\":\"name: empty; give one\"", "\"field\":\"name\"");
        assertThat(levels()).isEmpty();
    }

    @Test
    void aStoreInTroubleIsComeBackAndReadByTheOperator() throws Exception {
        for (var kind : new StoreException.Kind[] {
            StoreException.Kind.TRANSIENT, StoreException.Kind.FENCED, StoreException.Kind.DAMAGED
        }) {
            var answer = failed(new StoreException(kind, "inner workings"));
            assertThat(answer.statusCode()).as(kind.name()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(answer.body()).doesNotContain("inner workings");
        }
        assertThat(levels()).containsExactly(Level.ERROR, Level.ERROR, Level.ERROR);
    }

    @Test
    void aWriteThatTakesTooLongIsComeBack() throws Exception {
        var answer = failed(new CompletionException(new TimeoutException()));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
    }

    @Test
    void aSupervisorThatAsksAgainAndAgainFillsNoLog() throws Exception {
        var health = (Logger) LoggerFactory.getLogger(HealthCalls.class);
        health.addAppender(logged);
        store.failWrites(StoreException.Kind.TRANSIENT);
        assertThat(get("/health/ready").statusCode()).isEqualTo(503);
        health.detachAppender(logged);
        assertThat(levels()).containsExactly(Level.WARN);
        assertThat(logged.list.getFirst().getThrowableProxy()).as("one line").isNull();
    }

    @Test
    void whatIsGoneIsNotFoundAndNoNews() throws Exception {
        assertThat(failed(new StoreException(StoreException.Kind.GONE, "x")).statusCode())
                .isEqualTo(404);
        assertThat(levels()).isEmpty();
    }

    @Test
    void theCauseCountsAndNotWhatAFutureWrapsItIn() throws Exception {
        assertThat(failed(new CompletionException(new StoreException("x"))).statusCode())
                .isEqualTo(503);
        assertThat(failed(new CompletionException(new InvalidInput("name", "x")))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aBugIsOurFaultAndTellsNothingOfItself() throws Exception {
        failures.put("x", new IllegalStateException());
        for (var path : List.of("/fails/x", "/failed/x")) {
            var answer = get(path);
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body())
                    .contains("\"title\":\"Server error\"")
                    .doesNotContain("inner workings", "Exception");
            assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        }
        assertThat(levels()).containsExactly(Level.ERROR, Level.ERROR);
        assertThat(failed(new StackOverflowError()).statusCode()).isEqualTo(500);
    }

    @Test
    void anUploadThatBreaksOffFillsNoLog() throws IOException {
        for (var body : List.of("{", "{\"title\":\"" + "x".repeat(100_000))) {
            try (var socket = new Socket("127.0.0.1", port)) {
                socket.getOutputStream()
                        .write(("POST /api/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                                        + "content-length: 200000\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (levels().size() < 2 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(levels()).hasSize(2).containsOnly(Level.DEBUG);
    }

    @Test
    void aMethodThatAPathDoesNotTakeIsToldWhichItTakes() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/sessions/AAAAAAAAAAAAAA"));
        var answer = client.send(request.DELETE().build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, PATCH");
    }

    @Test
    void unknownForbiddenAndMalformedAreTheSameAnswer() throws Exception {
        var known = get("/api/sessions/AAAAAAAAAAAAAA");
        for (var path :
                List.of("/api/sessions/BBBBBBBBBBBBBB", "/api/sessions/x", "/nothing", "/api/sessions/%2e%2e")) {
            assertThat(get(path).statusCode()).as(path).isEqualTo(404);
            assertThat(get(path).body()).as(path).isEqualTo(known.body());
        }
        for (var header : List.of(
                "Bearer",
                "Bearer ",
                "Basic eDp5",
                "Bearer " + "A".repeat(21),
                "Bearer " + "A".repeat(22),
                "bearer " + "A".repeat(43))) {
            var request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port + "/api/sessions/AAAAAAAAAAAAAA"))
                    .header("authorization", header);
            assertThat(client.send(request.build(), BodyHandlers.ofString()).body())
                    .as(header)
                    .isEqualTo(known.body());
        }
    }

    @Test
    void theNameOfTheSchemeIsTheSameInAnyCase() throws Exception {
        var created = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/sessions"))
                        .header("content-type", "APPLICATION/JSON; charset=utf-8")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(created.statusCode()).isEqualTo(201);
        var where = created.headers().firstValue("location").orElseThrow();
        var body = created.body();
        var secret = body.substring(body.indexOf("#h.") + 3, body.indexOf("#h.") + 25);
        for (var scheme : List.of("Bearer ", "bearer ", "BEARER  ")) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + where))
                    .header("authorization", scheme + secret);
            assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .as(scheme)
                    .isEqualTo(200);
        }
    }
}
