package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each {@link Gate}: what is asked of every request before anything is done for it, through the door on a real port; HTTP is spoken by hand. */
class GateTest {
    private static final String[] HANDSHAKE = {
        "host: localhost",
        "connection: keep-alive, Upgrade",
        "upgrade: WebSocket",
        "sec-websocket-version: 13",
        "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    private final Vertx vertx = Vertx.vertx();
    private final ConcurrentLinkedQueue<String> reached = new ConcurrentLinkedQueue<>();
    private HttpDoor door;
    private int port;

    private void open(Optional<URI> publicUrl) throws Exception {
        door = new HttpDoor(
                vertx,
                new HttpSettings("127.0.0.1", 0, publicUrl),
                new Origins(publicUrl),
                request -> {
                    reached.add("api " + request.path());
                    request.response().end("api");
                },
                "/ws/",
                request -> {
                    reached.add("socket " + request.path());
                    request.response().end("socket");
                },
                accepted -> {},
                new Tenure(request -> () -> {}, (request, over) -> {}, request -> {}));
        List<Context> loops = List.of(vertx.getOrCreateContext());
        port = door.listen(loops).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** The first line of the answer, and all of it. */
    private String ask(String line, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\nconnection: close\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void whatHasNoPathOrExpectsWhatNobodyMeetsIsRefused() throws Exception {
        open(Optional.empty());
        for (var path : List.of("?x", "*", "x", "#", "//[")) {
            assertThat(ask("GET " + path, "host: localhost")).containsPattern("^HTTP/1.1 (400|200) ");
        }
        assertStatus(ask("GET ?x", "host: localhost"), 400);
        assertStatus(ask("GET /x", "host: localhost", "expect: x"), 417);
        assertStatus(ask("GET /x", "host: localhost", "expect: 100-Continue"), 200);
    }

    private static void assertStatus(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }

    @Test
    void whoPassesReachesWhatTheyAskedFor() throws Exception {
        open(Optional.empty());
        assertStatus(ask("GET /api/sessions", "host: localhost"), 200);
        assertStatus(ask("POST /anything", "host: localhost", "content-length: 0"), 200);
        assertStatus(ask("GET /ws/sessions/x", HANDSHAKE), 200);
        assertThat(reached).containsExactly("api /api/sessions", "api /anything", "socket /ws/sessions/x");
        assertThat(ask("GET /openapi.yaml", "host: localhost")).contains("application/yaml", "openapi: 3.1.0");
    }

    @Test
    void aPathOfASocketIsOnlyForSockets() throws Exception {
        open(Optional.empty());
        var answer = ask("GET /ws/sessions/x", "host: localhost");
        assertStatus(answer, 426);
        assertThat(answer).contains("upgrade: websocket");
        assertThat(reached).isEmpty();
    }

    @Test
    void aHandshakeThatLacksSomethingIsToldWhat() throws Exception {
        open(Optional.empty());
        for (var lacking : List.of("connection", "sec-websocket-key")) {
            var rest = Arrays.stream(HANDSHAKE).filter(line -> !line.startsWith(lacking));
            assertThat(ask("GET /ws/sessions/x", rest.toArray(String[]::new)))
                    .startsWith("HTTP/1.1 400 ")
                    .contains(lacking);
        }
        for (var key : List.of("*", "AAAA", "")) {
            var wrong = Arrays.stream(HANDSHAKE).map(line -> line.replaceFirst("(?<=key: ).*", key));
            assertStatus(ask("GET /ws/sessions/x", wrong.toArray(String[]::new)), 400);
        }
        assertStatus(ask("HEAD /ws/sessions/x", HANDSHAKE), 426);
        assertThat(reached).isEmpty();
    }

    @Test
    void aSocketOfAnotherVersionIsToldWhichIsSpoken() throws Exception {
        open(Optional.empty());
        for (var version : List.of("x: y", "sec-websocket-version: 8")) {
            var answer = ask("GET /ws/sessions/x", "host: localhost", "upgrade: websocket", version);
            assertStatus(answer, 426);
            assertThat(answer).contains("sec-websocket-version: 13");
        }
        assertThat(reached).isEmpty();
    }

    /** An upgrade waits for the end of its request, which would never come; of all others only what has a body is read by somebody. */
    @Test
    void whatTakesNoBodyIsRefusedWithOne() throws Exception {
        open(Optional.empty());
        var upgrade = new String[] {"host: localhost", "upgrade: websocket", "sec-websocket-version: 13", ""};
        for (var body : List.of("transfer-encoding: chunked", "content-length: 5")) {
            upgrade[3] = body;
            for (var line : List.of("GET /ws/sessions/x", "POST /ws/sessions/x", "GET /health/live", "HEAD /")) {
                assertStatus(ask(line, upgrade), 400);
            }
            assertStatus(ask("GET /health/live", "host: localhost", body), 400);
        }
        assertThat(reached).isEmpty();
        assertStatus(ask("GET /health/live", "host: localhost", "content-length: 0"), 200);
    }

    @Test
    void aNameThatIsNotOursIsMisdirectedWhateverItAsksFor() throws Exception {
        open(Optional.empty());
        for (var line : List.of("GET /", "GET /api/x", "GET /ws/x", "POST /api/x", "GET /openapi.yaml", "OPTIONS *")) {
            assertStatus(ask(line, "host: evil.example", "upgrade: websocket"), 421);
        }
        assertThat(reached).isEmpty();
    }

    @Test
    void aPageOfAnotherSiteIsRefusedAlsoAsASocket() throws Exception {
        open(Optional.empty());
        for (var origin : List.of("https://evil.example", "null", "http://localhost:1")) {
            assertStatus(ask("POST /api/sessions", "host: localhost", "origin: " + origin, "content-length: 0"), 403);
            assertStatus(ask("GET /ws/x", "host: localhost", "origin: " + origin, "upgrade: websocket"), 403);
        }
        assertThat(reached).isEmpty();
        assertStatus(ask("GET /api/x", "host: localhost:" + port, "origin: http://localhost:" + port), 200);
    }

    @Test
    void whileItStopsEverybodyIsToldToComeBack() throws Exception {
        open(Optional.empty());
        door.refuseAll();
        for (var line : List.of("GET /", "GET /api/x", "GET /ws/x")) {
            var answer = ask(line, "host: localhost", "upgrade: websocket");
            assertStatus(answer, 503);
            assertThat(answer).contains("retry-after: ");
        }
        assertStatus(ask("GET /", "host: evil.example"), 503);
        assertThat(reached).isEmpty();
    }

    @Test
    void whatEveryAnswerCarriesStandsOnRefusalsToo() throws Exception {
        open(Optional.of(URI.create("https://hotseat.example")));
        for (var host : List.of("hotseat.example", "evil.example")) {
            assertThat(ask("GET /ws/x", "host: " + host))
                    .contains(
                            "x-content-type-options: nosniff",
                            "referrer-policy: no-referrer",
                            "strict-transport-security: max-age=31536000",
                            "application/problem+json");
        }
    }

    @Test
    void aHeaderThatAsksForNothingSensibleIsAnswered() throws Exception {
        open(Optional.empty());
        for (var value : List.of(";", ",;,", ";;q", "*;q=NaN")) {
            assertStatus(ask("GET /nothing", "host: localhost", "accept: " + value, "accept-encoding: " + value), 200);
            assertStatus(ask("GET /openapi.yaml", "host: localhost", "accept-encoding: " + value), 200);
        }
    }

    @Test
    void whatIsNoRequestIsABadOne() throws Exception {
        open(Optional.empty());
        assertThat(ask("GET /" + "x".repeat(5_000), "host: localhost")).contains(" 400 ", "problem+json");
        assertThat(ask("GET /", "host: localhost", "x: " + "x".repeat(9_000))).contains(" 400 ", "problem+json");
        assertThat(ask("GE T /", "host: localhost")).contains(" 400 ", "problem+json");
        assertThat(reached).isEmpty();
    }
}
