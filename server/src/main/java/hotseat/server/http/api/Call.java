package hotseat.server.http.api;

import hotseat.server.admission.Bearer;
import hotseat.server.admission.Sessions;
import hotseat.server.http.Headers;
import hotseat.server.http.Origins;
import hotseat.server.http.Problem;
import hotseat.server.http.Tenure;
import hotseat.server.room.Busy;
import hotseat.server.session.InvalidInput;
import hotseat.server.session.Permission;
import hotseat.server.session.Secret;
import hotseat.server.session.SessionId;
import hotseat.server.store.StoreException;
import hotseat.server.wire.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of the API: who asks, what they sent, and how they are answered. */
final class Call {
    private static final Logger LOG = LoggerFactory.getLogger(Call.class);
    static final int BODY_BYTES_MAX = 2 << 20;
    /** The name of a scheme is the same in any case (RFC 9110, 11.1). */
    private static final String BEARER = "bearer ";

    private final RoutingContext context;
    private final Origins origins;
    private final Sessions sessions;
    private final Tenure tenure;
    /** Of the answer's body, from before it is made until it has left. */
    private final LargeBodies.Claim claim;

    private boolean leaving;

    Call(RoutingContext context, Origins origins, Sessions sessions, Tenure tenure, LargeBodies.Claim claim) {
        this.context = context;
        this.origins = origins;
        this.sessions = sessions;
        this.tenure = tenure;
        this.claim = claim;
        context.addEndHandler(ended -> {
            if (!leaving) { // another answer was given, or nobody waits for one any more
                claim.end();
            }
        });
    }

    @FunctionalInterface
    interface Step<T> {
        void take(T value);
    }

    // ── who asks

    /** Goes on with the bearer if they may; else the answer is the same as for a session that does not exist. */
    void authorised(Permission permission, Step<Bearer> next) {
        var header = context.request().getHeader("authorization");
        var secret = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Secret.parse(header.substring(BEARER.length()).strip())
                : Optional.<Secret>empty();
        var id = Optional.ofNullable(context.pathParam("id")).flatMap(SessionId::parse);
        if (secret.isEmpty() || id.isEmpty()) {
            fail(Problem.notFound());
            return;
        }
        blocking(() -> sessions.bearer(id.get(), secret.get()), found -> {
            if (found.isPresent() && found.get().may(permission)) {
                next.take(found.get());
            } else {
                fail(Problem.notFound());
            }
        });
    }

    /** How the request names this server; the door has let only known names in. */
    String origin() {
        return origins.of(context.request()).orElseThrow();
    }

    // ── what they sent

    @Nullable
    String header(String name) {
        return context.request().getHeader(name);
    }

    String parameter(String name, String otherwise) {
        return context.request().getParam(name, otherwise);
    }

    Buffer body() {
        var body = context.body().buffer();
        return body == null ? Buffer.buffer() : body;
    }

    boolean isType(String type) {
        var header = header("content-type");
        return header != null && header.split(";", 2)[0].strip().equalsIgnoreCase(type);
    }

    /** Reads the body as JSON of that shape. */
    <T> T read(Class<T> type) {
        if (!isType("application/json")) {
            throw new UnsupportedType();
        }
        var body = body();
        if (body.length() == 0) {
            throw new InvalidInput("body", "empty; send a JSON object");
        }
        return Json.read(body.getBytes(), type);
    }

    static String require(String field, @Nullable String value) {
        if (value == null) {
            throw new InvalidInput(field, "missing");
        }
        return value;
    }

    // ── on and off the loop

    /** Does work that blocks elsewhere, then goes on here. */
    <T> void blocking(Callable<T> work, Step<T> next) {
        then(context.vertx().executeBlocking(work, false), next);
    }

    <T> void when(CompletionStage<T> stage, Step<T> next) {
        then(Future.fromCompletionStage(stage, context.vertx().getOrCreateContext()), next);
    }

    private <T> void then(Future<T> future, Step<T> next) {
        var work = tenure.work().apply(context.request());
        future.onFailure(context::fail)
                .onSuccess(value -> {
                    try {
                        next.take(value);
                    } catch (RuntimeException e) {
                        context.fail(e);
                    }
                })
                .onComplete(done -> work.run());
    }

    // ── the answer

    Call with(String header, String value) {
        context.response().putHeader(header, value);
        return this;
    }

    void answer(int status, Object body) {
        answer(status, "application/json", Buffer.buffer(Json.MAPPER.writeValueAsBytes(body)));
    }

    void answerText(String text) {
        answer(200, "text/plain; charset=utf-8", Buffer.buffer(text));
    }

    /** Whether there is memory for an answer that is made of so many bytes. From any thread: it is asked before they are in memory. */
    boolean hasRoomFor(int bytes) {
        return claim.holds(bytes);
    }

    private void answer(int status, String type, Buffer body) {
        if (!hasRoomFor(body.length())) {
            fail(Problem.unavailable(Busy.ANSWERS));
            return;
        }
        leaving = true;
        Headers.api(context.response());
        var loop = context.vertx().getOrCreateContext();
        var sent = context.response()
                .setStatusCode(status)
                .putHeader("content-type", type)
                .end(body);
        claim.mayBeCut(() -> loop.runOnContext(ignored -> {
            if (!sent.isComplete()) {
                tenure.cut().accept(context.request());
            }
        }));
        sent.onComplete(over -> claim.end());
    }

    void fail(Problem problem) {
        problem.send(context.response());
    }

    /** The body has a content type that the call does not take. */
    private static final class UnsupportedType extends RuntimeException {
        private static final long serialVersionUID = 1;

        private UnsupportedType() {
            super(null, null, false, false);
        }
    }

    /** Answers a call that failed: with what is wrong where that is known, with a plain sentence where it is our fault. */
    static void failed(RoutingContext context) {
        problem(context).send(context.response());
    }

    private static Problem problem(RoutingContext context) {
        var failure = context.failure() instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : context.failure();
        if (failure instanceof InvalidInput invalid) {
            return Problem.of(400, "Bad request", invalid.detail(), invalid.field());
        }
        if (failure instanceof UnsupportedType) {
            return Problem.of(415, "Unsupported media type", "Send application/json, or text/plain for code.");
        }
        if (failure instanceof Busy busy) {
            return Problem.unavailable(String.valueOf(busy.getMessage()));
        }
        if (failure instanceof TimeoutException) {
            return Problem.unavailable(
                    "The server could not write this in time; look whether it has before you try again.");
        }
        if (failure instanceof StoreException store) {
            return ofStore(context, store);
        }
        if (context.statusCode() == 413) {
            return Problem.of(413, "Too large", "The body has more than " + BODY_BYTES_MAX + " bytes; send less.");
        }
        if (context.statusCode() == 400 || failure instanceof IllegalArgumentException) {
            return Problem.of(400, "Bad request", "The request cannot be read.");
        }
        if (context.response().closed() || failure instanceof HttpClosedException || failure instanceof IOException) {
            // Broken off by the one who sent it: nobody waits for an answer, and it is no fault of ours.
            LOG.atDebug().setCause(failure).log("a request broke off");
            return Problem.of(400, "Bad request", "The request broke off.");
        }
        return unexpected(context, failure);
    }

    private static Problem ofStore(RoutingContext context, StoreException failure) {
        if (failure.kind() == StoreException.Kind.GONE) {
            return Problem.notFound();
        }
        LOG.atError()
                .addKeyValue("path", context.request().path())
                .setCause(failure)
                .log("the store failed");
        return Problem.unavailable(
                failure.kind() == StoreException.Kind.DAMAGED
                        ? "What is stored of this session cannot be read; its operator finds why in the server's log."
                        : "The server's storage is in trouble; nothing was changed. Try again in a while.");
    }

    private static Problem unexpected(RoutingContext context, @Nullable Throwable failure) {
        LOG.atError()
                .addKeyValue("path", context.request().path())
                .setCause(failure)
                .log("request failed");
        return Problem.of(500, "Server error", "The server could not do this; try again.");
    }
}
