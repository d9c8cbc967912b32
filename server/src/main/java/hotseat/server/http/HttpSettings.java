package hotseat.server.http;

import java.net.URI;
import java.util.Optional;

/**
 * Where to listen and what the outside calls this server.
 *
 * @param port 0 for any free one
 * @param publicUrl scheme, host and port as browsers see them, when a proxy or a name stands before this server
 */
public record HttpSettings(String host, int port, Optional<URI> publicUrl) {}
