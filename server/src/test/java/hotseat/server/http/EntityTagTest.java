package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EntityTagTest {
    private static final String TAG = EntityTag.of("x");

    @Test
    void aTagIsStrongAndMadeOfTheTextAlone() {
        assertThat(TAG).matches("\"[A-Za-z0-9_-]{22}\"").isEqualTo(EntityTag.of("x"));
        assertThat(EntityTag.of("y")).isNotEqualTo(TAG);
        assertThat(EntityTag.of("")).isNotEqualTo(TAG);
        assertThat(EntityTag.of("é")).isEqualTo(EntityTag.of("é".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void withoutAConditionAnyTextWillDo() {
        assertThat(EntityTag.parse(null)).accepts("x", "");
        assertThat(EntityTag.parse("*")).accepts("x", "");
        assertThat(EntityTag.parse(" * ")).accepts("x");
    }

    @Test
    void aConditionNamesTheTextsThatWillDo() {
        assertThat(EntityTag.parse(TAG)).accepts("x").rejects("y", "");
        assertThat(EntityTag.parse(EntityTag.of("y") + " , " + TAG))
                .accepts("x", "y")
                .rejects("z");
    }

    @Test
    void whatIsNoTagOfOursAgreesToNothing() {
        assertThat(EntityTag.parse("")).rejects("x", "");
        assertThat(EntityTag.parse("W/" + TAG))
                .as("weak: RFC 9110 compares strongly here")
                .rejects("x");
        assertThat(EntityTag.parse(TAG.replace("\"", ""))).rejects("x");
        assertThat(EntityTag.parse("\"*\"")).rejects("x");
        assertThat(EntityTag.parse(",,")).rejects("x");
    }
}
