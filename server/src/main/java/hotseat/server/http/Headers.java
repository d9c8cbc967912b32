package hotseat.server.http;

import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.stream.Collectors;

/** The headers that each kind of answer carries. Browsers take them seriously; so do the tests, to the letter. */
public final class Headers {
    /** Without those that browsers keep from frames of other origins anyway and warn of where they do not have them. */
    private static final List<String> FEATURES = List.of(
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "clipboard-read",
            "clipboard-write",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "gamepad",
            "geolocation",
            "gyroscope",
            "hid",
            "identity-credentials-get",
            "idle-detection",
            "local-fonts",
            "magnetometer",
            "microphone",
            "midi",
            "otp-credentials",
            "payment",
            "picture-in-picture",
            "publickey-credentials-create",
            "publickey-credentials-get",
            "screen-wake-lock",
            "serial",
            "storage-access",
            "usb",
            "window-management",
            "xr-spatial-tracking");

    private static final List<String> APP_FEATURES = List.of("clipboard-write", "fullscreen");
    private static final String APP_PERMISSIONS = permissions(APP_FEATURES);
    private static final String NO_PERMISSIONS = permissions(List.of());

    private Headers() {}

    private static String permissions(List<String> own) {
        return FEATURES.stream()
                .map(feature -> feature + (own.contains(feature) ? "=(self)" : "=()"))
                .collect(Collectors.joining(", "));
    }

    /** What every answer carries, whatever it is. */
    static void common(HttpServerResponse response, boolean https) {
        response.putHeader("x-content-type-options", "nosniff").putHeader("referrer-policy", "no-referrer");
        if (https) {
            response.putHeader("strict-transport-security", "max-age=31536000");
        }
    }

    /** A document of the page: only what this server itself serves may run, and nothing may be written as markup. */
    static void app(HttpServerResponse response, String origin, String nonce) {
        response.putHeader(
                        "content-security-policy",
                        "default-src 'none'; script-src 'self'; script-src-attr 'none'; style-src 'self' 'nonce-"
                                + nonce
                                + "'; style-src-attr 'none'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self';"
                                + " worker-src 'self'; frame-src " + origin + "/runner/; manifest-src 'self';"
                                + " object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                                + " require-trusted-types-for 'script'; trusted-types 'none'")
                .putHeader("cross-origin-opener-policy", "same-origin")
                .putHeader("cross-origin-embedder-policy", "credentialless")
                .putHeader("cross-origin-resource-policy", "same-origin")
                .putHeader("connection-allowlist", "(response-origin)")
                .putHeader("permissions-policy", APP_PERMISSIONS)
                .putHeader("x-frame-options", "DENY")
                .putHeader("x-dns-prefetch-control", "off")
                .putHeader("origin-agent-cluster", "?1")
                .putHeader("cache-control", "no-store");
    }

    /** The runner: an opaque origin without a network, whose only script is the one with this hash. */
    static void runner(HttpServerResponse response, String scriptHash) {
        response.putHeader(
                        "content-security-policy",
                        "sandbox allow-scripts; default-src 'none'; script-src 'sha256-" + scriptHash
                                + "' 'unsafe-eval' 'wasm-unsafe-eval' blob:; worker-src blob:; connect-src 'none';"
                                + " frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none';"
                                + " frame-ancestors 'self'; webrtc 'block'")
                .putHeader("connection-allowlist", "()")
                .putHeader("cross-origin-embedder-policy", "credentialless")
                .putHeader("cross-origin-resource-policy", "cross-origin")
                .putHeader("permissions-policy", NO_PERMISSIONS)
                .putHeader("x-dns-prefetch-control", "off")
                .putHeader("cache-control", "no-cache");
    }

    /** Scripts, styles, fonts, pictures and runtimes. Worker scripts need the embedder policy of the page. */
    static void asset(HttpServerResponse response, boolean hashedName) {
        response.putHeader("cross-origin-resource-policy", "same-origin")
                .putHeader("cross-origin-embedder-policy", "credentialless")
                .putHeader("cache-control", hashedName ? "public, max-age=31536000, immutable" : "no-cache");
    }

    /** Answers for programs: data, never a document. */
    public static void api(HttpServerResponse response) {
        response.putHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
                .putHeader("cross-origin-resource-policy", "same-origin")
                .putHeader("cache-control", "no-store");
    }
}
