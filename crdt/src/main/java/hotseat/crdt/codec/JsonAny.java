package hotseat.crdt.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Between JSON text and any-values, as {@code JSON.stringify} and {@code JSON.parse} of JavaScript do it. For values that were checked before. */
public final class JsonAny {
    private final String json;
    private int at;

    private JsonAny(String json) {
        this.json = json;
    }

    /** The next value as JSON text. */
    public static String toJson(ByteReader any) {
        var out = new StringBuilder();
        write(any, any.uint8(), out);
        return out.toString();
    }

    /** Writes the value that the text stands for, which was checked before. */
    public static void toAny(String json, ByteWriter out) {
        AnyValue.write(out, new JsonAny(json).value(), Integer.MAX_VALUE);
    }

    /** The value that the text stands for, of the types that {@link AnyValue#read} has. Throws {@link RejectedUpdate} where it is not JSON. */
    public static @Nullable Object parse(String json, int depthMax) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        JsonSyntax.check(bytes, 0, bytes.length, depthMax);
        var any = new ByteWriter(bytes.length);
        toAny(json, any);
        return AnyValue.read(new ByteReader(any.toByteArray()));
    }

    private static void write(ByteReader in, int tag, StringBuilder out) {
        switch (tag) {
            case 0x7f, 0x7e -> out.append("null");
            case 0x79 -> out.append(false);
            case 0x78 -> out.append(true);
            case 0x7d -> {
                long number = in.varInt();
                out.append(number == ByteReader.MINUS_ZERO ? 0 : number);
            }
            case 0x7c -> number(Float.intBitsToFloat(in.int32()), out);
            case 0x7b -> number(Double.longBitsToDouble(in.int64()), out);
            case 0x77 -> string(in.varString(), out);
            case 0x75 -> {
                out.append('[');
                for (int n = in.count(1, "number of elements"), i = 0; i < n; i++) {
                    if (i > 0) out.append(',');
                    write(in, in.uint8(), out);
                }
                out.append(']');
            }
            case 0x76 -> {
                out.append('{');
                boolean first = true;
                for (int n = in.count(2, "number of keys"); n > 0; n--) {
                    String key = in.varString();
                    int element = in.uint8();
                    // JSON has no undefined: JavaScript leaves such keys out.
                    if (element == 0x7f) continue;
                    if (!first) out.append(',');
                    first = false;
                    string(key, out);
                    out.append(':');
                    write(in, element, out);
                }
                out.append('}');
            }
            default -> throw RejectedUpdate.malformed("value that JSON does not have", in.position() - 1);
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) out.append(c < 0x10 ? "\\u000" : "\\u00").append(Integer.toHexString(c));
                    else out.append(c);
                }
            }
        }
        out.append('"');
    }

    /** ECMAScript's Number::toString: the same shortest digits, but Java gives at least two and puts the point elsewhere. */
    private static void number(double value, StringBuilder out) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            out.append("null");
            return;
        }
        if (value == 0) {
            out.append('0');
            return;
        }
        if (value < 0) out.append('-');
        String java = Double.toString(Math.abs(value));
        int e = java.indexOf('E');
        String mantissa = e < 0 ? java : java.substring(0, e);
        int point = mantissa.indexOf('.') + (e < 0 ? 0 : Integer.parseInt(java.substring(e + 1)));
        String digits = mantissa.replace(".", "");
        int zeros = 0;
        while (digits.charAt(zeros) == '0') zeros++;
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') end--;
        digits = digits.substring(zeros, end);
        point -= zeros;
        if (digits.length() == 2) {
            int one = (Integer.parseInt(digits) + 5) / 10;
            if (Double.parseDouble(one + "E" + (point - 1)) == Math.abs(value)) {
                digits = one == 10 ? "1" : Integer.toString(one);
                if (one == 10) point++;
            }
        }
        int count = digits.length();
        if (point > 21 || point <= -6) {
            out.append(digits.charAt(0));
            if (count > 1) out.append('.').append(digits, 1, count);
            out.append(point > 0 ? "e+" : "e-").append(Math.abs(point - 1));
        } else if (point <= 0) {
            out.append("0.").append("0".repeat(-point)).append(digits);
        } else if (point >= count) {
            out.append(digits).append("0".repeat(point - count));
        } else {
            out.append(digits, 0, point).append('.').append(digits, point, count);
        }
    }

    private @Nullable Object value() {
        space();
        var value = switch (json.charAt(at)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
        space();
        return value;
    }

    private Map<String, @Nullable Object> object() {
        var map = new LinkedHashMap<String, @Nullable Object>();
        at++;
        space();
        while (json.charAt(at) != '}') {
            if (json.charAt(at) == ',') at++;
            space();
            String key = string();
            space();
            at++;
            map.put(key, value());
        }
        at++;
        return map;
    }

    private List<@Nullable Object> array() {
        var list = new ArrayList<@Nullable Object>();
        at++;
        space();
        while (json.charAt(at) != ']') {
            if (json.charAt(at) == ',') at++;
            list.add(value());
        }
        at++;
        return list;
    }

    private String string() {
        var text = new StringBuilder();
        at++;
        for (char c = json.charAt(at++); c != '"'; c = json.charAt(at++)) {
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escape = json.charAt(at++);
            switch (escape) {
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> text.append((char) Integer.parseInt(json, at, at += 4, 16));
                default -> text.append(escape);
            }
        }
        return text.toString();
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        at += word.length();
        return value;
    }

    private Double number() {
        int from = at;
        while (at < json.length() && "+-.0123456789eE".indexOf(json.charAt(at)) >= 0) at++;
        return Double.valueOf(json.substring(from, at));
    }

    private void space() {
        while (at < json.length() && " \t\n\r".indexOf(json.charAt(at)) >= 0) at++;
    }
}
