package hotseat.server.room;

/** The way back to somebody who asked a room over REST, and who does not wait for ever. */
interface Reply<T> {
    /** Whether anybody still waits: what was answered with "try again" must not happen afterwards. */
    boolean isAwaited();

    void give(T answer);

    /** Tells why it cannot be answered now. */
    void fail(Busy why);
}
