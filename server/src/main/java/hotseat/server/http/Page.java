package hotseat.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The built page. Small files are kept in memory with their compressed twins; language runtimes, which are megabytes and only
 * exist compressed, are streamed. What is not in the build does not exist: no path of a request ever reaches a file system.
 */
public final class Page {
    private static final Pattern SESSION = Pattern.compile("/s/[A-Za-z0-9_-]{14}");
    private static final Pattern INLINE_SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    /** Of a file that is in memory, to a socket. Each that is not read holds one of them, some times over. */
    private static final int PIECE_BYTES = 8 << 10;
    /** Of all memory for each large file that is being sent; it uses about 150 kB, most of it outside the heap. */
    private static final int STREAM_BYTES = 4 << 20;

    private static final String NONCE_PLACE = "__NONCE__";
    private static final int NONCE_BYTES = 16;
    private static final String RUNNER = "runner/index.html";
    private static final String RUNTIMES = "runtimes/";
    /** Paths of programs: whoever asks them wants no page, whatever they accept. */
    private static final List<String> NO_PAGES = List.of("/api/", "/health/", "/assets/", "/" + RUNTIMES);
    /** Says in words that there is no such room. */
    private static final String DOOR = "session.html";
    /** Names the build of this page; WELCOME carries it, so that an old tab learns of a new one. */
    private static final String BUILD = "build.json";

    private static final Pattern BUILD_ID = Pattern.compile("\"build\"\\s*:\\s*\"([0-9a-f]+)\"");

    /** Codings that the build makes twins in, and how those end; the smallest first. */
    private static final SequencedMap<String, String> TWINS = new LinkedHashMap<>();

    static {
        TWINS.put("br", ".br");
        TWINS.put("gzip", ".gz");
    }

    /** What documents are sent in where it is welcome. */
    private static final Set<String> ZIPPED = Set.of("gzip");

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

    /** A file, its compressed twins by the coding's name, the smallest first, and the entity tags of those that were asked for. */
    private record Variants(
            String type, boolean hashed, byte[] plain, Map<String, byte[]> twins, ConcurrentMap<String, String> tags) {}

    private final Vertx vertx;
    private final Assets assets;
    private final Tenure tenure;
    private final Streams streams =
            new Streams((int) (Runtime.getRuntime().maxMemory() / STREAM_BYTES), System::nanoTime);
    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> documents = new HashMap<>();
    private final Map<String, Variants> files = new HashMap<>();
    private final Set<String> paths;
    private final byte[] runner;
    private final String runnerHash;

    /** Reads the page; blocks for some milliseconds. */
    Page(Vertx vertx, Assets assets, Tenure tenure) {
        this.vertx = vertx;
        this.tenure = tenure;
        this.assets = assets;
        this.paths = assets.list();
        for (var path : paths) {
            if (path.endsWith(".html") && !path.equals(RUNNER)) {
                documents.put(path, new String(assets.read(path), StandardCharsets.UTF_8));
            } else if (!path.startsWith(RUNTIMES) && !isTwin(path) && !path.equals(RUNNER)) {
                files.put("/" + path, variants(path));
            }
        }
        if (paths.contains(RUNTIMES + "runtimes.json")) {
            files.put("/runtimes/runtimes.json", variants(RUNTIMES + "runtimes.json"));
        }
        this.runner = paths.contains(RUNNER) ? assets.read(RUNNER) : new byte[0];
        this.runnerHash = scriptHash(runner);
    }

    private static boolean isTwin(String path) {
        return TWINS.values().stream().anyMatch(path::endsWith);
    }

    private Variants variants(String path) {
        var twins = new LinkedHashMap<String, byte[]>();
        TWINS.forEach((coding, ending) -> {
            if (paths.contains(path + ending)) {
                twins.put(coding, assets.read(path + ending));
            }
        });
        return new Variants(
                type(path), path.startsWith("assets/"), assets.read(path), twins, new ConcurrentHashMap<>());
    }

    private static String type(String path) {
        return TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
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
    boolean serve(HttpServerRequest request, String path, String origin) {
        var document = documents.get(document(path));
        var file = files.get(path);
        if (document != null) {
            sendDocument(request, document, origin);
        } else if (path.equals("/runner/") && runner.length > 0) {
            Headers.runner(request.response(), runnerHash);
            request.response().putHeader("content-type", "text/html; charset=utf-8");
            end(request, runner);
        } else if (file != null) {
            sendFile(request, file);
        } else if (isRuntime(path)) {
            sendRuntime(request, path.substring(1));
        } else if (isBuilt() && wantsPage(request, path)) {
            request.response().setStatusCode(404);
            sendDocument(request, documents.getOrDefault(DOOR, ""), origin);
        } else {
            return false;
        }
        return true;
    }

    /** A browser that shows what it gets: somebody followed a link that a mail program cut, or typed one. */
    private static boolean wantsPage(HttpServerRequest request, String path) {
        return NO_PAGES.stream().noneMatch(path::startsWith)
                && Weights.of(request.getHeader("accept"), "text/html") > 0;
    }

    /** What the build of the page is called; "none" without a page. */
    public static String build() {
        var assets = Assets.own();
        if (!assets.has(BUILD)) {
            return "none";
        }
        // Not by the JSON library: this is the only JSON that is read at each start, and the library weighs 10 MB.
        var build = BUILD_ID.matcher(new String(assets.read(BUILD), StandardCharsets.UTF_8));
        return build.find() ? build.group(1) : "none";
    }

    /** The document at a path; a name that no document has for every other path. */
    private static String document(String path) {
        return switch (path) {
            case "/" -> "index.html";
            case "/docs", "/docs/" -> "docs/index.html";
            default -> SESSION.matcher(path).matches() ? DOOR : "";
        };
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
        request.response().putHeader("content-type", "text/html; charset=utf-8").putHeader("vary", "accept-encoding");
        var body = html.replace(NONCE_PLACE, nonce).getBytes(StandardCharsets.UTF_8);
        if (coding(request, ZIPPED).equals("gzip")) {
            request.response().putHeader("content-encoding", "gzip");
            end(request, zipped(body));
        } else {
            end(request, body);
        }
    }

    /** Here and not by the build, since each answer has a nonce of its own; 20 kB take a third of a millisecond. */
    private static byte[] zipped(byte[] body) {
        var bytes = new ByteArrayOutputStream(body.length / 3);
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("zipping in memory", e);
        }
        return bytes.toByteArray();
    }

    private void sendFile(HttpServerRequest request, Variants file) {
        var response = request.response();
        var coding = coding(request, file.twins.keySet());
        var body = file.twins.getOrDefault(coding, file.plain);
        if (body != file.plain) {
            response.putHeader("content-encoding", coding);
        }
        Headers.asset(response, file.hashed);
        var tag = file.tags.computeIfAbsent(coding, first -> EntityTag.of(body));
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
        var response = request.response();
        Headers.asset(response, true);
        response.putHeader("content-type", type(path)).putHeader("vary", "accept-encoding");
        var coding = coding(request, TWINS.keySet());
        var ending = TWINS.get(coding);
        if (ending == null) { // a client that takes no coding, and there is no plain file
            ResourceStream.send(
                    vertx, request, streams, tenure, () -> new GZIPInputStream(assets.open(path + TWINS.get("gzip"))));
        } else {
            response.putHeader("content-encoding", coding);
            ResourceStream.send(vertx, request, streams, tenure, () -> assets.open(path + ending));
        }
    }

    /** The most welcome of some codings, the first of them when equally welcome; "identity" when none is. */
    private static String coding(HttpServerRequest request, Set<String> codings) {
        var header = request.getHeader("accept-encoding");
        var best = "identity";
        double most = 0;
        for (var coding : codings) {
            double weight = Weights.of(header, coding, "*");
            if (weight > most) {
                best = coding;
                most = weight;
            }
        }
        return best;
    }

    private static void end(HttpServerRequest request, byte[] body) {
        HttpServerResponse response = request.response();
        response.putHeader("content-length", Integer.toString(body.length));
        if (request.method() == HttpMethod.HEAD) {
            response.end();
        } else {
            sendFrom(0, body, response);
        }
    }

    /** Piece by piece, each when the socket has taken the one before: the library copies what it is given, and not everybody reads. */
    private static void sendFrom(int start, byte[] body, HttpServerResponse response) {
        int end = Math.min(start + PIECE_BYTES, body.length);
        var piece = Buffer.buffer(Arrays.copyOfRange(body, start, end));
        if (end == body.length) {
            response.end(piece);
        } else {
            response.write(piece).onSuccess(taken -> sendFrom(end, body, response));
        }
    }
}
