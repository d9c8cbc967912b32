package hotseat.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import hotseat.server.wire.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** A problem document (RFC 9457). The detail is a sentence with what is wrong and what to do; never content, never a class. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        @Nullable String detail,
        @Nullable String field) {
    private static final String BLANK = "about:blank";
    /** A disk that was full, a database that was locked: nothing is gained by asking sooner. */
    private static final String RETRY_AFTER_S = "5";

    public static Problem of(int status, String title) {
        return new Problem(BLANK, title, status, null, null);
    }

    public static Problem of(int status, String title, String detail) {
        return new Problem(BLANK, title, status, detail, null);
    }

    public static Problem of(int status, String title, String detail, String field) {
        return new Problem(BLANK, title, status, detail, field);
    }

    /** The one answer to what is unknown, forbidden or deleted. */
    public static Problem notFound() {
        return of(404, "Not found", "There is no such thing, or this link or token does not open it.");
    }

    /** What may work in a while: the store is in trouble, or too much waits. */
    public static Problem unavailable(String detail) {
        return of(503, "Not available now", detail);
    }

    public void send(HttpServerResponse response) {
        if (response.headWritten() || response.closed()) {
            return;
        }
        response.headers().remove("content-encoding"); // of what would have been sent
        Headers.api(response);
        if (status == 503) {
            response.putHeader("retry-after", RETRY_AFTER_S);
        }
        response.setStatusCode(status)
                .putHeader("content-type", "application/problem+json")
                .end(Buffer.buffer(Json.MAPPER.writeValueAsBytes(this)));
    }
}
