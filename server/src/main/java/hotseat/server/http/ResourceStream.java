package hotseat.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a large file of the page piece by piece: read off the loop, written when the socket takes it, never all in memory. */
final class ResourceStream {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceStream.class);
    /** Of a file of the page. Each socket that is not read holds one of them, some times over. */
    static final int PIECE_BYTES = 32 << 10;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final InputStream in;

    private ResourceStream(Vertx vertx, HttpServerResponse response, InputStream in) {
        this.vertx = vertx;
        this.response = response;
        this.in = in;
    }

    /** Call with all headers set. {@code open} is called off the loop. */
    static void send(Vertx vertx, HttpServerRequest request, Callable<InputStream> open) {
        if (request.method() == HttpMethod.HEAD) {
            request.response().end();
            return;
        }
        vertx.executeBlocking(open, false)
                .onSuccess(in -> {
                    request.response().setChunked(true);
                    new ResourceStream(vertx, request.response(), in).next();
                })
                .onFailure(failure -> {
                    LOG.atError().setCause(failure).log("cannot read a file of the page");
                    Problem.of(500, "Server error", "The server could not read this file; try again.")
                            .send(request.response());
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
            response.write(Buffer.buffer(piece)).onSuccess(done -> next()).onFailure(failure -> close());
        }
    }

    /** Half a file must not look like a whole one. */
    private void cut(Throwable failure) {
        LOG.atError().setCause(failure).log("reading a file of the page broke off");
        close();
        response.reset();
    }

    private void close() {
        try {
            in.close();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("closing a file of the page failed");
        }
    }
}
