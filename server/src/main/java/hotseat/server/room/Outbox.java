package hotseat.server.room;

import hotseat.server.wire.CloseCode;

/** The way to one connection. Called on the room's loop; hands over by itself where the socket lives on another. */
public interface Outbox {
    /** Queues a whole WebSocket frame. The array is shared by all who get it and never changed. */
    void send(byte[] frame);

    /** As {@link #send}; runs {@code written}, on whatever thread, when the frame is on its way. Never where the connection ends before. */
    void send(byte[] frame, Runnable written);

    /** The room is done with a message of that many bytes: the connection may read on. */
    void handled(int bytes);

    /** The room has nothing of this connection's any more: neither messages nor answers are owed to it. More than once does no harm. */
    void released();

    /** Whether the server as a whole has too much that sockets have not taken: then no large answers are made. */
    boolean isCongested();

    void close(CloseCode code, String reason);

    /** Whether the other side takes Hotseat's JSON messages besides the y-protocols. */
    boolean speaksHotseat();
}
