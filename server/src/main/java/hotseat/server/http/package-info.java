/**
 * The HTTP door: REST, the page and the headers that everything is served under. Requests become strict records, answers come
 * from {@code room}; read {@link hotseat.server.http.HttpDoor} first.
 */
@NullMarked
package hotseat.server.http;

import org.jspecify.annotations.NullMarked;
