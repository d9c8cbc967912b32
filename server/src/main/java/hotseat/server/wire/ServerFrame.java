package hotseat.server.wire;

/** Encodes a message as one unmasked, final, binary WebSocket frame (RFC 6455, 5.2), once for all sockets that get it. */
final class ServerFrame {
    private static final byte FIN_BINARY = (byte) 0x82;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private ServerFrame() {}

    static byte[] of(byte[] message) {
        int length = message.length;
        int header = length < LENGTH_16 ? 2 : length < 1 << 16 ? 4 : 10;
        var frame = new byte[header + length];
        frame[0] = FIN_BINARY;
        if (header == 2) {
            frame[1] = (byte) length;
        } else {
            frame[1] = (byte) (header == 4 ? LENGTH_16 : LENGTH_64);
            for (int i = header - 1, rest = length; i > 1; i--, rest >>>= 8) {
                frame[i] = (byte) rest;
            }
        }
        System.arraycopy(message, 0, frame, header, length);
        return frame;
    }
}
