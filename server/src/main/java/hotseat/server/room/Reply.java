package hotseat.server.room;

/** The way back to somebody who asked a room over REST, and who does not wait for ever. */
interface Reply<T> {
    /**
     * A command that is done only if somebody still waits: what was answered with "try again" must not happen afterwards. When nobody does any
     * more, nothing of it is kept: the room may get to it much later, and a text may hang on it.
     */
    Runnable whileAwaited(Runnable command);

    void give(T answer);

    /** Tells why it cannot be answered now. */
    void fail(Busy why);
}
