package hotseat.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How long a request is in memory, as far as those know who handle it: whatever is done for one off the loop keeps it there, whether its socket
 * is still open or not. On the socket's loop.
 *
 * @param work somebody works for the request until the answer is run
 * @param whenOver runs an action when the request is in memory no more: its body has come and its answer has left, or its socket is closed,
 *     and nobody works for it
 * @param cut closes the socket at once, whatever it has not been read of what was said on it
 */
public record Tenure(
        Function<HttpServerRequest, Runnable> work,
        BiConsumer<HttpServerRequest, Runnable> whenOver,
        Consumer<HttpServerRequest> cut) {}
