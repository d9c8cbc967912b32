/**
 * The REST calls of {@code openapi.yaml}: one class for each resource, one method for each call. Requests become strict records,
 * answers come from {@code admission} and {@code room}. Read {@link hotseat.server.http.api.Call} first, then
 * {@link hotseat.server.http.api.Api}, the list of routes.
 */
@NullMarked
package hotseat.server.http.api;

import org.jspecify.annotations.NullMarked;
