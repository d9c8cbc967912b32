package hotseat.server.http.api;

import hotseat.server.admission.Sessions;
import hotseat.server.http.Origins;
import hotseat.server.http.Problem;
import hotseat.server.http.Tenure;
import hotseat.server.room.Rooms;
import hotseat.server.store.Store;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.PlatformHandler;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The routes of {@code openapi.yaml}: every path, and which call each of its methods is. */
public final class Api {
    /** Of a content length that an int holds in any case; the server's own parser has seen to it that they are digits. */
    private static final int LENGTH_DIGITS = 9;
    /** For all of a body: two megabytes on a slow line. Who takes longer holds memory that others need. */
    static final long BODY_WITHIN_MS = 30_000;

    /** In the context of a request: what is to be done when its body has come. */
    private static final String WHOLE = "whole";

    private static final Pattern FORM =
            Pattern.compile("\\s*(multipart/|application/x-www-form-urlencoded)", Pattern.CASE_INSENSITIVE);

    private final Origins origins;
    private final Sessions sessions;
    private final SessionCalls session;
    private final PeopleCalls people;
    private final CodeCalls code;
    private final HealthCalls health;
    /** Apart, so that whoever sends without end keeps nobody from reading. */
    private final LargeBodies asked;

    private final LargeBodies answered;
    private final Tenure tenure;
    private final BodyHandler body = BodyHandler.create(false).setBodyLimit(Call.BODY_BYTES_MAX);

    /** {@code bodies}: bytes of large bodies of requests that may be in memory at a time, and as many of answers. */
    public Api(Origins origins, Store store, Sessions sessions, Rooms rooms, Tenure tenure, long bodies) {
        this.origins = origins;
        this.sessions = sessions;
        this.session = new SessionCalls(sessions, rooms);
        this.people = new PeopleCalls(sessions, rooms);
        this.code = new CodeCalls(rooms);
        this.health = new HealthCalls(store);
        this.asked = new LargeBodies(bodies, System::nanoTime);
        this.tenure = tenure;
        this.answered = new LargeBodies(bodies, System::nanoTime);
    }

    public void mount(Router router) {
        // To the library a path and the same with a slash behind it are one.
        router.routeWithRegex(".*/").handler(context -> Problem.notFound().send(context.response()));
        on(router, "/api/sessions", Map.of(HttpMethod.POST, session::create));
        on(router, "/api/sessions/:id", Map.of(HttpMethod.GET, session::details, HttpMethod.PATCH, session::change));
        on(router, "/api/sessions/:id/join", Map.of(HttpMethod.POST, people::join));
        on(router, "/api/sessions/:id/files", Map.of(HttpMethod.POST, code::ensureFile));
        on(router, "/api/sessions/:id/code", Map.of(HttpMethod.GET, code::read, HttpMethod.PUT, code::replace));
        on(router, "/health/live", Map.of(HttpMethod.GET, health::live));
        on(router, "/health/ready", Map.of(HttpMethod.GET, health::ready));
        router.errorHandler(404, context -> Problem.notFound().send(context.response()));
        router.errorHandler(
                400,
                context -> Problem.of(400, "Bad request", "The request cannot be read.")
                        .send(context.response()));
    }

    /** A body is read whole before anybody looks at it, whoever sends it and however slowly. */
    private void admit(RoutingContext context) {
        if (isForm(context.request())) {
            Problem.of(415, "Unsupported media type", "Send application/json, or text/plain for code.")
                    .send(context.response());
            return;
        }
        var claim = asked.claim();
        if (claim.holds(length(context.request()))) {
            var loop = context.vertx().getOrCreateContext();
            long late = context.vertx().setTimer(BODY_WITHIN_MS, ignored -> tooLate(context));
            claim.mayBeCut(() -> loop.runOnContext(ignored -> {
                if (!context.request().isEnded()) {
                    tooLate(context);
                    tenure.cut().accept(context.request()); // its memory is another's already
                }
            }));
            Runnable whole = () -> {
                context.vertx().cancelTimer(late);
                claim.stays();
            };
            context.put(WHOLE, whole);
            // The library keeps a body until it has ended, too large or not, and until the answer to it has left.
            context.addEndHandler(answered -> {
                if (!context.response().closed()) {
                    claim.mayBeCut(
                            () -> loop.runOnContext(ignored -> tenure.cut().accept(context.request())));
                }
            });
            tenure.whenOver().accept(context.request(), () -> {
                context.vertx().cancelTimer(late);
                claim.end();
            });
            context.next();
        } else {
            Problem.unavailable("Too many large requests are being read; try again in a while.")
                    .send(context.response());
        }
    }

    /** The library would take a form apart, whole or not, and no call takes one. */
    private static boolean isForm(HttpServerRequest request) {
        var type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && FORM.matcher(type).lookingAt();
    }

    private static void isWhole(RoutingContext context) {
        Objects.requireNonNull(context.<Runnable>get(WHOLE), "admitted before").run();
        context.next();
    }

    private static void tooLate(RoutingContext context) {
        if (context.request().isEnded()) { // it has come in the very moment
            return;
        }
        Problem.of(408, "Request timeout", "The body did not arrive in time; send it again.")
                .send(context.response());
        context.request().connection().close();
    }

    /** What is declared, or the most there may be; a body of more is refused when that is seen. */
    private static int length(HttpServerRequest request) {
        var declared = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (declared == null) {
            return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null ? 0 : Call.BODY_BYTES_MAX;
        }
        return declared.length() > LENGTH_DIGITS
                ? Call.BODY_BYTES_MAX
                : Math.min(Integer.parseInt(declared), Call.BODY_BYTES_MAX);
    }

    /** Every path says which methods it takes: behind them stands a route that answers all others with 405. */
    private void on(Router router, String path, Map<HttpMethod, Consumer<Call>> calls) {
        calls.forEach((method, call) -> {
            var route = router.route(method, path).failureHandler(Call::failed);
            if (method != HttpMethod.GET) {
                route.handler((PlatformHandler) this::admit)
                        .handler(body) // the library wants one that comes before a body marked
                        .handler(Api::isWhole);
            }
            route.handler(context -> call.accept(new Call(context, origins, sessions, tenure, answered.claim())));
        });
        var takes = calls.keySet().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        router.route(path).handler(context -> {
            context.response().putHeader("allow", takes);
            Problem.of(405, "Method not allowed", "This path takes " + takes + ".")
                    .send(context.response());
        });
    }
}
