package hotseat.crdt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON reader for test data: objects become Map, arrays List, whole numbers Long. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static @Nullable Object parse(String text) {
        var json = new Json(text);
        Object value = json.value();
        json.space();
        if (json.at != text.length()) throw new IllegalArgumentException("more than one value");
        return value;
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> object(@Nullable Object value) {
        return (Map<String, @Nullable Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<@Nullable Object> array(@Nullable Object value) {
        return (List<@Nullable Object>) value;
    }

    private @Nullable Object value() {
        space();
        switch (text.charAt(at)) {
            case '{' -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                while (next('{', '}')) {
                    space();
                    String key = string();
                    space();
                    at++; // the colon
                    map.put(key, value());
                }
                return map;
            }
            case '[' -> {
                var list = new ArrayList<@Nullable Object>();
                while (next('[', ']')) list.add(value());
                return list;
            }
            case '"' -> {
                return string();
            }
            case 't' -> {
                at += 4;
                return true;
            }
            case 'f' -> {
                at += 5;
                return false;
            }
            case 'n' -> {
                at += 4;
                return null;
            }
            default -> {
                return number();
            }
        }
    }

    /** Moves over the opening bracket or a comma; false at the closing bracket. */
    private boolean next(char open, char close) {
        space();
        char c = text.charAt(at++);
        if (c == close) return false;
        if (c == open) {
            space();
            if (text.charAt(at) == close) {
                at++;
                return false;
            }
            return true;
        }
        if (c != ',') throw new IllegalArgumentException("comma expected at " + at);
        return true;
    }

    private String string() {
        var out = new StringBuilder();
        at++;
        while (true) {
            char c = text.charAt(at++);
            if (c == '"') return out.toString();
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char escape = text.charAt(at++);
            switch (escape) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'b' -> out.append('\b');
                case 'f' -> out.append('\f');
                case 'u' -> {
                    out.append((char) Integer.parseInt(text, at, at + 4, 16));
                    at += 4;
                }
                default -> out.append(escape);
            }
        }
    }

    private Object number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        String number = text.substring(from, at);
        if (number.matches("-?[0-9]{1,18}")) return Long.valueOf(number);
        double value = Double.parseDouble(number);
        return value;
    }

    private void space() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }
}
