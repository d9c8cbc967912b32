package hotseat.server.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Encodes a message as unmasked, binary WebSocket frames (RFC 6455, 5.2), once for all sockets that get it.
 *
 * <p>A large message is cut into fragments (5.4), which follow each other in one array: a ping or a close frame may go between two of
 * them, and a slow reader is given one at a time. {@link #end} finds where one ends.
 */
public final class ServerFrame {
    private static final int FIN = 0x80;
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 0xA;
    private static final int LENGTH_16 = 126;
    /** Of a close frame, behind its code (5.5). */
    private static final int REASON_BYTES_MAX = 123;
    /** Of one fragment's content; its length fits 16 bits. */
    static final int FRAGMENT_BYTES = 16 << 10;

    private ServerFrame() {}

    static byte[] of(byte[] message) {
        int fragments = Math.max(1, (message.length + FRAGMENT_BYTES - 1) / FRAGMENT_BYTES);
        int last = message.length - (fragments - 1) * FRAGMENT_BYTES;
        var frames = new byte[(fragments - 1) * (header(FRAGMENT_BYTES) + FRAGMENT_BYTES) + header(last) + last];
        int at = 0;
        for (int i = 0; i < fragments; i++) {
            boolean isLast = i == fragments - 1;
            int length = isLast ? last : FRAGMENT_BYTES;
            frames[at++] = (byte) ((isLast ? FIN : 0) | (i == 0 ? BINARY : CONTINUATION));
            if (length < LENGTH_16) {
                frames[at++] = (byte) length;
            } else {
                frames[at++] = LENGTH_16;
                frames[at++] = (byte) (length >> 8);
                frames[at++] = (byte) length;
            }
            System.arraycopy(message, i * FRAGMENT_BYTES, frames, at, length);
            at += length;
        }
        return frames;
    }

    public static byte[] ping() {
        return control(PING);
    }

    /** The answer to a ping of at most 125 bytes. */
    public static byte[] pong(byte[] payload) {
        return control(PONG, payload);
    }

    /** The answer to a close frame without a code. */
    public static byte[] close() {
        return control(CLOSE);
    }

    /** {@code reason}: cut where it is too long for a control frame, between two characters. */
    public static byte[] close(int code, String reason) {
        var cut = reason;
        while (cut.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return control(CLOSE, new byte[] {(byte) (code >> 8), (byte) code}, cut.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] control(int kind, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        var frame = ByteBuffer.allocate(2 + length).put((byte) (FIN | kind)).put((byte) length);
        for (var part : parts) {
            frame.put(part);
        }
        return frame.array();
    }

    private static int header(int length) {
        return length < LENGTH_16 ? 2 : 4;
    }

    /** Where the fragment ends that begins at {@code start}. */
    public static int end(byte[] frames, int start) {
        int length = frames[start + 1];
        return length == LENGTH_16
                ? start + 4 + ((frames[start + 2] & 0xFF) << 8 | frames[start + 3] & 0xFF)
                : start + 2 + length;
    }
}
