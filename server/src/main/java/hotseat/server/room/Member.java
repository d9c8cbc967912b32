package hotseat.server.room;

import hotseat.server.session.Participant;
import hotseat.server.session.Permission;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Outbound;

/** One connection of a participant while it is in the room. A participant with two tabs is here twice. */
public final class Member {
    private final Participant participant;
    private final Outbox outbox;
    /** Document messages received, and how many of them have been acknowledged. */
    private long received;

    private long acknowledged;

    Member(Participant participant, Outbox outbox) {
        this.participant = participant;
        this.outbox = outbox;
    }

    Participant participant() {
        return participant;
    }

    boolean may(Permission permission) {
        return participant.role().may(permission);
    }

    long countDocumentMessage() {
        return ++received;
    }

    /** Tells the page how far its edits are on disk; others need no such thing. */
    void acknowledge() {
        if (received > acknowledged) {
            acknowledged = received;
            tell(new Outbound.Ack(received));
        }
    }

    void send(byte[] frame) {
        outbox.send(frame);
    }

    /** Sends a message of hotseat.v1, if this connection speaks it. */
    void tell(Outbound message) {
        if (outbox.speaksHotseat()) {
            outbox.send(message.frame());
        }
    }

    /** Refuses a document message: the page gets the reason, a stock Yjs client can only be closed with it. */
    void refuse(Outbound.Nack refusal, CloseCode code) {
        if (outbox.speaksHotseat()) {
            outbox.send(refusal.frame());
        } else {
            outbox.close(code, refusal.message());
        }
    }

    boolean speaksHotseat() {
        return outbox.speaksHotseat();
    }

    void handled(int bytes) {
        outbox.handled(bytes);
    }

    void close(CloseCode code, String reason) {
        outbox.close(code, reason);
    }
}
