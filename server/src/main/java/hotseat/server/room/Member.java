package hotseat.server.room;

import hotseat.crdt.update.StateVector;
import hotseat.server.document.LiveDocument;
import hotseat.server.document.Speaker;
import hotseat.server.session.Participant;
import hotseat.server.session.Permission;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Outbound;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a participant while it is in the room: one document, and what they may do, decided at the door. A participant with
 * two tabs is here twice. Touched on the room's loop only.
 */
final class Member implements Speaker {
    private final Participant participant;
    private final Set<Permission> permissions;
    private final LiveDocument document;
    private final Outbox outbox;
    /** Said, by WELCOME; until then nothing else is. */
    private boolean welcomed;
    /** Document messages received, and how many of them have been acknowledged. */
    private long received;

    private long acknowledged;
    /** Asked for what it has and the server lacks, since it last sent something complete. */
    private boolean asked;
    /** What it said it has, to be answered once in this batch; and what of its messages is given back then. */
    private @Nullable StateVector known;

    private int owed;
    /** This life of the page, once it has said HELLO; and the point in the order of run entries at which it did. */
    private String page = "";

    private long hearsRunsFrom = Long.MAX_VALUE;

    Member(Participant participant, Set<Permission> permissions, LiveDocument document, Outbox outbox) {
        this.participant = participant;
        this.permissions = permissions;
        this.document = document;
        this.outbox = outbox;
    }

    @Override
    public Participant participant() {
        return participant;
    }

    LiveDocument document() {
        return document;
    }

    boolean may(Permission permission) {
        return permissions.contains(permission);
    }

    boolean mayEdit() {
        return may(document.kind().toEdit());
    }

    // ── what it is told
    // ────────────────────────────────────────────────────────────────────────────────────────────────

    void welcome(Outbound.Welcome message) {
        welcomed = true;
        tell(message);
    }

    boolean isWelcomed() {
        return welcomed;
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

    boolean speaksHotseat() {
        return outbox.speaksHotseat();
    }

    void handled(int cost) {
        outbox.handled(cost);
    }

    void close(CloseCode code, String reason) {
        outbox.close(code, reason);
    }

    // ── document messages
    // ──────────────────────────────────────────────────────────────────────────────────────────────

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

    /** Refuses a document message: the page gets the reason, a stock Yjs client can only be closed with it. */
    void refuse(Outbound.Nack refusal, CloseCode code) {
        if (outbox.speaksHotseat()) {
            outbox.send(refusal.frame());
        } else {
            outbox.close(code, refusal.message());
        }
    }

    void sentComplete() {
        asked = false;
    }

    /** Whether to ask for what is missing: once, until something complete has come. */
    boolean asksNow() {
        boolean now = !asked;
        asked = true;
        return now;
    }

    /** Notes what it wants to be answered; true the first time in a batch. */
    boolean wants(StateVector has, int cost) {
        boolean first = known == null;
        known = has;
        owed += cost;
        return first;
    }

    /** Answers what it asked for last. */
    void answer() {
        var has = known;
        known = null;
        if (has != null) {
            send(document.step2(has));
        }
        handled(owed);
        owed = 0;
    }

    // ── runs
    // ───────────────────────────────────────────────────────────────────────────────────────────────────────────

    /** It said HELLO: of runs it hears what comes from here on. */
    void hello(String life, long order) {
        page = life;
        hearsRunsFrom = order;
    }

    String page() {
        return page;
    }

    boolean hearsRun(long order) {
        return order >= hearsRunsFrom && outbox.speaksHotseat();
    }
}
