package hotseat.server.wire;

import hotseat.crdt.codec.ByteReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads frames as RFC 6455, 5.2 says a client must; written from the specification, not from {@link ServerFrame}. */
public final class FrameReader {
    /** One frame. */
    public record Frame(boolean fin, int opcode, byte[] payload, int end) {}

    private FrameReader() {}

    /** All frames in an array, in order. */
    public static List<Frame> frames(byte[] bytes) {
        var frames = new ArrayList<Frame>();
        for (int at = 0; at < bytes.length; ) {
            int first = bytes[at] & 0xFF;
            int second = bytes[at + 1] & 0xFF;
            if ((first & 0x70) != 0) {
                throw new AssertionError("reserved bits are set");
            }
            if ((second & 0x80) != 0) {
                throw new AssertionError("a server masks nothing");
            }
            long length = second;
            int begin = at + 2;
            if (second == 126) {
                length = number(bytes, begin, 2);
                begin += 2;
            } else if (second == 127) {
                length = number(bytes, begin, 8);
                begin += 8;
            }
            if (second == 126 && length < 126 || second == 127 && length < 65_536) {
                throw new AssertionError("the length is not in its shortest form");
            }
            int end = Math.toIntExact(begin + length);
            var payload = Arrays.copyOfRange(bytes, begin, end);
            if (end > bytes.length) {
                throw new AssertionError("a frame is cut off");
            }
            frames.add(new Frame((first & 0x80) != 0, first & 0x0F, payload, end));
            at = end;
        }
        return frames;
    }

    private static long number(byte[] bytes, int at, int count) {
        long number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 8 | bytes[at + i] & 0xFF;
        }
        return number;
    }

    /** The one binary message that an array holds, whole or in fragments. */
    public static byte[] message(byte[] bytes) {
        var message = new ByteArrayOutputStream();
        var frames = frames(bytes);
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            if (frame.opcode != (i == 0 ? 2 : 0) || frame.fin != (i == frames.size() - 1)) {
                throw new AssertionError("frame " + i + " of " + frames.size() + " has the wrong head");
            }
            message.writeBytes(frame.payload);
        }
        return message.toByteArray();
    }

    /** The messages that an array holds, one behind the other. */
    public static List<byte[]> messages(byte[] bytes) {
        var messages = new ArrayList<byte[]>();
        int begin = 0;
        for (var frame : frames(bytes)) {
            if (frame.fin) {
                messages.add(message(Arrays.copyOfRange(bytes, begin, frame.end)));
                begin = frame.end;
            }
        }
        if (begin != bytes.length) {
            throw new AssertionError("the last message is cut off");
        }
        return messages;
    }

    /** The JSON text of a control message. */
    public static String json(byte[] bytes) {
        var in = new ByteReader(message(bytes));
        if (in.varUint() != 100) {
            throw new AssertionError("not a message of hotseat.v1");
        }
        var json = in.varString();
        in.expectEnd();
        return json;
    }
}
