package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.InvalidInput;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void whatIsUtf8IsTextAndNothingIsTheEmptyText() {
        assertThat(Utf8.decode("code", Buffer.buffer("жß🙂"))).isEqualTo("жß🙂");
        assertThat(Utf8.decode("code", null)).isEmpty();
    }

    @Test
    void whatIsNotIsRefusedWithTheNameOfTheField() {
        for (var wrong :
                new byte[][] {{(byte) 0xE4}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}}) {
            assertThatThrownBy(() -> Utf8.decode("code", Buffer.buffer(wrong)))
                    .isInstanceOfSatisfying(
                            InvalidInput.class,
                            refused -> assertThat(refused.field()).isEqualTo("code"));
        }
    }
}
