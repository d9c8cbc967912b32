package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small page, over real HTTP: which of its files is the answer, in which coding, and the large ones by {@link ResourceStream}. */
class PageTest {
    private static final String RUNTIME = "a runtime of megabytes ".repeat(50_000);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer server;

    @TempDir
    static Path program;

    @BeforeAll
    static void build() throws Exception {
        var page = program.resolve("page");
        for (var folder : new String[] {"assets", "docs", "runner", "runtimes/js"}) {
            Files.createDirectories(page.resolve(folder));
        }
        Files.writeString(page.resolve("index.html"), "<style nonce=__NONCE__>front</style>");
        Files.writeString(page.resolve("session.html"), "the door");
        Files.writeString(page.resolve("docs/index.html"), "the API");
        Files.writeString(page.resolve("runner/index.html"), "<script>boot()</script>");
        Files.writeString(page.resolve("assets/a-1.js"), "plain");
        Files.writeString(page.resolve("assets/a-1.js.br"), "as brotli");
        Files.writeString(page.resolve("assets/a-1.js.gz"), "as gzip");
        Files.writeString(page.resolve("icon.svg"), "<svg/>");
        Files.writeString(page.resolve("runtimes/runtimes.json"), "{}");
        Files.writeString(page.resolve("runtimes/js/1.wasm.br"), RUNTIME + "as brotli");
        Files.write(page.resolve("runtimes/js/1.wasm.gz"), gzip(RUNTIME));
    }

    private static InputStream open(String path) {
        try {
            return Files.newInputStream(program.resolve(path.substring(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(String text) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    @BeforeEach
    void start() throws Exception {
        var page = new Page(
                vertx,
                new Assets(program, PageTest::open),
                new Tenure(request -> () -> {}, (request, over) -> {}, request -> {}));
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    if (!page.serve(request, request.path(), "http://localhost")) {
                        request.response().setStatusCode(404).end("none of the page's");
                    }
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void eachDocumentHasItsPathsAndANonceOfItsOwn() throws Exception {
        var front = ask("GET", "/");
        assertThat(front.body()).matches("<style nonce=[A-Za-z0-9+/]{22}==>front</style>");
        assertThat(ask("GET", "/").body()).as("never the same twice").isNotEqualTo(front.body());
        var nonce = front.body().substring(13, front.body().indexOf('>'));
        assertThat(header(front, "content-security-policy")).contains("'nonce-" + nonce + "'");
        assertThat(ask("GET", "/s/abcdefghij_-12").body()).isEqualTo("the door");
        assertThat(ask("GET", "/docs").body()).isEqualTo("the API");
        assertThat(ask("GET", "/docs/").body()).isEqualTo("the API");
    }

    @Test
    void aDocumentIsZippedForWhoTakesIt() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/"))
                .header("accept-encoding", "gzip, br")
                .build();
        var answer = client.send(request, BodyHandlers.ofByteArray());
        assertThat(header(answer, "content-encoding")).isEqualTo("gzip");
        assertThat(header(answer, "vary")).isEqualTo("accept-encoding");
        var unzipped = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
        var html = new String(unzipped, StandardCharsets.UTF_8);
        assertThat(html).endsWith(">front</style>");
        assertThat(header(answer, "content-security-policy"))
                .contains("'nonce-" + html.substring(13, html.indexOf('>')) + "'");
        assertThat(header(ask("GET", "/"), "content-encoding")).isEmpty();
    }

    @Test
    void aFileGoesOutInTheSmallestCodingThatIsWelcome() throws Exception {
        assertThat(ask("GET", "/assets/a-1.js").body()).isEqualTo("plain");
        var brotli = ask("GET", "/assets/a-1.js", "accept-encoding", "gzip, br");
        assertThat(brotli.body()).isEqualTo("as brotli");
        assertThat(header(brotli, "content-encoding")).isEqualTo("br");
        assertThat(header(brotli, "vary")).isEqualTo("accept-encoding");
        assertThat(header(brotli, "cache-control")).contains("immutable");
        assertThat(ask("GET", "/assets/a-1.js", "accept-encoding", "br;q=0, gzip")
                        .body())
                .isEqualTo("as gzip");
        assertThat(ask("GET", "/icon.svg", "accept-encoding", "br").body())
                .as("it has no twin")
                .isEqualTo("<svg/>");
        assertThat(header(ask("GET", "/icon.svg"), "cache-control"))
                .as("its name does not change with it")
                .isEqualTo("no-cache");
    }

    @Test
    void whoHasAFileAlreadyIsToldSoAndAHeadHasNoBody() throws Exception {
        var tag = header(ask("GET", "/icon.svg"), "etag");
        assertThat(ask("GET", "/icon.svg", "if-none-match", tag).statusCode()).isEqualTo(304);
        assertThat(ask("GET", "/icon.svg", "if-none-match", "\"other\"").statusCode())
                .isEqualTo(200);
        var head = ask("HEAD", "/icon.svg");
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "content-length")).isEqualTo("6");
        assertThat(ask("HEAD", "/runtimes/js/1.wasm").statusCode()).isEqualTo(200);
    }

    @Test
    void aRuntimeIsStreamedAsItIsOrUnpackedForWhoTakesNoCoding() throws Exception {
        var packed = ask("GET", "/runtimes/js/1.wasm", "accept-encoding", "br");
        assertThat(packed.body()).isEqualTo(RUNTIME + "as brotli");
        assertThat(header(packed, "content-type")).isEqualTo("application/wasm");
        assertThat(header(packed, "content-encoding")).isEqualTo("br");
        var plain = ask("GET", "/runtimes/js/1.wasm");
        assertThat(plain.body()).isEqualTo(RUNTIME);
        assertThat(header(plain, "content-encoding")).isEmpty();
        assertThat(ask("GET", "/runtimes/runtimes.json").body()).isEqualTo("{}");
    }

    @Test
    void theRunnerIsAllowedItsOneScriptByItsHash() throws Exception {
        var answer = ask("GET", "/runner/");
        assertThat(answer.body()).isEqualTo("<script>boot()</script>");
        assertThat(header(answer, "content-security-policy"))
                .contains("'sha256-MeZS89WlF0u+o0hCvHTBt4q1WHU+U+sJKgbdRUc36mY='");
        assertThat(ask("GET", "/runner/index.html").statusCode()).isEqualTo(404);
    }

    @Test
    void whoShowsWhatTheyGetIsShownTheDoorAndAProgramIsNot() throws Exception {
        for (var path :
                new String[] {"/s/cut-short", "/nothing", "/assets/../session.html", "/runtimes/js/1.wasm.br/"}) {
            var shown = ask("GET", path, "accept", "text/html");
            assertThat(shown.statusCode()).isEqualTo(404);
            assertThat(ask("GET", path).body()).isEqualTo("none of the page's");
        }
        assertThat(ask("GET", "/nothing", "accept", "text/html").body()).isEqualTo("the door");
        assertThat(ask("GET", "/api/nothing", "accept", "text/html").body()).isEqualTo("none of the page's");
        assertThat(ask("GET", "/runtimes/js/1.wasm.br", "accept", "text/html").body())
                .as("twins have no path of their own")
                .isEqualTo("none of the page's");
    }
}
