package hotseat.server.http;

import hotseat.server.room.CodeAnswer;
import hotseat.server.room.Rooms;
import hotseat.server.room.Sessions;
import hotseat.server.session.CodeFile;
import hotseat.server.session.InvalidInput;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Permission;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Store;
import hotseat.server.wire.Json;
import hotseat.server.wire.Outbound.Person;
import hotseat.server.wire.Outbound.Room;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The REST calls of {@code openapi.yaml}, one method each. */
final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final int BODY_BYTES_MAX = 2 << 20;
    private static final String BEARER = "Bearer ";

    private final Origins origins;
    private final Store store;
    private final Sessions sessions;
    private final Rooms rooms;
    private final BodyHandler body = BodyHandler.create(false).setBodyLimit(BODY_BYTES_MAX);

    Api(Origins origins, Store store, Sessions sessions, Rooms rooms) {
        this.origins = origins;
        this.store = store;
        this.sessions = sessions;
        this.rooms = rooms;
    }

    // ── requests and answers
    // ───────────────────────────────────────────────────────────────────────────────────────────

    record NewSession(@Nullable String title, @Nullable String language) {}

    record Join(@Nullable String name) {}

    record NewFile(@Nullable String language) {}

    record NewCode(@Nullable String code, @Nullable String language) {}

    record CreatedSession(
            String id, String title, String language, String state, Instant createdAt, Map<String, String> links) {}

    record SessionDetails(
            String id,
            String title,
            String language,
            String state,
            Instant createdAt,
            String role,
            @Nullable Person participant,
            List<Person> participants,
            Map<String, String> links) {}

    record Joined(String token, Person participant, Room session, Map<String, String> links) {}

    record File(String id, String name, String language, int order) {
        static File of(CodeFile file) {
            return new File(file.id(), file.name(), file.language().word(), file.order());
        }
    }

    record Code(String file, String language, String code) {}

    record Health(String status) {}

    // ── routes
    // ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    void mount(Router router) {
        on(router, "/api/sessions", Map.of(HttpMethod.POST, this::create));
        on(router, "/api/sessions/:id", Map.of(HttpMethod.GET, this::details));
        on(router, "/api/sessions/:id/join", Map.of(HttpMethod.POST, this::join));
        on(router, "/api/sessions/:id/files", Map.of(HttpMethod.POST, this::ensureFile));
        on(router, "/api/sessions/:id/code", Map.of(HttpMethod.GET, this::readCode, HttpMethod.PUT, this::replaceCode));
        on(router, "/health/live", Map.of(HttpMethod.GET, context -> answer(context, 200, new Health("ok"))));
        on(router, "/health/ready", Map.of(HttpMethod.GET, this::ready));
        router.errorHandler(404, context -> Problem.notFound().send(context.response()));
        router.errorHandler(
                400,
                context -> Problem.of(400, "Bad request", "The request cannot be read.")
                        .send(context.response()));
    }

    /** Every path says which methods it takes: behind them stands a route that answers all others with 405. */
    private void on(Router router, String path, Map<HttpMethod, Handler<RoutingContext>> calls) {
        calls.forEach((method, call) -> {
            var route = router.route(method, path).failureHandler(this::fail);
            if (method != HttpMethod.GET) {
                route.handler(body);
            }
            route.handler(call);
        });
        var takes = calls.keySet().stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", "));
        router.route(path).handler(context -> {
            context.response().putHeader("allow", takes);
            Problem.of(405, "Method not allowed", "This path takes " + takes + ".")
                    .send(context.response());
        });
    }

    private void create(RoutingContext context) {
        var asked = read(context, NewSession.class);
        var origin = origin(context);
        when(context, sessions.create(asked.title(), asked.language()), created -> {
            var session = Room.of(created.session());
            context.response().putHeader("location", "/api/sessions/" + session.id());
            answer(
                    context,
                    201,
                    new CreatedSession(
                            session.id(),
                            session.title(),
                            session.language(),
                            session.state(),
                            session.createdAt(),
                            urls(created.links(), origin, created.session())));
        });
    }

    private void details(RoutingContext context) {
        authorised(context, Permission.READ, bearer -> {
            var id = bearer.session().id();
            blocking(
                    context,
                    () -> sessions.participants(id),
                    participants -> when(
                            context,
                            rooms.online(id),
                            online -> answer(context, 200, details(context, bearer, participants, online))));
        });
    }

    private SessionDetails details(
            RoutingContext context, Sessions.Bearer bearer, List<Participant> participants, Set<ParticipantId> online) {
        var session = Room.of(bearer.session());
        return new SessionDetails(
                session.id(),
                session.title(),
                session.language(),
                session.state(),
                session.createdAt(),
                bearer.role().word(),
                bearer.participant()
                        .map(who -> Person.of(who, online.contains(who.id())))
                        .orElse(null),
                participants.stream()
                        .map(who -> Person.of(who, online.contains(who.id())))
                        .toList(),
                bearer.links()
                        .map(links -> urls(links, origin(context), bearer.session()))
                        .orElse(Map.of()));
    }

    private void join(RoutingContext context) {
        var asked = read(context, Join.class);
        authorised(context, Permission.READ, bearer -> {
            if (bearer.links().isEmpty()) { // a token has joined already
                Problem.notFound().send(context.response());
                return;
            }
            var links = bearer.links().get();
            when(
                    context,
                    sessions.join(bearer, require("name", asked.name())),
                    admitted -> admitted.ifPresentOrElse(
                            joined -> answer(
                                    context,
                                    200,
                                    new Joined(
                                            joined.token().text(),
                                            Person.of(joined.participant(), false),
                                            Room.of(bearer.session()),
                                            urls(links, origin(context), bearer.session()))),
                            () -> Problem.of(
                                            409,
                                            "Session full",
                                            "As many people have joined as a session can hold; create another one.")
                                    .send(context.response())));
        });
    }

    private void ensureFile(RoutingContext context) {
        var asked = read(context, NewFile.class);
        authorised(context, Permission.EDIT, bearer -> {
            var language = Language.parse("language", require("language", asked.language()));
            when(context, rooms.ensureFile(bearer.session(), bearer.author(), language), answer -> {
                switch (answer) {
                    case CodeAnswer.Created(var file) -> answer(context, 201, File.of(file));
                    case CodeAnswer.Code(var file, var text) -> answer(context, 200, File.of(file));
                    case CodeAnswer.Full(var detail) -> full(context, detail);
                    case CodeAnswer.NoSuchFile ignored -> Problem.notFound().send(context.response());
                    case CodeAnswer.Changed ignored -> throw new IllegalStateException("nothing to compare with");
                }
            });
        });
    }

    private void readCode(RoutingContext context) {
        var file = file(context);
        authorised(
                context,
                Permission.READ,
                bearer -> when(
                        context,
                        rooms.read(bearer.session(), file),
                        answer -> answerCode(context, answer, wantsText(context))));
    }

    private void replaceCode(RoutingContext context) {
        var file = file(context);
        var asked = code(context);
        var language = Optional.ofNullable(asked.language()).map(word -> Language.parse("language", word));
        var wanted = EntityTag.parse(context.request().getHeader("if-match"));
        var text = LineEnds.toLf(require("code", asked.code()));
        authorised(
                context,
                Permission.EDIT,
                bearer -> when(
                        context,
                        rooms.replace(bearer.session(), bearer.author(), file, language, text, wanted),
                        answer -> answerCode(context, answer, false)));
    }

    private void answerCode(RoutingContext context, CodeAnswer answer, boolean asText) {
        switch (answer) {
            case CodeAnswer.Code(var file, var text) -> {
                context.response().putHeader("etag", EntityTag.of(text));
                if (asText) {
                    Headers.api(context.response());
                    context.response()
                            .putHeader("content-type", "text/plain; charset=utf-8")
                            .end(text);
                } else {
                    answer(context, 200, new Code(file.id(), file.language().word(), text));
                }
            }
            case CodeAnswer.NoSuchFile ignored -> Problem.notFound().send(context.response());
            case CodeAnswer.Changed ignored ->
                Problem.of(412, "Precondition failed", "The text has changed since you read it; read it again.")
                        .send(context.response());
            case CodeAnswer.Full(var detail) -> full(context, detail);
            case CodeAnswer.Created ignored -> throw new IllegalStateException("nothing was to be created");
        }
    }

    private static void full(RoutingContext context, String detail) {
        Problem.of(409, "Document full", detail).send(context.response());
    }

    private void ready(RoutingContext context) {
        Callable<Boolean> check = () -> {
            store.check();
            return true;
        };
        context.vertx().executeBlocking(check, false).onComplete(checked -> {
            if (checked.succeeded()) {
                answer(context, 200, new Health("ok"));
            } else {
                LOG.atError().setCause(checked.cause()).log("not ready");
                Problem.of(503, "Not ready", "The server's storage does not answer.")
                        .send(context.response());
            }
        });
    }

    // ── who asks, and for what
    // ─────────────────────────────────────────────────────────────────────────────────────────

    @FunctionalInterface
    private interface Step<T> {
        void take(T value);
    }

    /** Goes on with the bearer if they may; else the answer is the same as for a session that does not exist. */
    private void authorised(RoutingContext context, Permission permission, Step<Sessions.Bearer> next) {
        var header = context.request().getHeader("authorization");
        var secret = header != null && header.startsWith(BEARER)
                ? Secret.parse(header.substring(BEARER.length()))
                : Optional.<Secret>empty();
        var id = Optional.ofNullable(context.pathParam("id")).flatMap(SessionId::parse);
        if (secret.isEmpty() || id.isEmpty()) {
            Problem.notFound().send(context.response());
            return;
        }
        blocking(context, () -> sessions.bearer(id.get(), secret.get()), found -> {
            if (found.isPresent() && found.get().role().may(permission)) {
                next.take(found.get());
            } else {
                Problem.notFound().send(context.response());
            }
        });
    }

    /** How the request names this server; the door has let only known names in. */
    private String origin(RoutingContext context) {
        return origins.of(context.request()).orElseThrow();
    }

    private static String file(RoutingContext context) {
        var file = context.request().getParam("file", CodeFile.FIRST);
        return CodeFile.parseId(file)
                .orElseThrow(() -> new InvalidInput("file", "1 to 32 lower-case letters, digits and hyphens"));
    }

    /** JSON unless the request prefers plain text. */
    private static boolean wantsText(RoutingContext context) {
        var accept = context.request().getHeader("accept");
        return Weights.of(accept, "text/plain", "text/*") > Weights.of(accept, "application/json", "application/*");
    }

    private static NewCode code(RoutingContext context) {
        if (isType(context, "text/plain")) {
            return new NewCode(Utf8.decode("code", context.body().buffer()), null);
        }
        return read(context, NewCode.class);
    }

    private static <T> T read(RoutingContext context, Class<T> type) {
        if (!isType(context, "application/json")) {
            throw new UnsupportedType();
        }
        var body = context.body().buffer();
        if (body == null || body.length() == 0) {
            throw new InvalidInput("body", "empty; send a JSON object");
        }
        return Json.read(body.getBytes(), type);
    }

    private static boolean isType(RoutingContext context, String type) {
        var header = context.request().getHeader("content-type");
        return header != null && header.split(";", 2)[0].strip().equalsIgnoreCase(type);
    }

    private static String require(String field, @Nullable String value) {
        if (value == null) {
            throw new InvalidInput(field, "missing");
        }
        return value;
    }

    private static Map<String, String> urls(Links links, String origin, Session session) {
        var urls = new LinkedHashMap<String, String>();
        for (var role : Role.values()) {
            links.url(origin, session.id(), role).ifPresent(url -> urls.put(role.word(), url));
        }
        return urls;
    }

    // ── on and off the loop
    // ────────────────────────────────────────────────────────────────────────────────────────────

    private <T> void blocking(RoutingContext context, Callable<T> work, Step<T> next) {
        then(context, context.vertx().executeBlocking(work, false), next);
    }

    private <T> void when(RoutingContext context, CompletionStage<T> stage, Step<T> next) {
        then(context, Future.fromCompletionStage(stage, context.vertx().getOrCreateContext()), next);
    }

    private static <T> void then(RoutingContext context, Future<T> future, Step<T> next) {
        future.onFailure(context::fail).onSuccess(value -> {
            try {
                next.take(value);
            } catch (RuntimeException e) {
                context.fail(e);
            }
        });
    }

    private static void answer(RoutingContext context, int status, Object body) {
        Headers.api(context.response());
        context.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(Buffer.buffer(Json.MAPPER.writeValueAsBytes(body)));
    }

    /** The body has a content type that the call does not take. */
    private static final class UnsupportedType extends RuntimeException {
        private static final long serialVersionUID = 1;

        private UnsupportedType() {
            super(null, null, false, false);
        }
    }

    private void fail(RoutingContext context) {
        var failure = context.failure();
        if (failure instanceof InvalidInput invalid) {
            Problem.of(400, "Bad request", invalid.detail(), invalid.field()).send(context.response());
        } else if (failure instanceof UnsupportedType) {
            Problem.of(415, "Unsupported media type", "Send application/json, or text/plain for code.")
                    .send(context.response());
        } else if (context.statusCode() == 413) {
            Problem.of(413, "Too large", "The body has more than " + BODY_BYTES_MAX + " bytes; send less.")
                    .send(context.response());
        } else if (context.statusCode() == 400 || failure instanceof IllegalArgumentException) {
            Problem.of(400, "Bad request", "The request cannot be read.").send(context.response());
        } else {
            LOG.atError()
                    .addKeyValue("path", context.request().path())
                    .setCause(failure)
                    .log("request failed");
            Problem.of(500, "Server error", "The server could not do this; try again.")
                    .send(context.response());
        }
    }
}
