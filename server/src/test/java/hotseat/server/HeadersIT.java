package hotseat.server;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.http.HttpSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link hotseat.server.http.Headers} of every kind of answer, to the letter, and the names this server answers to. Speaks HTTP by hand. */
class HeadersIT {
    private static final String COMMON = """
            x-content-type-options: nosniff
            referrer-policy: no-referrer
            """;
    private static final String API = COMMON + """
            content-security-policy: default-src 'none'; frame-ancestors 'none'; sandbox
            cross-origin-resource-policy: same-origin
            cache-control: no-store
            """;
    private static final String FEATURES =
            "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), clipboard-read=(), clipboard-write=%s,"
                    + " display-capture=(), encrypted-media=(), fullscreen=%s, gamepad=(), geolocation=(), gyroscope=(), hid=(),"
                    + " identity-credentials-get=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(),"
                    + " otp-credentials=(), payment=(), picture-in-picture=(), publickey-credentials-create=(),"
                    + " publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(),"
                    + " window-management=(), xr-spatial-tracking=()";
    private static final String APP = COMMON + """
            content-security-policy: default-src 'none'; script-src 'self'; script-src-attr 'none'; style-src 'self' 'nonce-{NONCE}'; style-src-attr 'none'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src {ORIGIN}/runner/; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'
            cross-origin-opener-policy: same-origin
            cross-origin-embedder-policy: credentialless
            cross-origin-resource-policy: same-origin
            connection-allowlist: (response-origin)
            permissions-policy: {FEATURES}
            x-frame-options: DENY
            x-dns-prefetch-control: off
            origin-agent-cluster: ?1
            cache-control: no-store
            content-type: text/html; charset=utf-8
            vary: accept-encoding
            """.replace("{FEATURES}", FEATURES.formatted("(self)", "(self)"));
    private static final String RUNNER = COMMON + """
            content-security-policy: sandbox allow-scripts; default-src 'none'; script-src 'sha256-{BOOT}' 'unsafe-eval' 'wasm-unsafe-eval' blob:; worker-src blob:; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; webrtc 'block'
            connection-allowlist: ()
            cross-origin-embedder-policy: credentialless
            cross-origin-resource-policy: cross-origin
            permissions-policy: {FEATURES}
            x-dns-prefetch-control: off
            cache-control: no-cache
            content-type: text/html; charset=utf-8
            """.replace("{FEATURES}", FEATURES.formatted("()", "()"));

    @TempDir
    Path folder;

    private Server server;
    private int port;

    @BeforeEach
    void start() {
        start(Optional.empty());
    }

    private void start(Optional<URI> publicUrl) {
        server = Server.start(new HttpSettings("127.0.0.1", 0, publicUrl), folder);
        port = server.port();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private record Answer(int status, TreeMap<String, String> headers, String body) {
        /** The headers that are policy, in the order and form of the expectations above. */
        void carries(String expected) {
            var all = new TreeMap<>(headers);
            all.remove("content-length");
            all.remove("transfer-encoding");
            var wanted = new TreeMap<String, String>();
            expected.lines()
                    .forEach(line ->
                            wanted.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2)));
            assertThat(all).isEqualTo(wanted);
        }
    }

    private Answer get(String path, String... headers) throws IOException {
        return request("GET " + path, "127.0.0.1:" + port, headers);
    }

    private Answer request(String what, String host, String... headers) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            out.write((what + " HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n" + String.join("", headers)
                            + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            var text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\r\n\r\n");
            var head = text.substring(0, end).split("\r\n");
            var found = new TreeMap<String, String>();
            for (int i = 1; i < head.length; i++) {
                int colon = head[i].indexOf(':');
                found.put(head[i].substring(0, colon).toLowerCase(Locale.ROOT), head[i].substring(colon + 2));
            }
            found.remove("connection");
            return new Answer(Integer.parseInt(head[0].split(" ")[1]), found, text.substring(end + 4));
        }
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(after, start));
    }

    @Test
    void thePageMayOnlyDoWhatItNeeds() throws IOException {
        for (var path : new String[] {"/", "/s/AAAAAAAAAAAAAA"}) {
            var answer = get(path);
            assertThat(answer.status).isEqualTo(200);
            var nonce = between(answer.headers.get("content-security-policy"), "'nonce-", "'");
            assertThat(nonce).hasSize(24);
            assertThat(answer.body).contains("nonce=\"" + nonce + "\"").doesNotContain("__NONCE__");
            assertThat(get(path).headers.get("content-security-policy")).doesNotContain(nonce);
            answer.carries(APP.replace("{NONCE}", nonce).replace("{ORIGIN}", "http://127.0.0.1:" + port));
        }
    }

    @Test
    void theRunnerMayRunItsOneScriptAndReachNothing() throws IOException {
        var answer = get("/runner/");
        var boot = between(answer.headers.get("content-security-policy"), "'sha256-", "'");
        answer.carries(RUNNER.replace("{BOOT}", boot));
        assertThat(answer.body.split("<script", -1)).hasSize(2);
        assertThat(answer.body).doesNotContain(" src=").doesNotContain(" href=");
    }

    @Test
    void answersForProgramsAreDataOnly() throws IOException {
        get("/health/live").carries(API + "content-type: application/json");
        get("/api/nothing").carries(API + "content-type: application/problem+json");
        get("/api/sessions/AAAAAAAAAAAAAA").carries(API + "content-type: application/problem+json");
        request("DELETE /api/sessions", "127.0.0.1:" + port)
                .carries(API + "allow: POST\ncontent-type: application/problem+json");
        assertThat(get("/%zz").status).isEqualTo(400);
        get("/%zz").carries(API + "content-type: application/problem+json");
        get("/openapi.yaml").carries(API + "content-type: application/yaml");
        get("/ws/sessions/AAAAAAAAAAAAAA")
                .carries(API + "upgrade: websocket\nsec-websocket-version: 13\ncontent-type: application/problem+json");
    }

    @Test
    void hashedFilesAreImmutableAndComeCompressed() throws IOException {
        var script = between(get("/").body, "type=\"module\" crossorigin src=\"", "\"");
        assertThat(script).startsWith("/assets/");
        for (var coding : new String[] {"br", "gzip"}) {
            var answer = get(script, "accept-encoding: " + coding + "\r\n");
            var tag = answer.headers.get("etag");
            answer.carries(COMMON + """
                    content-type: text/javascript; charset=utf-8
                    content-encoding: %s
                    vary: accept-encoding
                    etag: %s
                    cache-control: public, max-age=31536000, immutable
                    cross-origin-resource-policy: same-origin
                    cross-origin-embedder-policy: credentialless
                    """.formatted(coding, tag));
            var again = get(script, "accept-encoding: " + coding + "\r\nif-none-match: " + tag + "\r\n");
            assertThat(again.status).isEqualTo(304);
        }
        assertThat(get(script).headers).doesNotContainKey("content-encoding");
        assertThat(get(script, "accept-encoding: br;q=0, gzip;q=0\r\n").headers).doesNotContainKey("content-encoding");
    }

    @Test
    void runtimesComeInEveryCoding() throws IOException {
        var manifest = get("/runtimes/runtimes.json").body;
        var file = "/runtimes/" + between(manifest.substring(manifest.indexOf("javascript.")), "", ".js") + ".js";
        assertThat(get(file, "accept-encoding: br\r\n").headers).containsEntry("content-encoding", "br");
        assertThat(get(file, "accept-encoding: gzip\r\n").headers).containsEntry("content-encoding", "gzip");
        var plain = get(file);
        assertThat(plain.headers)
                .doesNotContainKey("content-encoding")
                .containsEntry("cache-control", "public, max-age=31536000, immutable");
        assertThat(plain.body).contains("function");
    }

    @Test
    void noPathOfARequestLeadsOutOfThePage() throws IOException {
        for (var path : new String[] {
            "/assets/../index.html",
            "/../../etc/passwd",
            "/assets/%2e%2e/index.html",
            "/.built",
            "/index.html.br",
            "/assets/",
            "//etc/passwd",
            "/runtimes/"
        }) {
            assertThat(get(path).status).as(path).isIn(400, 404);
        }
    }

    @Test
    void onlyOurOwnNamesAreAnswered() throws IOException {
        for (var host :
                new String[] {"127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port, "192.168.1.5:" + port}) {
            assertThat(request("GET /health/live", host).status).as(host).isEqualTo(200);
        }
        for (var host : new String[] {"evil.example", "evil.example:" + port, "127.0.0.1.evil.example", "", "a b"}) {
            assertThat(request("GET /health/live", host).status).as(host).isIn(400, 421);
        }
    }

    @Test
    void behindAPublicUrlThatNameAndHttpsCount() throws IOException {
        server.close();
        start(Optional.of(URI.create("https://hotseat.example")));
        var answer = request("GET /", "hotseat.example");
        assertThat(answer.headers)
                .containsEntry("strict-transport-security", "max-age=31536000")
                .hasEntrySatisfying(
                        "content-security-policy",
                        policy -> assertThat(policy).contains("frame-src https://hotseat.example/runner/;"));
        assertThat(request("GET /health/live", "127.0.0.1:" + port).status).isEqualTo(200);
        assertThat(request("GET /health/live", "other.example").status).isEqualTo(421);
        assertThat(request("GET /health/live", "hotseat.example", "origin: https://hotseat.example\r\n").status)
                .isEqualTo(200);
        assertThat(request("GET /health/live", "hotseat.example", "origin: https://evil.example\r\n").status)
                .isEqualTo(403);
        assertThat(request("GET /health/live", "hotseat.example", "origin: null\r\n").status)
                .isEqualTo(403);
    }
}
