package hotseat.server.room;

import hotseat.server.wire.Inbound;

/** A connection's hold on a room. Every call may come from any thread and is carried out on the room's loop, in order. */
public interface Attendance {
    /** Hands a message over; {@code bytes} is its size, which {@link Outbox#handled} gives back. */
    void receive(Inbound message, int bytes);

    /** Nothing has been heard of the connection for a while; or something has, again. The others are told. */
    void silent(boolean is);

    void leave();
}
