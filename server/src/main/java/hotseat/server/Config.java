package hotseat.server;

import hotseat.server.http.HttpSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Every setting, as an option and as an environment variable. The only place that reads either. */
final class Config {
    private static final int PORT_MAX = 65_535;
    private static final List<String> LOG_LEVELS = List.of("ERROR", "WARN", "INFO", "DEBUG");

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "${env:HOTSEAT_HOST:-127.0.0.1}",
            description = "address to listen on; 0.0.0.0 for all (HOTSEAT_HOST, default 127.0.0.1)")
    private String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "${env:HOTSEAT_PORT:-8080}",
            description = "port to listen on; 0 for any free one (HOTSEAT_PORT, default 8080)")
    private String port = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:HOTSEAT_DATA:-data}",
            description = "folder of the database, created when missing (HOTSEAT_DATA, default ./data)")
    private Path data = Path.of("data");

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            defaultValue = "${env:HOTSEAT_PUBLIC_URL:-}",
            description = "how browsers reach this server, such as https://hotseat.example (HOTSEAT_PUBLIC_URL)")
    private String publicUrl = "";

    @Option(
            names = "--log",
            paramLabel = "LEVEL",
            defaultValue = "${env:HOTSEAT_LOG:-WARN}",
            description = "what to log: ERROR, WARN, INFO or DEBUG (HOTSEAT_LOG, default WARN)")
    private String log = "";

    @Option(
            names = "--train",
            hidden = true,
            description = "walk through a first visit and stop: the run that an ahead-of-time cache learns from")
    private boolean train;

    /** A setting has a value that cannot be; the message names it and the remedy. */
    static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1;

        private Invalid(String message) {
            super(message, null, false, false);
        }
    }

    HttpSettings http() {
        return new HttpSettings(host, number(port), Optional.ofNullable(url(publicUrl)));
    }

    /** The least severe level that is logged. */
    String logLevel() {
        if (!LOG_LEVELS.contains(log)) {
            throw new Invalid(
                    "--log (HOTSEAT_LOG): '" + log + "' is no level; one of " + String.join(", ", LOG_LEVELS));
        }
        return log;
    }

    Path data() {
        return data;
    }

    boolean train() {
        return train;
    }

    private static int number(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            // falls through to the one sentence for every wrong port
        }
        throw new Invalid("--port (HOTSEAT_PORT): '" + text + "' is no port; give a number from 0 to " + PORT_MAX);
    }

    private static @Nullable URI url(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            var url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            boolean bare = url.getPath() == null
                    || url.getPath().isEmpty()
                    || url.getPath().equals("/");
            if (web && bare && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // falls through to the one sentence for every wrong URL
        }
        throw new Invalid("--public-url (HOTSEAT_PUBLIC_URL): '" + text
                + "' is not scheme, host and port alone; give something like https://hotseat.example");
    }
}
