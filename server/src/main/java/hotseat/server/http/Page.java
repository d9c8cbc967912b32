package hotseat.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The built page. Small files are kept in memory with their compressed twins; language runtimes, which are megabytes and only
 * exist compressed, are streamed. What is not in the build does not exist: no path of a request ever reaches a file system.
 */
final class Page {
    private static final Pattern SESSION = Pattern.compile("/s/[A-Za-z0-9_-]{14}");
    private static final Pattern INLINE_SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final String NONCE_PLACE = "__NONCE__";
    private static final int NONCE_BYTES = 16;
    private static final String RUNNER = "runner/index.html";
    private static final String RUNTIMES = "runtimes/";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    /** The same file in the encodings that were built; null where one was not. */
    private record Variants(
            String type, boolean hashed, byte @Nullable [] plain, byte @Nullable [] br, byte @Nullable [] gz) {}

    private final Vertx vertx;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> documents = new HashMap<>();
    private final Map<String, Variants> files = new HashMap<>();
    private final Set<String> paths;
    private final byte[] runner;
    private final String runnerHash;

    /** Reads the page from the program; blocks for some milliseconds. */
    Page(Vertx vertx) {
        this.vertx = vertx;
        this.paths = Assets.list();
        for (var path : paths) {
            if (path.endsWith(".html") && !path.equals(RUNNER)) {
                documents.put(path, new String(Assets.read(path), StandardCharsets.UTF_8));
            } else if (!path.startsWith(RUNTIMES) && !isTwin(path) && !path.equals(RUNNER)) {
                files.put("/" + path, variants(path));
            }
        }
        if (paths.contains(RUNTIMES + "runtimes.json")) {
            files.put("/runtimes/runtimes.json", variants(RUNTIMES + "runtimes.json"));
        }
        this.runner = paths.contains(RUNNER) ? Assets.read(RUNNER) : new byte[0];
        this.runnerHash = scriptHash(runner);
    }

    private boolean isTwin(String path) {
        return path.endsWith(".br") || path.endsWith(".gz");
    }

    private Variants variants(String path) {
        return new Variants(
                TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream"),
                path.startsWith("assets/"),
                Assets.read(path),
                paths.contains(path + ".br") ? Assets.read(path + ".br") : null,
                paths.contains(path + ".gz") ? Assets.read(path + ".gz") : null);
    }

    private static String scriptHash(byte[] html) {
        var script = INLINE_SCRIPT.matcher(new String(html, StandardCharsets.UTF_8));
        try {
            var text = script.find() ? script.group(1) : "";
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** Whether the program holds the page; a server that was built alone serves only the API. */
    boolean isBuilt() {
        return documents.containsKey("index.html");
    }

    /** Answers a GET or HEAD of the page; false for a path that is none of its own. */
    boolean serve(HttpServerRequest request, String origin) {
        var path = request.path();
        var document = document(path);
        if (document != null) {
            sendDocument(request, documents.get(document), origin);
        } else if (path.equals("/runner/") && runner.length > 0) {
            Headers.runner(request.response(), runnerHash);
            request.response().putHeader("content-type", "text/html; charset=utf-8");
            end(request, runner);
        } else if (files.containsKey(path)) {
            sendFile(request, files.get(path));
        } else if (isRuntime(path)) {
            sendRuntime(request, path.substring(1));
        } else {
            return false;
        }
        return true;
    }

    private @Nullable String document(String path) {
        var name = switch (path) {
            case "/" -> "index.html";
            case "/docs", "/docs/" -> "docs/index.html";
            default -> SESSION.matcher(path).matches() ? "session.html" : null;
        };
        return name != null && documents.containsKey(name) ? name : null;
    }

    private boolean isRuntime(String path) {
        var name = path.substring(1);
        return name.startsWith(RUNTIMES) && !isTwin(name) && paths.contains(name + ".br");
    }

    private void sendDocument(HttpServerRequest request, String html, String origin) {
        var bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        var nonce = Base64.getEncoder().encodeToString(bytes);
        Headers.app(request.response(), origin, nonce);
        request.response().putHeader("content-type", "text/html; charset=utf-8");
        end(request, html.replace(NONCE_PLACE, nonce).getBytes(StandardCharsets.UTF_8));
    }

    private void sendFile(HttpServerRequest request, Variants file) {
        var encodings = request.getHeader("accept-encoding");
        double br = file.br == null ? 0 : Weights.of(encodings, "br", "*");
        double gz = file.gz == null ? 0 : Weights.of(encodings, "gzip", "*");
        var response = request.response();
        var body = file.plain;
        if (br > 0 && br >= gz) {
            body = file.br;
            response.putHeader("content-encoding", "br");
        } else if (gz > 0) {
            body = file.gz;
            response.putHeader("content-encoding", "gzip");
        }
        Headers.asset(response, file.hashed);
        var tag = EntityTag.of(body);
        response.putHeader("content-type", file.type)
                .putHeader("vary", "accept-encoding")
                .putHeader("etag", tag);
        if (tag.equals(request.getHeader("if-none-match"))) {
            response.setStatusCode(304).end();
        } else {
            end(request, body);
        }
    }

    private void sendRuntime(HttpServerRequest request, String path) {
        var encodings = request.getHeader("accept-encoding");
        var response = request.response();
        Headers.asset(response, true);
        response.putHeader(
                        "content-type",
                        TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream"))
                .putHeader("vary", "accept-encoding");
        if (Weights.of(encodings, "br", "*") > 0) {
            response.putHeader("content-encoding", "br");
            ResourceStream.send(vertx, request, path + ".br", false);
        } else if (Weights.of(encodings, "gzip", "*") > 0) {
            response.putHeader("content-encoding", "gzip");
            ResourceStream.send(vertx, request, path + ".gz", false);
        } else {
            ResourceStream.send(vertx, request, path + ".gz", true);
        }
    }

    private static void end(HttpServerRequest request, byte[] body) {
        HttpServerResponse response = request.response();
        if (request.method() == HttpMethod.HEAD) {
            response.putHeader("content-length", Integer.toString(body.length)).end();
        } else {
            response.end(Buffer.buffer(body));
        }
    }
}
