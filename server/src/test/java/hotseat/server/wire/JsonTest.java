package hotseat.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.InvalidInput;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    /** As requests are. */
    record Asked(
            @Nullable String name,
            @Nullable Boolean watch,
            @Nullable Asked inner) {
        Asked {
            if ("bad".equals(name)) {
                throw new InvalidInput("name", "bad; choose another");
            }
        }
    }

    private static Asked read(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8), Asked.class);
    }

    @Test
    void readsWhatIsThereAndLeavesTheRestEmpty() {
        assertThat(read("{\"name\":\"Noor\"}")).isEqualTo(new Asked("Noor", null, null));
        assertThat(read("{}")).isEqualTo(new Asked(null, null, null));
        assertThat(read(" {\"watch\":true,\"inner\":{\"name\":null}} "))
                .isEqualTo(new Asked(null, true, new Asked(null, null, null)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":5}|name: has the wrong type; see /docs",
                "{\"name\":true}|name: has the wrong type; see /docs",
                "{\"name\":1.5}|name: has the wrong type; see /docs",
                "{\"name\":[]}|name: has the wrong type; see /docs",
                "{\"watch\":\"true\"}|watch: has the wrong type; see /docs",
                "{\"watch\":1}|watch: has the wrong type; see /docs",
                "{\"inner\":{\"watch\":0}}|inner.watch: has the wrong type; see /docs",
                "{\"x\":1}|x: unknown field; remove it",
                "{\"inner\":{\"x\":1}}|inner.x: unknown field; remove it",
                "{\"name\":\"bad\"}|name: bad; choose another",
                "null|body: null; send a JSON object"
            })
    void saysWhichFieldIsWrongInWordsOfOurs(String json, String detail) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(InvalidInput.class).hasMessage(detail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[]",
                "[{}]",
                "5",
                "\"x\"",
                "{} {}",
                "{}x",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{name:\"a\"}",
                "{'name':'a'}",
                "{\"name\":\"a\",}",
                "{\"name\":\"\u0001\"}",
                "/**/{}",
                "NaN"
            })
    void whatIsNoJsonObjectIsRefused(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused -> assertThat(refused.detail()).doesNotContain("hotseat.server", "jackson"));
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        assertThatThrownBy(() -> Json.read(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'}, Asked.class))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void aFieldWithAnEndlessNameIsNotRepeated() {
        assertThatThrownBy(() -> read("{\"" + "x".repeat(1_000) + "\":1}"))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused -> assertThat(refused.detail()).hasSizeLessThan(200));
    }

    @Test
    void whatIsTooDeepTooLongOrTooManyIsRefusedBeforeItCosts() {
        assertThatThrownBy(() -> read("{\"inner\":".repeat(40) + "{}" + "}".repeat(40)))
                .isInstanceOf(InvalidInput.class);
        assertThat(read("{\"inner\":".repeat(20) + "{}" + "}".repeat(20))).isNotNull();
        assertThatThrownBy(() -> read("{\"name\":\"" + "x".repeat((2 << 20) + 1) + "\"}"))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> read("{\"watch\":" + "1".repeat(100) + "}")).isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Json.MAPPER.readTree("{\"" + "x".repeat(65) + "\":1}"))
                .as("a name")
                .isInstanceOf(tools.jackson.core.JacksonException.class);
        assertThatThrownBy(() -> Json.MAPPER.readTree("[" + "1,".repeat(300_000) + "1]"))
                .isInstanceOf(tools.jackson.core.JacksonException.class);
    }

    @Test
    void halfASurrogatePairGoesInAndOutUnharmed() {
        var name = read("{\"name\":\"a\\uD83D\"}").name();
        assertThat(name).isEqualTo("a\uD83D");
        var written = Json.MAPPER.writeValueAsBytes(new Asked(name, null, null));
        assertThat(Json.read(written, Asked.class).name()).isEqualTo(name);
    }
}
