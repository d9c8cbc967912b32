package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.admission.Sessions;
import hotseat.server.http.Origins;
import hotseat.server.http.Tenure;
import hotseat.server.room.RoomLoop;
import hotseat.server.room.Rooms;
import hotseat.server.store.Store;
import hotseat.server.store.sqlite.SqliteStore;
import hotseat.server.wire.Json;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@link SessionCalls}, {@link PeopleCalls} and {@link CodeCalls} over real HTTP, each by what is its own. */
class ResourceCallsTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private Store store;
    private HttpServer server;
    private JsonNode session;

    private record OneThread(Executor thread) implements RoomLoop {
        @Override
        public void execute(Runnable task) {
            thread.execute(task);
        }

        @Override
        public void later(Runnable task) {
            thread.execute(task);
        }
    }

    @BeforeEach
    void listen() throws Exception {
        store = SqliteStore.open(folder.resolve("test.db"), false, Runnable::run);
        var sessions = new Sessions(store, Clock.systemUTC());
        var loop = new OneThread(
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory()));
        var rooms = new Rooms("test", store, id -> loop, Clock.systemUTC(), 1L << 30);
        var router = Router.router(vertx);
        new Api(
                        new Origins(Optional.empty()),
                        store,
                        sessions,
                        rooms,
                        new Tenure(request -> () -> {}, (request, over) -> {}, request -> {}),
                        1L << 30)
                .mount(router);
        var http = new HttpServerOptions().setHost("127.0.0.1").setPort(0).setHttp2ClearTextEnabled(false);
        server = vertx.createHttpServer(http)
                .requestHandler(router)
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        session = json(ask("POST", "/api/sessions", "", "{\"title\":\"Rota\",\"language\":\"python\"}"));
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        store.close();
    }

    private HttpResponse<String> ask(String method, String path, String bearer, String body, String... headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .method(method, BodyPublishers.ofString(body))
                .header("content-type", body.startsWith("{") ? "application/json" : "text/plain");
        if (!bearer.isEmpty()) {
            request.header("authorization", "Bearer " + bearer);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.MAPPER.readTree(answer.body());
    }

    private String path(String rest) {
        return "/api/sessions/" + session.path("id").asString() + rest;
    }

    private String secret(String role) {
        var link = session.path("links").path(role).asString();
        return link.substring(link.lastIndexOf('.') + 1);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void aSessionIsCreatedSeenByItsLinksAndRenamedByHostsAlone() throws Exception {
        assertThat(session.path("title").asString()).isEqualTo("Rota");
        assertThat(session.path("links").propertyNames()).containsExactly("host", "candidate", "observer");
        var seen = ask("GET", path(""), secret("observer"), "");
        assertThat(json(seen).path("links").propertyNames())
                .as("of the links those that one may pass on")
                .doesNotContain("host", "candidate");
        assertThat(ask("PATCH", path(""), secret("candidate"), "{\"title\":\"Mine\"}")
                        .statusCode())
                .as("nobody learns what they may not")
                .isEqualTo(404);
        var renamed = ask("PATCH", path(""), secret("host"), "{\"title\":\"Rota gaps\"}");
        assertThat(json(renamed).path("title").asString()).isEqualTo("Rota gaps");
        assertThat(json(ask("GET", path(""), secret("observer"), ""))
                        .path("title")
                        .asString())
                .isEqualTo("Rota gaps");
        var nothing = ask("PATCH", path(""), secret("host"), "{}");
        assertThat(nothing.statusCode()).isEqualTo(400);
        assertThat(nothing.body()).contains("nothing to change");
    }

    @Test
    void whoJoinsBecomesAParticipantOfTheirLinkAndTheirTokenJoinsNobodyElse() throws Exception {
        var noor = json(ask("POST", path("/join"), secret("candidate"), "{\"name\":\"Noor\"}"));
        assertThat(noor.path("participant").path("role").asString()).isEqualTo("candidate");
        var again = json(ask("POST", path("/join"), secret("candidate"), "{\"name\":\"Noor\"}"));
        assertThat(again.path("participant").path("name").asString()).isEqualTo("Noor (2)");
        var watching = json(ask("POST", path("/join"), secret("candidate"), "{\"name\":\"Rui\",\"watch\":true}"));
        assertThat(watching.path("participant").path("colour").isNull()).isTrue();
        assertThat(ask("POST", path("/join"), noor.path("token").asString(), "{\"name\":\"Eve\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(ask("POST", path("/join"), secret("candidate"), "{}").body()).contains("\"field\":\"name\"");
    }

    @Test
    void codeIsTextOrJsonAsTheRequestPrefers() throws Exception {
        var text = ask("GET", path("/code"), secret("observer"), "", "accept", "text/plain");
        assertThat(text.body()).contains("print");
        var both = ask("GET", path("/code"), secret("observer"), "", "accept", "text/*, application/json");
        assertThat(json(both).path("code").asString())
                .as("JSON unless text is preferred")
                .isEqualTo(text.body());
        assertThat(header(both, "etag")).isEqualTo(header(text, "etag")).isNotEmpty();
    }

    @Test
    void codeIsReplacedWhereItIsWhatOneHasReadAndItsLineEndsAreOneCharacter() throws Exception {
        var tag = header(ask("GET", path("/code"), secret("host"), ""), "etag");
        assertThat(ask("PUT", path("/code"), secret("candidate"), "a\r\nb", "if-match", tag)
                        .statusCode())
                .isEqualTo(200);
        var late = ask("PUT", path("/code"), secret("candidate"), "mine", "if-match", tag);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(ask("GET", path("/code"), secret("observer"), "", "accept", "text/plain")
                        .body())
                .isEqualTo("a\nb");
        assertThat(ask("PUT", path("/code"), secret("observer"), "x").statusCode())
                .as("nobody learns what they may not")
                .isEqualTo(404);
        assertThat(ask("PUT", path("/code?file=A"), secret("host"), "x").body()).contains("\"field\":\"file\"");
        var made = ask("POST", path("/files"), secret("host"), "{\"language\":\"javascript\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(ask("POST", path("/files"), secret("host"), "{\"language\":\"javascript\"}")
                        .statusCode())
                .as("it is there")
                .isEqualTo(200);
    }
}
