package hotseat.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which names this server answers to. Without a public URL: {@code localhost} and plain addresses, which no stranger's page can
 * make a browser resolve to us (DNS rebinding needs a name). With one: that, and the same for health checks from the machine.
 */
public final class Origins {
    /** {@code host} or {@code host:port}; IPv6 in brackets. */
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-f:.]+]|[0-9a-z.-]+)(?::([0-9]{1,5}))?");

    private static final Pattern ADDRESS = Pattern.compile("\\[[0-9a-f:.]+]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final @Nullable String publicOrigin;
    private final @Nullable String publicAuthority;
    private final boolean https;

    public Origins(Optional<URI> publicUrl) {
        this.publicOrigin = publicUrl.map(Origins::origin).orElse(null);
        this.publicAuthority = publicUrl.map(Origins::authority).orElse(null);
        this.https = publicUrl.map(url -> "https".equals(url.getScheme())).orElse(false);
    }

    /** How the request sees this server, such as {@code http://127.0.0.1:8080}; empty for a name that is not ours. */
    public Optional<String> of(HttpServerRequest request) {
        var host = request.getHeader("host");
        if (host == null) {
            return Optional.empty();
        }
        var authority = host.toLowerCase(Locale.ROOT);
        if (authority.equals(publicAuthority)) {
            return Optional.ofNullable(publicOrigin);
        }
        var parts = HOST.matcher(authority);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var name = parts.group(1);
        return name.equals("localhost") || ADDRESS.matcher(name).matches()
                ? Optional.of("http://" + authority)
                : Optional.empty();
    }

    /** Whether the page that sent the request is one of ours; requests that do not come from a page say nothing. */
    boolean mayAsk(HttpServerRequest request) {
        var from = request.getHeader("origin");
        return from == null
                || from.equals(publicOrigin)
                || of(request).filter(from::equals).isPresent();
    }

    boolean isHttps() {
        return https;
    }

    private static String origin(URI url) {
        return url.getScheme() + "://" + authority(url);
    }

    /** As browsers say it: without the port that the scheme has anyway. */
    private static String authority(URI url) {
        var host = url.getHost().toLowerCase(Locale.ROOT);
        int usual = "https".equals(url.getScheme()) ? 443 : 80;
        return url.getPort() < 0 || url.getPort() == usual ? host : host + ":" + url.getPort();
    }
}
