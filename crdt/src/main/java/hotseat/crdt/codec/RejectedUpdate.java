package hotseat.crdt.codec;

/**
 * Bytes that cannot be accepted. Carries what the answer to the sender needs; the message never holds document content. It is an
 * expected outcome of reading foreign bytes, so it has no stack trace.
 */
public final class RejectedUpdate extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final long value;
    private final long limit;
    private final int offset;

    public RejectedUpdate(Reason reason, String detail, long value, long limit, int offset) {
        super(detail, null, false, false);
        this.reason = reason;
        this.value = value;
        this.limit = limit;
        this.offset = offset;
    }

    public static RejectedUpdate malformed(String detail, int offset) {
        return new RejectedUpdate(Reason.MALFORMED, detail, 0, 0, offset);
    }

    public Reason reason() {
        return reason;
    }

    /** A sentence without document content. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** The number that was wrong, 0 where there is none. */
    public long value() {
        return value;
    }

    /** The bound that {@link #value} broke, 0 where there is none. */
    public long limit() {
        return limit;
    }

    /** Position in the bytes, or -1. */
    public int offset() {
        return offset;
    }
}
