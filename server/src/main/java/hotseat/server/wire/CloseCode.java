package hotseat.server.wire;

/** Why the server ends a connection. Codes from 4400 to 4499 tell Yjs clients not to come back by themselves. */
public enum CloseCode {
    /** The server restarts; come back. */
    RESTART(1012),
    /** This reader is too slow; come back and catch up. */
    TOO_SLOW(1013),
    /** Only binary messages are spoken here. */
    NOT_BINARY(1003),
    /** The frames break the WebSocket protocol. */
    PROTOCOL(1002),
    /** No such session, or this token does not open it: the same answer. */
    BAD_TOKEN(4401),
    /** A message over the limit. */
    TOO_BIG(4413),
    /** Content that the server refuses. */
    REFUSED(4422),
    /** Nothing was heard for too long; come back. */
    STALLED(4508);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
