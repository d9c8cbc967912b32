package hotseat.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** One of the things that are asked of every request before anything is done for it; in order, the first refusal is the answer. */
@FunctionalInterface
interface Gate {
    Optional<Problem> refuse(HttpServerRequest request);
}
