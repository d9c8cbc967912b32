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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a large file of the page piece by piece: read off the loop, written when the socket takes it, never all in memory. On the
 * socket's loop only.
 */
final class ResourceStream {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceStream.class);
    private static final int PIECE_BYTES = 32 << 10;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final InputStream in;
    private final Streams.Place place;
    private final Runnable work;
    private boolean over;

    private ResourceStream(
            Vertx vertx, HttpServerResponse response, InputStream in, Streams.Place place, Runnable work) {
        this.vertx = vertx;
        this.response = response;
        this.in = in;
        this.place = place;
        this.work = work;
    }

    /** Call with all headers set. {@code open} is called off the loop. */
    static void send(
            Vertx vertx, HttpServerRequest request, Streams streams, Tenure tenure, Callable<InputStream> open) {
        var response = request.response();
        if (request.method() == HttpMethod.HEAD) {
            response.end();
            return;
        }
        var context = vertx.getOrCreateContext();
        var address = String.valueOf(request.remoteAddress().hostAddress());
        var found = streams.take(
                address,
                () -> context.runOnContext(ignored -> {
                    if (!response.ended()) { // else the socket is another request's
                        tenure.cut().accept(request);
                    }
                }));
        if (found.isEmpty()) {
            Problem.unavailable("Too many large files are being sent; try again in a while.")
                    .send(response);
            return;
        }
        var place = found.get();
        var work = tenure.work().apply(request);
        vertx.executeBlocking(open, false)
                .onSuccess(in -> {
                    response.setChunked(true);
                    new ResourceStream(vertx, response, in, place, work).next();
                })
                .onFailure(failure -> {
                    place.end();
                    work.run();
                    LOG.atError().setCause(failure).log("cannot read a file of the page");
                    Problem.of(500, "Server error", "The server could not read this file; try again.")
                            .send(response);
                });
    }

    private void next() {
        Callable<byte[]> read = () -> in.readNBytes(PIECE_BYTES);
        vertx.executeBlocking(read, false).onSuccess(this::write).onFailure(this::cut);
    }

    private void write(byte[] piece) {
        if (response.closed()) {
            close();
        } else if (piece.length == 0) {
            close();
            response.end();
        } else {
            response.write(Buffer.buffer(piece))
                    .onSuccess(taken -> {
                        place.sent(piece.length);
                        next();
                    })
                    .onFailure(failure -> close());
        }
    }

    /** Half a file must not look like a whole one. */
    private void cut(Throwable failure) {
        if (!(failure instanceof RejectedExecutionException)) { // the server stops
            LOG.atError().setCause(failure).log("reading a file of the page broke off");
        }
        close();
        response.reset();
    }

    private void close() {
        if (over) {
            return;
        }
        over = true;
        place.end();
        work.run();
        try {
            in.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("closing a file of the page failed");
        }
    }
}
