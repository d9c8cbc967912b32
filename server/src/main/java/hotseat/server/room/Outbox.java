package hotseat.server.room;

import hotseat.server.wire.CloseCode;

/** The way to one connection. Called on the room's loop; hands over by itself where the socket lives on another. */
public interface Outbox {
    /** Queues a whole WebSocket frame. The array is shared by all who get it and never changed. */
    void send(byte[] frame);

    /** As {@link #send}; runs {@code written}, on whatever thread, when the frame is on its way. Never where the connection ends before. */
    void send(byte[] frame, Runnable written);

    /**
     * Whether the server has memory for a message of so many bytes that no other connection shares; small ones always go. Ask for what anybody may
     * ask for at any time and is not waited for in a turn.
     */
    boolean hasRoomFor(int bytes);

    /** The room is done with a message of that many bytes: the connection may read on. */
    void handled(int bytes);

    /** The room has nothing of this connection's any more: neither messages nor answers are owed to it. More than once does no harm. */
    void released();

    /**
     * Asks for a turn to send so many bytes: the server as a whole holds no more of what sockets have not taken than its memory allows.
     * Runs {@code go}, on whatever thread, when it has come; those who ask are served in their order. The turn is over when what is
     * {@linkplain #sendInTurn sent in it} has left, or the connection has ended. One at a time.
     */
    void awaitTurn(int bytes, Runnable go);

    /** As {@link #send(byte[], Runnable)}, in the turn that was waited for: any number of frames, one behind the other. */
    void sendInTurn(byte[] frames, Runnable written);

    void close(CloseCode code, String reason);

    /** Whether the other side takes Hotseat's JSON messages besides the y-protocols. */
    boolean speaksHotseat();
}
