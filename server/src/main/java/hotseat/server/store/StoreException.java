package hotseat.server.store;

/** The store failed. The message says what was being done, never what was stored. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** What to do about it. */
    public enum Kind {
        /** A full or broken disk, a busy file: the same may work in a while. */
        TRANSIENT,
        /** Somebody else has written to this session: what the room knows is old, and it must go. */
        FENCED,
        /** The session is not there any more. */
        GONE,
        /** What is stored cannot be read: trying again changes nothing. */
        DAMAGED
    }

    private final Kind kind;

    public StoreException(String doing, Throwable cause) {
        super(doing + ": " + cause.getMessage(), cause);
        this.kind = cause instanceof StoreException store ? store.kind : Kind.TRANSIENT;
    }

    public StoreException(String message) {
        this(Kind.TRANSIENT, message);
    }

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
