package hotseat.server.socket;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
    /** Of the message that is not whole yet; empty between two messages. Each as it came: what grows by doubling takes twice what it holds. */
    private final List<byte[]> partial = new ArrayList<>(0);

    private int held;

    Frames(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Bytes before the content of a client's frame (RFC 6455, 5.2): kind, length and mask. */
    static int head(int content) {
        return 6 + (content < 126 ? 0 : content < 1 << 16 ? 2 : 8);
    }

    /** Bytes of the message that is not whole yet. */
    int held() {
        return held;
    }

    /** Nothing more comes of it. */
    void clear() {
        partial.clear();
        held = 0;
    }

    Result take(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame) {
            return new Result.Text();
        }
        boolean goesOn = frame instanceof ContinuationWebSocketFrame;
        if (!goesOn && !(frame instanceof BinaryWebSocketFrame)) {
            return MORE;
        }
        if (goesOn == partial.isEmpty()) {
            return new Result.Broken("fragments out of order");
        }
        int bytes = frame.content().readableBytes();
        if (held + bytes > bytesMax || partial.size() == FRAGMENTS_MAX) {
            return new Result.TooBig();
        }
        var content = ByteBufUtil.getBytes(frame.content());
        if (!goesOn && frame.isFinalFragment()) {
            return new Result.Message(content);
        }
        partial.add(content);
        held += bytes;
        return frame.isFinalFragment() ? new Result.Message(joined()) : MORE;
    }

    private byte[] joined() {
        var whole = ByteBuffer.allocate(held);
        partial.forEach(whole::put);
        clear();
        return whole.array();
    }
}
