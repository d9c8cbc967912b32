package hotseat.server.room;

import hotseat.crdt.update.StateVector;
import hotseat.server.document.LiveDocument;
import hotseat.server.document.Speaker;
import hotseat.server.session.Participant;
import hotseat.server.session.Permission;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Outbound;
import hotseat.server.wire.PresenceState;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a participant while it is in the room: one document, and what they may do, decided at the door. A participant with
 * two tabs is here twice. Touched on the room's loop only.
 */
final class Member implements Speaker {
    private final Participant participant;
    private final String shown;
    private final Set<Permission> permissions;
    private final LiveDocument document;
    private final Outbox outbox;
    private final PresenceLine presence;
    /** Said, by WELCOME; until then nothing else is. */
    private boolean welcomed;
    /** Document messages received, and how many of them have been acknowledged. */
    private long received;

    private long acknowledged;
    /** Asked for what it has and the server lacks, since it last sent something complete. */
    private boolean asked;
    /** What it said it has and was not answered yet; and what of its messages is given back with the answer. */
    private @Nullable StateVector known;

    private int owed;
    /** The runs that it said it has, until it is told of the others. */
    private @Nullable Map<String, Integer> knownRuns;

    private int owedForRuns;
    /** It waits for its turn to be sent something long, or that is on its way. */
    private boolean inTurn;
    /** This life of the page, once it has said HELLO; and the point in the order of run entries at which it did. */
    private String page = "";

    private String before = "";

    private long hearsRunsFrom = Long.MAX_VALUE;

    Member(Participant participant, Set<Permission> permissions, LiveDocument document, Outbox outbox, Pace pace) {
        this.participant = participant;
        this.shown = PresenceState.user(participant);
        this.permissions = permissions;
        this.document = document;
        this.outbox = outbox;
        this.presence = new PresenceLine(outbox, pace, document::everybody, document.news());
    }

    @Override
    public Participant participant() {
        return participant;
    }

    @Override
    public String shown() {
        return shown;
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

    /** Who is where, or is not any more, as the document's latest news say; {@code frame} says the same, encoded once for all. */
    void tellPresence(byte[] frame) {
        presence.tell(frame);
    }

    /** Whether there is news of presence that it is still to be told. */
    boolean awaitsPresence() {
        return presence.isLate();
    }

    void tellEverybody() {
        presence.tellEverybody();
    }

    /** It has left, and the room has come to the end of what it said before. */
    void released() {
        outbox.released();
    }

    void handled(int cost) {
        outbox.handled(cost);
    }

    void close(CloseCode code, String reason) {
        outbox.close(code, reason);
    }

    // ── document messages

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

    /** Notes what it wants to be answered; of several questions the last one is. */
    void wants(StateVector has, int cost) {
        known = has;
        owed += cost;
    }

    boolean wantsDocument() {
        return known != null;
    }

    /** Answers what it asked for last. */
    byte[] answer() {
        var has = Objects.requireNonNull(known, "it asked for nothing");
        known = null;
        int done = owed;
        owed = 0;
        handled(done); // what it asks from now on is owed until this has left: who does not read is not read, either
        return document.step2(has);
    }

    /** True when it wants something long and is to wait for its turn now; false when it does already, or an answer is on its way. */
    boolean beginsTurn() {
        boolean now = !inTurn && (known != null || knownRuns != null);
        inTurn |= now;
        return now;
    }

    /** Its answer is on its way. */
    void endsTurn() {
        inTurn = false;
    }

    /** Runs {@code go}, on whatever thread, when the server has memory for so many bytes to it. */
    void awaitTurn(int bytes, Runnable go) {
        outbox.awaitTurn(bytes, go);
    }

    void sendInTurn(byte[] frames, Runnable written) {
        outbox.sendInTurn(frames, written);
    }

    // ── runs

    /** It said HELLO. */
    void hello(String life, String lifeBefore) {
        page = life;
        before = lifeBefore;
    }

    /** It wants to hear of runs and has these. Whoever does hear of them lacks none: what was said since was said to it. */
    void wantsRuns(Map<String, Integer> has, int cost) {
        if (hearsRunsFrom == Long.MAX_VALUE && knownRuns == null && outbox.speaksHotseat()) {
            knownRuns = has;
            owedForRuns = cost;
        } else {
            handled(cost);
        }
    }

    /** Of runs it hears what comes from here on; answers with those that it has. */
    Map<String, Integer> hearsRunsFrom(long order) {
        var has = Objects.requireNonNull(knownRuns, "it has not said HELLO");
        knownRuns = null;
        handled(owedForRuns); // not before: what it said it has is in memory until now
        hearsRunsFrom = order;
        return has;
    }

    /** Whether this is the next life of the page that was on another connection of the same participant. */
    boolean replaces(Member other) {
        return !before.isEmpty()
                && before.equals(other.page)
                && participant.id().equals(other.participant.id());
    }

    String page() {
        return page;
    }

    /** Whether it is another connection of the same life of a page; somebody else's cannot be, whatever they say. */
    boolean isSamePage(Member other) {
        return page.equals(other.page) && participant.id().equals(other.participant.id());
    }

    boolean hearsRun(long order) {
        return order >= hearsRunsFrom && outbox.speaksHotseat();
    }
}
