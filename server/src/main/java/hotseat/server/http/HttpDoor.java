package hotseat.server.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * The listening socket and what stands first behind it: the gates, then the upgrade to a WebSocket, then the page, then the API.
 */
public final class HttpDoor {
    private static final String CONTRACT = "/openapi.yaml";
    /** Of the WebSocket protocol (RFC 6455, 4.1). */
    private static final String VERSION = "13";

    private static final int KEY_BYTES = 16;

    private static final int IDLE_S = 75;
    private static final int HEADER_BYTES_MAX = 8 << 10;

    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final Vertx vertx;
    private final HttpSettings settings;
    private final Origins origins;
    private final List<Gate> gates;
    private final Page page;
    private final Handler<HttpServerRequest> api;
    private final String socketPath;
    private final Handler<HttpServerRequest> upgrades;
    private final Handler<HttpConnection> accepted;
    private final byte[] contract;
    private volatile boolean stopping;

    /**
     * Reads the page; {@link #listen} opens the port.
     *
     * @param api takes what is not the page's
     * @param socketPath WebSocket requests below it go to {@code upgrades}
     * @param accepted takes each connection before anything of it is read
     */
    public HttpDoor(
            Vertx vertx,
            HttpSettings settings,
            Origins origins,
            Handler<HttpServerRequest> api,
            String socketPath,
            Handler<HttpServerRequest> upgrades,
            Handler<HttpConnection> accepted,
            Tenure tenure) {
        this.vertx = vertx;
        this.settings = settings;
        this.origins = origins;
        this.page = new Page(vertx, Assets.own(), tenure);
        this.api = api;
        this.socketPath = socketPath;
        this.upgrades = upgrades;
        this.accepted = accepted;
        this.contract = contract();
        this.gates = List.of(
                this::whileStopping,
                this::byAnotherName,
                this::fromAnotherSite,
                HttpDoor::withoutPath,
                HttpDoor::thatExpects,
                HttpDoor::withBodyForNothing);
    }

    private static byte[] contract() {
        try (var in = HttpDoor.class.getResourceAsStream(CONTRACT)) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing from the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading openapi.yaml", e);
        }
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.host())
                // To the library any negative number is "a free port, the same one for all loops".
                .setPort(settings.port() == 0 ? -1 : settings.port())
                .setAcceptBacklog(1024)
                .setTcpNoDelay(true)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_S)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxInitialLineLength(4096)
                .setMaxHeaderSize(HEADER_BYTES_MAX)
                .setDecompressionSupported(false)
                .setCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }

    /** Opens the port for every loop. Answers with the port; fails, with the system's reason, when it is taken. */
    public Future<Integer> listen(List<Context> loops) {
        var options = options();
        var servers = loops.stream().map(loop -> on(loop, options)).toList();
        return Future.all(servers).map(all -> servers.getFirst().result().actualPort());
    }

    private Future<HttpServer> on(Context loop, HttpServerOptions options) {
        var listening = Promise.<HttpServer>promise();
        loop.runOnContext(ignored -> {
            var server = vertx.createHttpServer(new HttpServerOptions(options))
                    .connectionHandler(accepted)
                    .requestHandler(this::handle)
                    .invalidRequestHandler(request -> Problem.of(
                                    400, "Bad request", "The request cannot be read, or its head has too much in it.")
                            .send(request.response()));
            servers.add(server);
            server.listen().onComplete(listening);
        });
        return listening.future();
    }

    /** From now on every request is told to come back: who is sent away must not find the door of the same house open. */
    public void refuseAll() {
        stopping = true;
    }

    /** Stops listening; connections that are still open are closed. */
    public Future<Void> close() {
        return Future.join(servers.stream().map(HttpServer::close).toList()).mapEmpty();
    }

    /** Whether the page is part of this program. */
    public boolean servesPage() {
        return page.isBuilt();
    }

    // ── gates

    private Optional<Problem> whileStopping(HttpServerRequest request) {
        return stopping ? Optional.of(Problem.unavailable("The server is stopping; come back.")) : Optional.empty();
    }

    private Optional<Problem> byAnotherName(HttpServerRequest request) {
        return origins.of(request).isPresent()
                ? Optional.empty()
                : Optional.of(Problem.of(
                        421,
                        "Misdirected request",
                        "This server is not known by that name; its operator sets HOTSEAT_PUBLIC_URL."));
    }

    private Optional<Problem> fromAnotherSite(HttpServerRequest request) {
        return origins.mayAsk(request)
                ? Optional.empty()
                : Optional.of(Problem.of(403, "Foreign origin", "Pages of other sites may not ask this server."));
    }

    private static Optional<Problem> withoutPath(HttpServerRequest request) {
        return request.path() != null && request.path().startsWith("/")
                ? Optional.empty()
                : Optional.of(Problem.of(400, "Bad request", "The request has no path."));
    }

    private static Optional<Problem> thatExpects(HttpServerRequest request) {
        var expected = request.getHeader("expect");
        return expected == null || expected.equalsIgnoreCase("100-continue")
                ? Optional.empty()
                : Optional.of(
                        Problem.of(417, "Expectation failed", "This server meets no expectation but 100-continue."));
    }

    /** A socket is opened when its request has ended, and so is the next request read: that may be never. */
    private static Optional<Problem> withBodyForNothing(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean hasBody =
                request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null || (length != null && !length.equals("0"));
        if (!hasBody || !(reads(request) || isUpgrade(request))) {
            return Optional.empty();
        }
        request.response().endHandler(answered -> request.connection().close());
        return Optional.of(Problem.of(400, "Bad request", "This request takes no body."));
    }

    private static boolean reads(HttpServerRequest request) {
        return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    }

    private static boolean isUpgrade(HttpServerRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE));
    }

    // ── behind them

    private void handle(HttpServerRequest request) {
        Headers.common(request.response(), origins.isHttps());
        var path = String.valueOf(request.path()); // a request without one stops at its gate
        var refusal =
                gates.stream().flatMap(gate -> gate.refuse(request).stream()).findFirst();
        if (refusal.isPresent()) {
            refusal.get().send(request.response());
        } else if (path.startsWith(socketPath)) {
            upgrade(request);
        } else {
            serve(request, path, origins.of(request).orElseThrow());
        }
    }

    private void upgrade(HttpServerRequest request) {
        boolean asks = request.method() == HttpMethod.GET
                && isUpgrade(request)
                && VERSION.equals(request.getHeader("sec-websocket-version"));
        if (!asks) {
            request.response().putHeader("upgrade", "websocket").putHeader("sec-websocket-version", VERSION);
            Problem.of(426, "Upgrade required", "This path is a WebSocket, of version " + VERSION + ".")
                    .send(request.response());
        } else if (!hasHandshake(request)) {
            Problem.of(
                            400,
                            "Bad request",
                            "A WebSocket is asked for with 'connection: upgrade' and a 'sec-websocket-key' of 16 bytes.")
                    .send(request.response());
        } else {
            upgrades.handle(request);
        }
    }

    /** RFC 6455, 4.2.1. */
    private static boolean hasHandshake(HttpServerRequest request) {
        var key = request.getHeader("sec-websocket-key");
        try {
            return request.headers().getAll(HttpHeaders.CONNECTION).stream()
                            .anyMatch(
                                    options -> options.toLowerCase(Locale.ROOT).contains("upgrade"))
                    && key != null
                    && Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false; // no base64
        }
    }

    private void serve(HttpServerRequest request, String path, String origin) {
        boolean reads = reads(request);
        if (reads && path.equals(CONTRACT)) {
            Headers.api(request.response());
            request.response().putHeader("content-type", "application/yaml").end(Buffer.buffer(contract));
        } else if (!reads || !page.serve(request, path, origin)) {
            api.handle(request);
        }
    }
}
