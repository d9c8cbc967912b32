package hotseat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import hotseat.server.store.StoreException;
import hotseat.server.store.TroubledStore;
import hotseat.server.store.sqlite.SqliteStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the contract promises for a store in trouble, with one that is: every 503 that it names, in the form that it says. */
class TroubleIT {
    private static final JsonNode CONTRACT = contract();
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newHttpClient();
    private final TreeSet<String> seen = new TreeSet<>();

    @TempDir
    Path folder;

    private TroubledStore store;
    private TestServer server;

    private static JsonNode contract() {
        try (var in = TroubleIT.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        store = new TroubledStore(SqliteStore.open(folder.resolve("test.db"), false, Runnable::run));
        server = new TestServer(store);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        store.close();
    }

    private HttpResponse<String> send(String method, String path, String bearer, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("content-type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (bearer != null) {
            request.header("authorization", "Bearer " + bearer);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** Makes a call that must be told to come back, in the words of the contract. */
    private JsonNode refused(String operation, String method, String path, String bearer, String body)
            throws Exception {
        var answer = send(method, path, bearer, body);
        assertThat(answer.statusCode()).as(operation + " " + answer.body()).isEqualTo(503);
        var described = CONTRACT.at("/components/responses/Unavailable");
        for (var header : described.path("headers").propertyNames()) {
            assertThat(answer.headers().firstValue(header))
                    .as(header)
                    .hasValueSatisfying(value -> assertThat(value).matches("[0-9]+"));
        }
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        var schema = (ObjectNode)
                described.at("/content/application~1problem+json/schema").deepCopy();
        schema.set("components", CONTRACT.get("components"));
        var problem = JSON.readTree(answer.body());
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(problem))
                .isEmpty();
        assertThat(answer.body()).doesNotContain("Exception", "hotseat.server", "says the test");
        seen.add(operation);
        return problem;
    }

    private record Room(String path, String host, String token) {}

    private Room room() throws Exception {
        var created = JSON.readTree(send("POST", "api/sessions", null, "{}").body());
        var path = "api/sessions/" + created.path("id").asString();
        var link = created.at("/links/host").asString();
        var host = link.substring(link.lastIndexOf('.') + 1);
        var joined = JSON.readTree(
                send("POST", path + "/join", host, "{\"name\":\"Mara\"}").body());
        return new Room(path, host, joined.path("token").asString());
    }

    @Test
    void everyCallThatMayBeRefusedForTheStoreIsToldToComeBackAndAnsweredWhenItHasRecovered() throws Exception {
        var room = room();
        store.failReads(StoreException.Kind.TRANSIENT);
        refused("getSession", "GET", room.path, room.host, null);
        refused("getCode", "GET", room.path + "/code", room.token, null);
        refused("putCode", "PUT", room.path + "/code", room.token, "{\"code\":\"x\"}");
        refused("ensureFile", "POST", room.path + "/files", room.token, "{\"language\":\"python\"}");
        refused("joinSession", "POST", room.path + "/join", room.host, "{\"name\":\"Noor\"}");
        refused("changeSession", "PATCH", room.path, room.host, "{\"title\":\"x\"}");
        store.recover();
        store.failWrites(StoreException.Kind.TRANSIENT);
        refused("createSession", "POST", "api/sessions", null, "{}");
        refused("joinSession", "POST", room.path + "/join", room.host, "{\"name\":\"Noor\"}");
        refused("ready", "GET", "health/ready", null, null);
        assertThat(send("GET", "health/live", null, null).statusCode()).isEqualTo(200);
        store.recover();
        assertThat(seen).isEqualTo(promised());
        assertThat(send("GET", "health/ready", null, null).statusCode()).isEqualTo(200);
        assertThat(send("PUT", room.path + "/code", room.token, "{\"code\":\"x\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send("GET", room.path, room.host, null).body()).contains("\"title\":\"Untitled room\"");
    }

    private static TreeSet<String> promised() {
        var promised = new TreeSet<String>();
        for (var path : CONTRACT.get("paths")) {
            for (var operation : path) {
                if (operation.path("responses").has("503")) {
                    promised.add(operation.path("operationId").asString());
                }
            }
        }
        return promised;
    }

    @Test
    void aWriteThatIsFencedOrADocumentThatIsDamagedIsSaidAsSuch() throws Exception {
        var room = room();
        store.failWrites(StoreException.Kind.FENCED);
        refused("putCode", "PUT", room.path + "/code", room.token, "{\"code\":\"x\"}");
        store.recover();
        assertThat(send("GET", room.path + "/code", room.token, null).body()).doesNotContain("\"x\"");
        var other = room();
        store.failReads(StoreException.Kind.DAMAGED);
        assertThat(refused("getCode", "GET", other.path + "/code", other.token, null)
                        .path("detail")
                        .asString())
                .contains("cannot be read");
    }

    @Test
    void aSessionThatIsGoneIsLikeOneThatNeverWas() throws Exception {
        var room = room();
        store.failWrites(StoreException.Kind.GONE);
        assertThat(send("PUT", room.path + "/code", room.token, "{\"code\":\"x\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tooManyRequestsForARoomThatDoesNotWriteAreToldToComeBackAtOnce() throws Exception {
        var room = room();
        send("GET", room.path + "/code", room.token, null);
        store.hold();
        var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 64; i++) {
            waiting.add(client.sendAsync(
                    HttpRequest.newBuilder(URI.create(server.url() + room.path + "/code"))
                            .header("content-type", "application/json")
                            .header("authorization", "Bearer " + room.token)
                            .PUT(BodyPublishers.ofString("{\"code\":\"x" + i + "\"}"))
                            .build(),
                    BodyHandlers.ofString()));
        }
        // Which of them comes first is not said; with one more than may wait, one is refused before the store goes on.
        var refusal = client.sendAsync(
                HttpRequest.newBuilder(URI.create(server.url() + room.path + "/code"))
                        .header("authorization", "Bearer " + room.token)
                        .build(),
                BodyHandlers.ofString());
        waiting.add(refusal);
        var first = CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new));
        assertThat(((HttpResponse<?>) first.get(30, TimeUnit.SECONDS)).statusCode())
                .isEqualTo(503);
        store.release();
        var statuses = new TreeSet<Integer>();
        for (var answer : waiting) {
            statuses.add(answer.get(30, TimeUnit.SECONDS).statusCode());
        }
        assertThat(statuses).containsExactly(200, 503);
    }

    @Test
    void aSocketIsToldToComeBackWhileTheStoreCannotBeRead() throws Exception {
        var room = room();
        store.failReads(StoreException.Kind.TRANSIENT);
        assertThat(closeCode(room)).isEqualTo(1013);
        store.recover();
        store.beforeLoad(() -> {
            throw new StoreException(StoreException.Kind.DAMAGED, "no document, says the test");
        });
        assertThat(closeCode(room)).isEqualTo(1013);
    }

    private int closeCode(Room room) throws Exception {
        var code = new CompletableFuture<Integer>();
        client.newWebSocketBuilder()
                .subprotocols("hotseat.v1", "hotseat.token." + room.token)
                .buildAsync(
                        URI.create(server.url().replace("http", "ws") + room.path.replace("api/", "ws/")),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                                code.complete(status);
                                return null;
                            }
                        })
                .get(30, TimeUnit.SECONDS);
        return code.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aServerThatStopsTellsEveryRequestToComeBack() throws Exception {
        var room = room();
        server.door().refuseAll();
        for (var path : List.of("health/live", "health/ready", room.path, "", "openapi.yaml")) {
            assertThat(send("GET", path, room.host, null).statusCode()).as(path).isEqualTo(503);
        }
        refused("getSession", "GET", room.path, room.host, null);
    }
}
