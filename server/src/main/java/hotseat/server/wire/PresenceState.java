package hotseat.server.wire;

import hotseat.server.session.CodeFile;
import hotseat.server.session.Participant;
import hotseat.server.session.Permission;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a participant may say about where they are, and what the server makes of it. Only the declared fields pass; the
 * {@code user} part is the server's own, so that nobody can pose as somebody else or smuggle a style into a page.
 *
 * <pre>
 * state := {cursor: {anchor: position, head: position} | null, file?: id, top?: position, away?: true}
 * position := a Yjs relative position: {type, tname, item, assoc}
 * </pre>
 */
public final class PresenceState {
    /** Colours of the seats in the dark theme, for Yjs editors that do not know the palette. */
    private static final List<String> COLOURS =
            List.of("#cf8045", "#ddbd05", "#ddfe86", "#19d8ae", "#95faff", "#899eee", "#a35eff", "#f71b9e");
    /** The colour of those who have no seat. */
    private static final String NO_SEAT = "#949080";

    private static final long SAFE_INTEGER_MAX = (1L << 53) - 1;

    private PresenceState() {}

    /** The state to pass on; empty when {@code json} is not an object. Fields that break the schema are left out. */
    public static Optional<String> checked(String json, Participant participant) {
        JsonNode state;
        try {
            state = Json.MAPPER.readTree(json);
        } catch (JacksonException e) {
            return Optional.empty();
        }
        if (!(state instanceof ObjectNode)) {
            return Optional.empty();
        }
        var checked = Json.MAPPER.createObjectNode();
        // Who only watches is seen in the list of people, not in the text.
        boolean types = participant.role().may(Permission.EDIT);
        checked.set("cursor", types ? cursor(state.path("cursor")) : NullNode.getInstance());
        if (state.path("file").isString()) {
            CodeFile.parseId(state.path("file").asString()).ifPresent(id -> checked.put("file", id));
        }
        var top = position(state.path("top"));
        if (top != null) {
            checked.set("top", top);
        }
        if (state.path("away").isBoolean() && state.path("away").asBoolean()) {
            checked.put("away", true);
        }
        checked.set("user", user(participant));
        return Optional.of(checked.toString());
    }

    private static ObjectNode user(Participant participant) {
        var user = Json.MAPPER.createObjectNode();
        user.put("id", participant.id().value());
        user.put("name", participant.name());
        user.put("role", participant.role().word());
        participant.seat().ifPresent(seat -> user.put("colour", seat));
        var colour = participant.seat().map(seat -> COLOURS.get(seat - 1)).orElse(NO_SEAT);
        user.put("color", colour);
        user.put("colorLight", colour + "33");
        return user;
    }

    private static JsonNode cursor(JsonNode cursor) {
        var anchor = position(cursor.path("anchor"));
        var head = position(cursor.path("head"));
        if (anchor == null || head == null) {
            return NullNode.getInstance();
        }
        var checked = Json.MAPPER.createObjectNode();
        checked.set("anchor", anchor);
        checked.set("head", head);
        return checked;
    }

    private static @Nullable JsonNode position(JsonNode position) {
        var type = id(position.path("type"));
        var item = id(position.path("item"));
        var root = position.path("tname");
        boolean rootIsFile = root.isString() && CodeFile.isRoot(root.asString());
        if (!position.isObject() || type == null || item == null || !(rootIsFile || isAbsent(root))) {
            return null;
        }
        var checked = Json.MAPPER.createObjectNode();
        checked.set("type", type);
        checked.set("tname", rootIsFile ? root : NullNode.getInstance());
        checked.set("item", item);
        checked.put("assoc", Integer.signum(position.path("assoc").asInt(0)));
        return checked;
    }

    /** The id of an item, null in JSON when absent, null in Java when it is neither. */
    private static @Nullable JsonNode id(JsonNode id) {
        if (isAbsent(id)) {
            return NullNode.getInstance();
        }
        if (!isSafe(id.path("client")) || !isSafe(id.path("clock"))) {
            return null;
        }
        return Json.MAPPER
                .createObjectNode()
                .put("client", id.path("client").asLong())
                .put("clock", id.path("clock").asLong());
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static boolean isSafe(JsonNode number) {
        return number.isIntegralNumber()
                && number.canConvertToLong()
                && number.asLong() >= 0
                && number.asLong() <= SAFE_INTEGER_MAX;
    }
}
