package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineEndsTest {
    @Test
    void everyLineEndIsOneCharacter() {
        assertThat(LineEnds.toLf("a\r\nb\rc\nd\r\r\n\n")).isEqualTo("a\nb\nc\nd\n\n\n");
        assertThat(LineEnds.toLf("a\nb")).isEqualTo("a\nb");
    }
}
