package hotseat.server.wire;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.Sync;
import hotseat.crdt.update.StateVector;
import hotseat.server.session.InvalidInput;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a participant's connection may say.
 *
 * <pre>
 * message   := varUint channel …
 * channel 0 := varUint kind, bytes     kind 0 step 1 (a state vector), 1 step 2 (an update), 2 update
 * channel 1 := bytes                   an awareness update
 * channel 3 :=                         asks for everybody's awareness
 * channel 100 := string                JSON, on hotseat.v1 only
 * </pre>
 */
public sealed interface Inbound {
    int SYNC = Sync.CHANNEL;
    int AWARENESS = 1;
    int QUERY_AWARENESS = 3;
    int HOTSEAT = 100;

    /** Clients that a state vector may name: who has seen a document restored may know more of them than it has. */
    int CLIENTS_MAX = 2 * hotseat.crdt.Limits.INTERVIEW.clients();
    /** Entries of one awareness message; its bytes are bounded by {@link Limits}. */
    int AWARENESS_ENTRIES_MAX = 64;

    Pattern RUN_NAME = Pattern.compile("[0-9a-f]{32}");
    /** Of a part of a message that is an object with a text in it: its fields, its place in a list, the text. */
    int OBJECT_BYTES = 160;

    /** Runs that a page may name as known: more than a room keeps. */
    int HELLO_RUNS_MAX = 200;

    /** Of a message of Hotseat's own: all chunks of an entry of a run, each unit escaped, and what stands around them. */
    int CONTROL_BYTES_MAX = 512 << 10;

    /**
     * About the bytes of heap that it holds while it waits, besides as many as were sent: what is a few bytes on the line may be a list and a
     * text in memory, and whoever may fill the memory with them ends the process.
     */
    default int weight() {
        return 0;
    }

    /** Asks for what is missing in {@code known}. */
    record SyncStep1(StateVector known) implements Inbound {
        @Override
        public int weight() {
            return known.size() * (Long.BYTES + Integer.BYTES);
        }
    }

    /** An edit. {@code all}: a step 2, which says all that this server lacks. The bytes are not looked at yet. */
    record Edit(byte[] update, boolean all) implements Inbound {}

    record Presence(AwarenessUpdate update) implements Inbound {
        @Override
        public int weight() {
            return update.entries().size() * OBJECT_BYTES;
        }
    }

    record QueryPresence() implements Inbound {}

    /** Entry {@code i}, counted from 0, of a run with a random name of 32 hex digits. */
    record Run(String run, int i, RunEvent event) implements Inbound {
        @Override
        public int weight() {
            return event instanceof RunEvent.Output(var chunks) ? chunks.size() * OBJECT_BYTES : 0;
        }
    }

    /** An entry that breaks a rule: the sender is told, and nothing else happens. */
    record BadRun(String run, int i, String reason) implements Inbound {}

    /** Asks the page that executes a run to end it. */
    record Stop(String run) implements Inbound {}

    /**
     * What a page says once it has the document.
     *
     * @param page names this life of the page, over all its connections
     * @param before the life that it replaces, where it was reloaded
     * @param runs runs that it knows, and the first entry of each that it lacks
     */
    record Hello(String page, Optional<String> before, Map<String, Integer> runs) implements Inbound {
        @Override
        public int weight() {
            return runs.size() * OBJECT_BYTES;
        }
    }

    /** A channel that this server does not know; the y-protocols say: ignore it. */
    record Unknown(long channel) implements Inbound {}

    /** The message cannot be read; the reason is for the one who sent it. */
    final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;

        Malformed(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        public String reason() {
            return reason;
        }
    }

    static Inbound decode(byte[] message) throws Malformed {
        try {
            var in = new ByteReader(message);
            long channel = in.varUint();
            if (channel == SYNC) {
                return sync(in);
            } else if (channel == AWARENESS) {
                var payload = in.bytes();
                in.expectEnd();
                return new Presence(AwarenessUpdate.decode(payload, Limits.AWARENESS_BYTES, AWARENESS_ENTRIES_MAX));
            } else if (channel == QUERY_AWARENESS) {
                in.expectEnd();
                return new QueryPresence();
            } else if (channel == HOTSEAT) {
                if (message.length
                        > CONTROL_BYTES_MAX) { // before it is looked at: that takes a thousand times as long as for an
                    // edit
                    throw new Malformed("more than " + CONTROL_BYTES_MAX + " bytes of JSON; send less at once");
                }
                var text = in.varString();
                in.expectEnd();
                return control(text);
            }
            return new Unknown(channel);
        } catch (RejectedUpdate e) {
            throw new Malformed("the message cannot be decoded: " + e.detail());
        }
    }

    private static Inbound sync(ByteReader in) {
        return switch (Sync.read(in, CLIENTS_MAX)) {
            case Sync.Step1(var known) -> new SyncStep1(known);
            case Sync.Step2(var update) -> new Edit(update, true);
            case Sync.Update(var update) -> new Edit(update, false);
        };
    }

    private static Inbound control(String text) throws Malformed {
        try {
            if (!(Json.MAPPER.readTree(text) instanceof ObjectNode object)) {
                throw new Malformed("the message is not a JSON object");
            }
            return switch (take(object, "type").asString("")) {
                case "RUN" -> run(object);
                case "STOP" -> new Stop(name("run", take(object, "run")));
                case "HELLO" -> hello(object);
                default -> throw new Malformed("a message of unknown type; this server takes HELLO, RUN and STOP");
            };
        } catch (JacksonException e) {
            throw new Malformed("the message is not JSON");
        }
    }

    /** Where it can be told which entry is meant, a fault of it is the sender's to hear, and no reason to close. */
    private static Inbound run(ObjectNode object) throws Malformed {
        var run = name("run", take(object, "run"));
        var number = take(object, "i");
        int i = number.isIntegralNumber() ? number.asInt(-1) : -1; // 1.5 and "1" would be 1, too
        if (i < 0) {
            throw new Malformed("i: a number from 0 on");
        }
        if (i >= Limits.RUN.entries()) {
            return new BadRun(run, i, "i: a run has at most " + Limits.RUN.entries() + " entries");
        }
        try {
            return new Run(run, i, Json.convert(object, RunEvent.class));
        } catch (InvalidInput e) {
            return new BadRun(run, i, e.detail());
        }
    }

    private static Inbound hello(ObjectNode object) throws Malformed {
        var page = name("page", take(object, "page"));
        var before = take(object, "before");
        var runs = new HashMap<String, Integer>();
        if (!(object.get("runs") instanceof ObjectNode known) || known.size() > HELLO_RUNS_MAX) {
            throw new Malformed("runs: an object of at most " + HELLO_RUNS_MAX + " runs");
        }
        for (var entry : known.properties()) {
            if (RUN_NAME.matcher(entry.getKey()).matches() && entry.getValue().isIntegralNumber()) {
                runs.put(entry.getKey(), Math.max(0, entry.getValue().asInt(Integer.MAX_VALUE)));
            }
        }
        return new Hello(page, before.isString() ? Optional.of(name("before", before)) : Optional.empty(), runs);
    }

    private static String name(String field, JsonNode value) throws Malformed {
        var name = value.asString("");
        if (!RUN_NAME.matcher(name).matches()) {
            throw new Malformed(field + ": 32 hex digits");
        }
        return name;
    }

    private static JsonNode take(ObjectNode object, String field) {
        var value = object.remove(field);
        return value == null ? MissingNode.getInstance() : value;
    }
}
