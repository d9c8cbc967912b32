package hotseat.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a large file of the page piece by piece: read off the loop, written when the socket takes it, never all in memory. So many at a time as
 * {@link StreamTurns} has turns for; one whose socket takes nothing for long makes way.
 */
final class ResourceStream {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceStream.class);
    private static final int PIECE_BYTES = 32 << 10;
    /** For one piece, with what the kernel holds before it. A slow line takes it in a second or two. */
    private static final long STALLED_MS = 5_000;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final StreamTurns turns;
    /** Until it is opened there is none. */
    private @Nullable InputStream in;

    private boolean over;

    private ResourceStream(Vertx vertx, HttpServerResponse response, StreamTurns turns) {
        this.vertx = vertx;
        this.response = response;
        this.turns = turns;
    }

    /** Call with all headers set. {@code open} is called off the loop, when there is a turn. */
    static void send(Vertx vertx, HttpServerRequest request, StreamTurns turns, Callable<InputStream> open) {
        if (request.method() == HttpMethod.HEAD) {
            request.response().end();
            return;
        }
        var context = vertx.getOrCreateContext();
        turns.await(() ->
                context.runOnContext(ignored -> new ResourceStream(vertx, request.response(), turns).begin(open)));
    }

    private void begin(Callable<InputStream> open) {
        if (response.closed()) { // it has not waited for its turn
            over();
            return;
        }
        vertx.executeBlocking(open, false)
                .onSuccess(opened -> {
                    in = opened;
                    response.setChunked(true);
                    next(opened);
                })
                .onFailure(failure -> {
                    over();
                    LOG.atError().setCause(failure).log("cannot read a file of the page");
                    Problem.of(500, "Server error", "The server could not read this file; try again.")
                            .send(response);
                });
    }

    private void next(InputStream from) {
        Callable<byte[]> read = () -> from.readNBytes(PIECE_BYTES);
        vertx.executeBlocking(read, false)
                .onSuccess(piece -> write(piece, from))
                .onFailure(this::cut);
    }

    private void write(byte[] piece, InputStream from) {
        if (response.closed()) {
            over();
        } else if (piece.length == 0) {
            over();
            response.end();
        } else {
            long stalled = vertx.setTimer(STALLED_MS, ignored -> {
                over();
                response.reset();
            });
            response.write(Buffer.buffer(piece)).onComplete(taken -> {
                vertx.cancelTimer(stalled);
                if (taken.failed()) {
                    over();
                } else if (!over) {
                    next(from);
                }
            });
        }
    }

    /** Half a file must not look like a whole one. */
    private void cut(Throwable failure) {
        if (!(failure instanceof RejectedExecutionException)) { // the server stops
            LOG.atError().setCause(failure).log("reading a file of the page broke off");
        }
        over();
        response.reset();
    }

    /** Its turn is over; once. */
    private void over() {
        if (over) {
            return;
        }
        over = true;
        turns.end();
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("closing a file of the page failed");
        }
    }
}
