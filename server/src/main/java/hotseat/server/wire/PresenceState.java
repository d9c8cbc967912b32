package hotseat.server.wire;

import hotseat.server.session.CodeFile;
import hotseat.server.session.Participant;
import hotseat.server.session.Permission;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

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

    /** A position that is none. */
    private static final String NONE = "null";

    private PresenceState() {}

    /**
     * The state to pass on; empty when {@code json} is not an object. Fields that break the schema are left out.
     *
     * @param user of the one who says it, by {@link #user}
     */
    public static Optional<String> checked(String json, Participant participant, String user) {
        // Token by token: cursors are half of what a room says, and a tree of each would be most of what it costs.
        try (var in = Json.MAPPER.createParser(json)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            var cursor = NONE;
            var rest = new StringBuilder();
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                var field = in.currentName();
                var value = in.nextToken();
                switch (field) {
                    case "cursor" -> cursor = cursor(in);
                    case "file" -> {
                        if (value == JsonToken.VALUE_STRING) {
                            CodeFile.parseId(in.getString())
                                    .ifPresent(id -> rest.append(",\"file\":\"")
                                            .append(id)
                                            .append('"'));
                        }
                    }
                    case "top" -> {
                        var top = position(in);
                        if (top != null) {
                            rest.append(",\"top\":").append(top);
                        }
                    }
                    case "away" -> {
                        if (value == JsonToken.VALUE_TRUE) {
                            rest.append(",\"away\":true");
                        }
                    }
                    default -> {}
                }
                in.skipChildren(); // of what is not looked at
            }
            if (in.nextToken() != null) {
                return Optional.empty();
            }
            // Who only watches is seen in the list of people, not in the text.
            boolean types = participant.role().may(Permission.EDIT);
            return Optional.of("{\"cursor\":" + (types ? cursor : NONE) + rest + ",\"user\":" + user + "}");
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** What the others are told of who somebody is, as JSON. */
    public static String user(Participant participant) {
        var user = Json.MAPPER.createObjectNode();
        user.put("id", participant.id().value());
        user.put("name", participant.name());
        user.put("role", participant.role().word());
        participant.seat().ifPresent(seat -> user.put("colour", seat));
        var colour = participant.seat().map(seat -> COLOURS.get(seat - 1)).orElse(NO_SEAT);
        user.put("color", colour);
        user.put("colorLight", colour + "33");
        return user.toString();
    }

    // Each reads the value that the parser is at, to its end where that is inside, and gives the JSON of it.

    private static String cursor(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return NONE;
        }
        String anchor = null;
        String head = null;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = in.currentName();
            in.nextToken();
            switch (field) {
                case "anchor" -> anchor = position(in);
                case "head" -> head = position(in);
                default -> in.skipChildren();
            }
        }
        return anchor == null || head == null ? NONE : "{\"anchor\":" + anchor + ",\"head\":" + head + "}";
    }

    /** Null when it is none. */
    private static @Nullable String position(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return null;
        }
        var type = NONE;
        var root = NONE;
        var item = NONE;
        int side = 0;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = in.currentName();
            in.nextToken();
            switch (field) {
                case "type" -> type = id(in);
                case "item" -> item = id(in);
                case "tname" -> root = root(in);
                case "assoc" -> side = side(in);
                default -> in.skipChildren();
            }
        }
        if (type == null || item == null || root == null) {
            return null;
        }
        return "{\"type\":" + type + ",\"tname\":" + root + ",\"item\":" + item + ",\"assoc\":" + side + "}";
    }

    private static @Nullable String root(JsonParser in) {
        if (in.currentToken() == JsonToken.VALUE_STRING && CodeFile.isRoot(in.getString())) {
            return "\"" + in.getString() + "\"";
        }
        return noneOrNull(in);
    }

    /** The side of a position is a sign. */
    private static int side(JsonParser in) {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
                && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return Long.signum(in.getLongValue());
        }
        in.skipChildren();
        return 0;
    }

    /** The id of an item: null in JSON when absent, null in Java when it is neither. */
    private static @Nullable String id(JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            return noneOrNull(in);
        }
        long client = -1;
        long clock = -1;
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
            var field = in.currentName();
            in.nextToken();
            switch (field) {
                case "client" -> client = safe(in);
                case "clock" -> clock = safe(in);
                default -> in.skipChildren();
            }
        }
        return client < 0 || clock < 0 ? null : "{\"client\":" + client + ",\"clock\":" + clock + "}";
    }

    private static @Nullable String noneOrNull(JsonParser in) {
        in.skipChildren();
        return in.currentToken() == JsonToken.VALUE_NULL ? NONE : null;
    }

    /** -1 when it is no such number. */
    private static long safe(JsonParser in) {
        if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
                && in.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long number = in.getLongValue();
            return number > SAFE_INTEGER_MAX ? -1 : number;
        }
        in.skipChildren();
        return -1;
    }
}
