package hotseat.server.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.Sync;
import hotseat.crdt.update.StateVector;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Permission;
import hotseat.server.session.Session;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server says. {@link #frame} gives the bytes for the socket; encode once, send to many. */
public sealed interface Outbound {
    /** Asks the other side for what {@code known} lacks. */
    record SyncStep1(StateVector known) implements Outbound {}

    /** Everything the other side said it lacks. */
    record SyncStep2(byte[] update) implements Outbound {}

    record Update(byte[] update) implements Outbound {}

    record Presence(AwarenessUpdate update) implements Outbound {}

    /** A message without news: Yjs clients leave a server that says nothing for 30 s. */
    record KeepAlive() implements Outbound {}

    /** The JSON messages, for connections that speak hotseat.v1. */
    sealed interface Control extends Outbound {
        String type();
    }

    /** First of all: who one is here, what one may do, and what there is to know before anything else. */
    record Welcome(
            String type,
            String build,
            int generation,
            Person participant,
            List<String> permissions,
            SessionView session,
            Limits limits,
            List<Person> participants)
            implements Control {
        public Welcome(
                String build, Person participant, Membership membership, Limits limits, List<Person> participants) {
            this(
                    "WELCOME",
                    build,
                    membership.session().generation(),
                    participant,
                    membership.permissions().stream()
                            .sorted()
                            .map(Permission::word)
                            .toList(),
                    SessionView.of(membership.session()),
                    limits,
                    participants);
        }
    }

    /** The first {@code n} document messages of this connection are on disk. */
    record Ack(String type, long n) implements Control {
        public Ack(long n) {
            this("ACK", n);
        }
    }

    /** Document message {@code n} of this connection was refused and changed nothing. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Nack(
            String type,
            long n,
            String code,
            String message,
            @Nullable Long value,
            @Nullable Long limit) implements Control {
        public Nack(long n, String code, String message, @Nullable Long value, @Nullable Long limit) {
            this("NACK", n, code, message, value, limit);
        }
    }

    record Participants(String type, List<Person> participants) implements Control {
        public Participants(List<Person> participants) {
            this("PARTICIPANTS", participants);
        }
    }

    /** A host changed the session. */
    record SessionChanged(String type, SessionView session) implements Control {
        public SessionChanged(SessionView session) {
            this("SESSION", session);
        }
    }

    /** An entry of somebody's run, as it stands in the log. */
    record RunEntry(byte[] json) implements Outbound {}

    /**
     * Entry {@code i} of an own run needs not be sent again: it is on disk, known already or, with a reason, refused. The number is
     * absent where the server does not know the run (any more).
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RunAck(
            String type,
            String run,
            int i,
            @Nullable Integer number,
            @Nullable String refused) implements Control {
        public RunAck(String run, int i, @Nullable Integer number) {
            this("RUNACK", run, i, number, null);
        }

        public RunAck(String run, int i, String refused) {
            this("RUNACK", run, i, null, refused);
        }
    }

    /** Somebody asks this page to end a run that it executes. */
    record Stop(String type, String run, String by) implements Control {
        public Stop(String run, ParticipantId by) {
            this("STOP", run, by.value());
        }
    }

    /** The server is about to restart: come back after a random part of {@code afterMs}. */
    record GoAway(String type, long afterMs) implements Control {
        public GoAway(long afterMs) {
            this("GOAWAY", afterMs);
        }
    }

    /** A participant as the API shows them; {@code silent}: has a connection, but nothing was heard of it for a while. */
    record Person(
            String id,
            String name,
            String role,
            @Nullable Integer colour,
            boolean online,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean silent) {
        public static Person of(Participant participant, boolean online) {
            return of(participant, online, false);
        }

        public static Person of(Participant participant, boolean online, boolean silent) {
            return new Person(
                    participant.id().value(),
                    participant.name(),
                    participant.role().word(),
                    participant.seat().orElse(null),
                    online,
                    silent ? true : null);
        }
    }

    /** A session as the API shows it. */
    record SessionView(String id, String title, String language, String state, Instant createdAt) {
        public static SessionView of(Session session) {
            return new SessionView(
                    session.id().value(),
                    session.title(),
                    session.language().id(),
                    session.state().word(),
                    session.createdAt());
        }
    }

    /** The whole WebSocket frame. */
    default byte[] frame() {
        return ServerFrame.of(message());
    }

    private byte[] message() {
        return switch (this) {
            case SyncStep1(var known) -> Sync.step1(known);
            case SyncStep2(var update) -> Sync.step2(update);
            case Update(var update) -> Sync.update(update);
            case Presence(var update) -> presence(update);
            case KeepAlive() -> presence(new AwarenessUpdate(List.of()));
            case RunEntry(var json) -> control(json);
            case Control control -> control(Json.MAPPER.writeValueAsBytes(control));
        };
    }

    private static byte[] presence(AwarenessUpdate update) {
        var out = new ByteWriter();
        out.varUint(Inbound.AWARENESS);
        out.bytes(update.encode());
        return out.toByteArray();
    }

    private static byte[] control(byte[] json) {
        var out = new ByteWriter();
        out.varUint(Inbound.HOTSEAT);
        out.bytes(json);
        return out.toByteArray();
    }
}
