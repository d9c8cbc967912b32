package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {
    private static final Origins ALONE = new Origins(Optional.empty());

    /** A request of which only headers are asked. */
    private static HttpServerRequest request(String host, String origin) {
        var headers = new HashMap<String, String>();
        headers.put("host", host);
        headers.put("origin", origin);
        return (HttpServerRequest) Proxy.newProxyInstance(
                OriginsTest.class.getClassLoader(), new Class<?>[] {HttpServerRequest.class}, (proxy, method, args) -> {
                    if (method.getName().equals("getHeader")) {
                        return headers.get(args[0].toString());
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static HttpServerRequest request(String host) {
        return request(host, null);
    }

    private static Origins known(String url) {
        return new Origins(Optional.of(URI.create(url)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST:8080",
                "127.0.0.1",
                "127.0.0.1:8080",
                "192.168.1.5:80",
                "[::1]",
                "[::1]:8080",
                "[2001:DB8::1]:8080",
                "[::ffff:127.0.0.1]"
            })
    void withoutAPublicUrlItAnswersToLocalhostAndToAddresses(String host) {
        assertThat(ALONE.of(request(host))).contains("http://" + host.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "localhost.",
                "127.0.0.1.",
                "localhost:",
                "localhost:x",
                "localhost:123456",
                "user@localhost",
                "localhost/x",
                "localhost#",
                "::1",
                "[::1",
                "[::1]x",
                "[::1]:x",
                "[evil]",
                "a b",
                "127.0.0",
                "127.0.0.1:80:80",
                "http://localhost",
                "local\thost",
                "localhost,evil.example",
                "lokalhoſt"
            })
    void toNothingElse(String host) {
        assertThat(ALONE.of(request(host))).isEmpty();
    }

    @Test
    void aRequestThatNamesNoHostIsNotOurs() {
        assertThat(ALONE.of(request(null))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://hotseat.example, hotseat.example, https://hotseat.example",
        "https://hotseat.example/, hotseat.example, https://hotseat.example",
        "https://HotSeat.Example, hotseat.example, https://hotseat.example",
        "https://hotseat.example:443, hotseat.example, https://hotseat.example",
        "http://hotseat.example:80, hotseat.example, http://hotseat.example",
        "http://hotseat.example:443, hotseat.example:443, http://hotseat.example:443",
        "https://hotseat.example:8443, HOTSEAT.example:8443, https://hotseat.example:8443",
        "http://[::1]:9000, [::1]:9000, http://[::1]:9000"
    })
    void withAPublicUrlItAnswersToThatAsBrowsersSayIt(String url, String host, String origin) {
        assertThat(known(url).of(request(host))).contains(origin);
        assertThat(known(url).mayAsk(request(host, origin))).isTrue();
    }

    @Test
    void anotherPortOfThePublicNameIsAnotherName() {
        assertThat(known("https://hotseat.example").of(request("hotseat.example:8080")))
                .isEmpty();
        assertThat(known("https://hotseat.example:8443").of(request("hotseat.example")))
                .isEmpty();
        assertThat(known("https://hotseat.example").of(request("other.example")))
                .isEmpty();
    }

    @Test
    void healthChecksFromTheMachineAreAnsweredBesideThePublicName() {
        assertThat(known("https://hotseat.example").of(request("127.0.0.1:8080")))
                .contains("http://127.0.0.1:8080");
    }

    @Test
    void programsThatAreNoPageSayNoOriginAndMayAsk() {
        assertThat(ALONE.mayAsk(request("localhost"))).isTrue();
    }

    @Test
    void pagesOfOthersMayNotAsk() {
        var origins = Map.of(
                "null", "localhost",
                "https://evil.example", "localhost",
                "https://localhost", "localhost",
                "http://localhost:8081", "localhost:8080",
                "http://localhost:8080/", "localhost:8080");
        origins.forEach((origin, host) ->
                assertThat(ALONE.mayAsk(request(host, origin))).as(origin).isFalse());
        assertThat(ALONE.mayAsk(request("localhost:8080", "http://localhost:8080")))
                .isTrue();
        assertThat(ALONE.mayAsk(request("evil.example", "http://evil.example"))).isFalse();
        assertThat(known("https://hotseat.example").mayAsk(request("hotseat.example", "http://hotseat.example")))
                .isFalse();
    }

    @Test
    void httpsIsWhatThePublicUrlSays() {
        assertThat(ALONE.isHttps()).isFalse();
        assertThat(known("http://x.example").isHttps()).isFalse();
        assertThat(known("https://x.example").isHttps()).isTrue();
    }
}
