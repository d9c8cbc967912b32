package hotseat.server.store;

/** The store failed: a full or broken disk, a damaged file. The message says what was being done, never what was stored. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String doing, Throwable cause) {
        super(doing + ": " + cause.getMessage(), cause);
    }

    public StoreException(String message) {
        super(message);
    }
}
