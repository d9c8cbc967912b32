package hotseat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import hotseat.server.http.HttpSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Every answer of the running server is one that the contract describes, and every one that it describes is seen. */
class ContractIT {
    private static final JsonNode CONTRACT = contract();
    private static final JsonMapper JSON = JsonMapper.shared();
    /** What only a store in trouble gives; {@link TroubleIT} makes it. */
    private static final String NEEDS_TROUBLE = " 503";

    private final HttpClient client = HttpClient.newHttpClient();
    private final TreeSet<String> seen = new TreeSet<>();

    @TempDir
    Path folder;

    private Server server;

    private static JsonNode contract() {
        try (var in = ContractIT.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server = Server.start(new HttpSettings("127.0.0.1", 0, Optional.empty()), folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode call(String operation, int status, String path, String bearer, String body, String... headers)
            throws Exception {
        return callWith(operation, status, path, bearer, body, "application/json", headers);
    }

    /** Makes a call and holds the answer against the contract. */
    private JsonNode callWith(
            String operation, int status, String path, String bearer, String body, String type, String... headers)
            throws Exception {
        var found = find(operation);
        var request = HttpRequest.newBuilder(URI.create(server.url() + path.substring(1)))
                .method(found.method(), body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("content-type", type);
        }
        if (bearer != null) {
            request.header("authorization", "Bearer " + bearer);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(operation + " " + answer.body()).isEqualTo(status);
        return validated(operation, found.contract(), answer);
    }

    private JsonNode validated(String operation, JsonNode contract, HttpResponse<String> answer) {
        var described = resolved(contract.path("responses").path(Integer.toString(answer.statusCode())));
        assertThat(described.isMissingNode())
                .as(operation + " describes " + answer.statusCode())
                .isFalse();
        for (var header : described.path("headers").propertyNames()) {
            assertThat(answer.headers().firstValue(header)).as(header).isPresent();
        }
        var type = answer.headers().firstValue("content-type").orElseThrow().split(";")[0];
        var content = described.path("content").path(type);
        assertThat(content.isMissingNode())
                .as(operation + " answers with " + type)
                .isFalse();
        seen.add(operation + " " + answer.statusCode());
        if (!type.endsWith("json")) {
            return JSON.getNodeFactory().stringNode(answer.body());
        }
        var schema = (ObjectNode) content.path("schema").deepCopy();
        schema.set("components", CONTRACT.get("components"));
        var body = JSON.readTree(answer.body());
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(schema)
                        .validate(body))
                .as(operation + " " + answer.body())
                .isEmpty();
        return body;
    }

    private record Operation(String method, JsonNode contract) {}

    private static Operation find(String id) {
        for (var path : CONTRACT.get("paths")) {
            for (var operation : path.properties()) {
                if (id.equals(operation.getValue().path("operationId").asString(""))) {
                    return new Operation(operation.getKey().toUpperCase(Locale.ROOT), operation.getValue());
                }
            }
        }
        throw new AssertionError("no operation " + id);
    }

    private static JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : CONTRACT.at(reference.substring(1));
    }

    private static String secret(JsonNode session, String role) {
        var link = session.path("links").path(role).asString();
        return link.substring(link.lastIndexOf('.') + 1);
    }

    @Test
    void everyAnswerIsInTheContractAndEveryAnswerOfTheContractIsGiven() throws Exception {
        call("live", 200, "/health/live", null, null);
        call("ready", 200, "/health/ready", null, null);
        var large = "{\"title\":\"" + "x".repeat(3 << 20) + "\"}";

        call("createSession", 201, "/api/sessions", null, "{}");
        var session =
                call("createSession", 201, "/api/sessions", null, "{\"title\":\"Rota gaps\",\"language\":\"python\"}");
        assertThat(session.path("title").asString()).isEqualTo("Rota gaps");
        for (var body :
                new String[] {"", "{", "[]", "null", "{\"title\":1}", "{\"x\":1}", "{\"language\":\"cobol\"}", "{} x"
                }) {
            call("createSession", 400, "/api/sessions", null, body);
        }
        call("createSession", 413, "/api/sessions", null, large);
        callWith("createSession", 415, "/api/sessions", null, "title=x", "application/x-www-form-urlencoded");

        var path = "/api/sessions/" + session.path("id").asString();
        var host = secret(session, "host");
        var joined = call("joinSession", 200, path + "/join", host, "{\"name\":\"Mara\"}");
        assertThat(joined.path("links").propertyNames()).containsExactly("host", "candidate", "observer");
        var token = joined.path("token").asString();
        var guest = call("joinSession", 200, path + "/join", secret(session, "candidate"), "{\"name\":\"Mara\"}");
        assertThat(guest.path("participant").path("name").asString()).isEqualTo("Mara (2)");
        assertThat(guest.path("links").propertyNames()).containsExactly("candidate");
        var watching = call("joinSession", 200, path + "/join", secret(session, "observer"), "{\"name\":\"Rui\"}");
        call("joinSession", 400, path + "/join", host, "{\"name\":\"\"}");
        call("joinSession", 404, path + "/join", token, "{\"name\":\"Mara\"}");
        call("joinSession", 413, path + "/join", host, large);
        callWith("joinSession", 415, path + "/join", host, "Mara", "text/plain");

        assertThat(call("getSession", 200, path, token, null)
                        .path("participant")
                        .path("name")
                        .asString())
                .isEqualTo("Mara");
        assertThat(call("getSession", 200, path, host, null).path("participant").isNull())
                .isTrue();
        assertThat(call("getSession", 200, path, host, null).path("participants"))
                .hasSize(3);
        call("getSession", 404, path, null, null);

        assertThat(call("changeSession", 200, path, token, "{\"title\":\"Rota gaps, part 2\"}")
                        .path("title")
                        .asString())
                .isEqualTo("Rota gaps, part 2");
        call("changeSession", 400, path, host, "{}");
        call("changeSession", 404, path, guest.path("token").asString(), "{\"title\":\"mine\"}");
        call("changeSession", 413, path, host, large);
        callWith("changeSession", 415, path, host, "title", "text/plain");
        assertThat(call("getSession", 200, path, host, null).path("title").asString())
                .isEqualTo("Rota gaps, part 2");

        call("ensureFile", 201, path + "/files", token, "{\"language\":\"javascript\"}");
        call("ensureFile", 200, path + "/files", token, "{\"language\":\"javascript\"}");
        call("ensureFile", 400, path + "/files", token, "{}");
        call("ensureFile", 404, path + "/files", watching.path("token").asString(), "{\"language\":\"typescript\"}");
        call("ensureFile", 413, path + "/files", token, large);
        callWith("ensureFile", 415, path + "/files", token, "python", "text/plain");

        call("getCode", 200, path + "/code", token, null);
        assertThat(call("getCode", 200, path + "/code?file=main", host, null, "accept", "text/plain")
                        .asString())
                .contains("greet");
        call(
                "getCode",
                200,
                path + "/code?file=javascript",
                token,
                null,
                "accept",
                "text/plain;q=0.5, application/json");
        call("getCode", 400, path + "/code?file=A%20B", token, null);
        call("getCode", 404, path + "/code?file=none", token, null);

        call("putCode", 200, path + "/code", token, "{\"code\":\"print(1)\\n\",\"language\":\"python\"}");
        callWith("putCode", 200, path + "/code", token, "print(2)", "text/plain", "if-match", "*");
        callWith("putCode", 412, path + "/code", token, "print(3)", "text/plain", "if-match", "\"old\"");
        call("putCode", 400, path + "/code", token, "{\"code\":null}");
        call("putCode", 404, path + "/code", watching.path("token").asString(), "{\"code\":\"\"}");
        callWith("putCode", 400, path + "/code", token, "x".repeat(1_100_000), "text/plain");
        call("putCode", 413, path + "/code", token, large);
        callWith("putCode", 415, path + "/code", token, "<x/>", "application/xml");
        assertThat(call("getCode", 200, path + "/code", token, null)
                        .path("code")
                        .asString())
                .isEqualTo("print(2)");

        fillTheDocumentWithFiles(path, token);
        fillTheSession(path, host);

        assertThat(seen).isEqualTo(promised());
    }

    private void fillTheSession(String path, String host) throws Exception {
        for (int i = 3; i < 500; i++) {
            call("joinSession", 200, path + "/join", host, "{\"name\":\"Guest " + i + "\"}");
        }
        call("joinSession", 409, path + "/join", host, "{\"name\":\"One too many\"}");
    }

    /** A file of another language stands where the wanted one would: the only way to be refused in this version. */
    private void fillTheDocumentWithFiles(String path, String token) throws Exception {
        call("ensureFile", 201, path + "/files", token, "{\"language\":\"typescript\"}");
        call("putCode", 200, path + "/code?file=typescript", token, "{\"code\":\"\",\"language\":\"python\"}");
        call("ensureFile", 409, path + "/files", token, "{\"language\":\"typescript\"}");
        for (var file : new String[] {"main", "javascript"}) {
            callWith("putCode", 200, path + "/code?file=" + file, token, "x".repeat(1_000_000), "text/plain");
        }
        callWith("putCode", 409, path + "/code?file=typescript", token, "x".repeat(1 << 20), "text/plain");
    }

    private static TreeSet<String> promised() {
        var promised = new TreeSet<String>();
        for (var path : CONTRACT.get("paths")) {
            for (var operation : path) {
                for (var status : operation.path("responses").propertyNames()) {
                    promised.add(operation.path("operationId").asString() + " " + status);
                }
            }
        }
        promised.removeIf(answer -> answer.endsWith(NEEDS_TROUBLE));
        return promised;
    }
}
