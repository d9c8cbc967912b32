package hotseat.server.room;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.server.document.PresenceNews;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Outbound;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The way of presence to one member. Presence is state, not history: at most one message of it is under way at a time, and what changes
 * meanwhile goes as one message, the latest of each client id ({@link PresenceNews}), when that has left. So whoever moves or asks without end costs a reader,
 * however slow, no more than one message. On the room's loop, but for the moment at which a message has left.
 */
final class PresenceLine {
    private enum State {
        FREE,
        UNDER_WAY,
        /** One is under way and others wait, until the room's loop has got to them. */
        LATE
    }

    private final Outbox outbox;
    private final Pace pace;
    private final Supplier<AwarenessUpdate> everybody;
    private final AtomicReference<State> state = new AtomicReference<>(State.FREE);
    private final PresenceNews news;
    /** The latest of the news that it has been told. */
    private long told;
    /** Everybody is to be told, besides what is new: of these some may have left, and be nowhere any more. */
    private boolean asked;

    PresenceLine(Outbox outbox, Pace pace, Supplier<AwarenessUpdate> everybody, PresenceNews news) {
        this.outbox = outbox;
        this.pace = pace;
        this.everybody = everybody;
        this.news = news;
        told = news.latest();
    }

    /** Tells the latest of the news, which {@code frame} says; all members share it. */
    void tell(byte[] frame) {
        if (state.compareAndSet(State.FREE, State.UNDER_WAY)) {
            told = news.latest();
            outbox.send(frame, this::written);
        } else {
            late();
        }
    }

    /** Whether it is to be told more than what is under way. */
    boolean isLate() {
        return state.get() == State.LATE;
    }

    /** Tells where everybody is, even when nobody is anywhere: pages ask to find out whether the line is alive. */
    void tellEverybody() {
        asked = true;
        if (state.compareAndSet(State.FREE, State.UNDER_WAY)) {
            tellWaiting();
        } else {
            late();
        }
    }

    private void late() {
        if (!state.compareAndSet(State.UNDER_WAY, State.LATE) && state.get() == State.FREE) {
            tellWaiting(); // it has just left
        }
    }

    private void written() {
        if (!state.compareAndSet(State.UNDER_WAY, State.FREE)) {
            pace.later(this::tellWaiting);
        }
    }

    private void tellWaiting() {
        var latest = new LinkedHashMap<Long, AwarenessUpdate.Entry>();
        news.since(told).forEach(entry -> latest.put(entry.client(), entry));
        if (asked) {
            everybody.get().entries().forEach(entry -> latest.put(entry.client(), entry));
        }
        var update = new AwarenessUpdate(List.copyOf(latest.values()));
        told = news.latest();
        asked = false;
        state.set(State.UNDER_WAY);
        var frame = new Outbound.Presence(update).frame();
        if (outbox.hasRoomFor(frame.length)) {
            outbox.send(frame, this::written);
        } else { // a full room may ask all at once and not read, and each answer is another one
            outbox.close(CloseCode.TOO_SLOW, "the server has too much to send; come back");
        }
    }
}
