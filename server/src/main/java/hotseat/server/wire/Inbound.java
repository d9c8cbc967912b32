package hotseat.server.wire;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.Sync;
import hotseat.crdt.update.StateVector;
import hotseat.server.session.InvalidInput;
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

    /** Bytes of one awareness message and entries in it. */
    int AWARENESS_BYTES_MAX = 4 << 10;

    int AWARENESS_ENTRIES_MAX = 64;

    Pattern RUN_NAME = Pattern.compile("[0-9a-f]{32}");
    /** Entries of one run; at 20 messages a second more than an hour of output. */
    int RUN_ENTRIES_MAX = 100_000;

    /** Asks for what is missing in {@code known}. */
    record SyncStep1(StateVector known) implements Inbound {}

    /** An edit: step 2 and update alike. The bytes are not looked at yet. */
    record Edit(byte[] update) implements Inbound {}

    record Presence(AwarenessUpdate update) implements Inbound {}

    record QueryPresence() implements Inbound {}

    /** Entry {@code i}, counted from 0, of a run with a random name of 32 hex digits. */
    record Run(String run, int i, RunEvent event) implements Inbound {}

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
                return new Presence(AwarenessUpdate.decode(payload, AWARENESS_BYTES_MAX, AWARENESS_ENTRIES_MAX));
            } else if (channel == QUERY_AWARENESS) {
                return new QueryPresence();
            } else if (channel == HOTSEAT) {
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
        return switch (Sync.read(in)) {
            case Sync.Step1(var known) -> new SyncStep1(known);
            case Sync.Step2(var update) -> new Edit(update);
            case Sync.Update(var update) -> new Edit(update);
        };
    }

    private static Inbound control(String text) throws Malformed {
        try {
            if (!(Json.MAPPER.readTree(text) instanceof ObjectNode object)) {
                throw new Malformed("the message is not a JSON object");
            }
            if (!"RUN".equals(take(object, "type").asString(""))) {
                throw new Malformed("a message of unknown type; this server takes RUN");
            }
            var run = take(object, "run").asString("");
            if (!RUN_NAME.matcher(run).matches()) {
                throw new Malformed("run: 32 hex digits name a run");
            }
            int i = take(object, "i").asInt(-1);
            if (i < 0 || i >= RUN_ENTRIES_MAX) {
                throw new Malformed("i: a number from 0 to " + (RUN_ENTRIES_MAX - 1));
            }
            return new Run(run, i, Json.read(Json.MAPPER.writeValueAsBytes(object), RunEvent.class));
        } catch (JacksonException e) {
            throw new Malformed("the message is not JSON");
        } catch (InvalidInput e) {
            throw new Malformed(e.detail());
        }
    }

    private static JsonNode take(ObjectNode object, String field) {
        var value = object.remove(field);
        return value == null ? MissingNode.getInstance() : value;
    }
}
