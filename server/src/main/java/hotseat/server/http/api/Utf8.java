package hotseat.server.http.api;

import hotseat.server.session.InvalidInput;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Text from bytes that must be UTF-8: a wrong encoding is refused rather than turned into question marks. */
final class Utf8 {
    private Utf8() {}

    static String decode(String field, @Nullable Buffer bytes) {
        if (bytes == null) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInput(field, "not UTF-8; convert it");
        }
    }
}
