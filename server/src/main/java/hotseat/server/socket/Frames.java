package hotseat.server.socket;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Joins the frames of a message. By hand, because the library's own way breaks for good after an empty first fragment and
 * does not close what is too large.
 */
final class Frames {
    private static final int FRAGMENTS_MAX = 64;

    /** What a frame led to. */
    sealed interface Result {
        record Message(byte[] bytes) implements Result {}

        /** The message goes on in the next frame, or the frame was none of a message. */
        record More() implements Result {}

        record TooBig() implements Result {}

        record Broken(String reason) implements Result {}

        record Text() implements Result {}
    }

    private static final Result MORE = new Result.More();

    private final int bytesMax;
    private @Nullable ByteArrayOutputStream partial;
    private int fragments;

    Frames(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Bytes before the content of a client's frame (RFC 6455, 5.2): kind, length and mask. */
    static int head(int content) {
        return 6 + (content < 126 ? 0 : content < 1 << 16 ? 2 : 8);
    }

    /** Bytes of the message that is not whole yet. */
    int held() {
        var sum = partial;
        return sum == null ? 0 : sum.size();
    }

    /** Nothing more comes of it. */
    void clear() {
        partial = null;
    }

    Result take(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame) {
            return new Result.Text();
        }
        boolean goesOn = frame instanceof ContinuationWebSocketFrame;
        if (!goesOn && !(frame instanceof BinaryWebSocketFrame)) {
            return MORE;
        }
        var sum = partial;
        if (goesOn == (sum == null)) {
            return new Result.Broken("fragments out of order");
        }
        int bytes = frame.content().readableBytes();
        if (sum == null) {
            if (bytes > bytesMax) {
                return new Result.TooBig();
            }
            if (frame.isFinalFragment()) {
                return new Result.Message(ByteBufUtil.getBytes(frame.content()));
            }
            sum = new ByteArrayOutputStream(bytes);
        }
        if (++fragments > FRAGMENTS_MAX || sum.size() + bytes > bytesMax) {
            return new Result.TooBig();
        }
        sum.writeBytes(ByteBufUtil.getBytes(frame.content()));
        if (!frame.isFinalFragment()) {
            partial = sum;
            return MORE;
        }
        partial = null;
        fragments = 0;
        return new Result.Message(sum.toByteArray());
    }
}
