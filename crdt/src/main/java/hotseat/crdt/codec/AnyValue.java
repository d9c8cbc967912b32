package hotseat.crdt.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Any-values: the JSON-like values of lib0, one tag byte and a payload.
 *
 * <pre>
 * 7f undefined   7e null   7d integer varInt   7c float32   7b float64   7a bigint, 8 bytes   79 false   78 true
 * 77 varString   76 object: varUint n, n × (varString, any)   75 array: varUint n, n × any   74 varBuffer
 * </pre>
 */
public final class AnyValue {
    /** Set in the result of {@link #skip} if an object has the key {@code __proto__}, which some readers assign to. */
    public static final int HAS_PROTO_KEY = 1 << 16;

    private static final long INTEGER_MAX = Integer.MAX_VALUE;

    private AnyValue() {}

    /** Checks one value and moves behind it; returns its depth (a scalar has 0), perhaps with {@link #HAS_PROTO_KEY}. */
    public static int skip(ByteReader in, int depthMax) {
        return skip(in, depthMax, 0);
    }

    private static int skip(ByteReader in, int depthMax, int depth) {
        if (depth > depthMax) throw tooDeep(depth, depthMax, in.position());
        int tag = in.uint8();
        switch (tag) {
            case 0x7f, 0x7e, 0x79, 0x78 -> {}
            case 0x7d -> in.skipVarInt();
            case 0x7c -> in.skip(4);
            case 0x7b, 0x7a -> in.skip(8);
            case 0x77 -> in.skipString();
            case 0x74 -> in.skipBytes();
            case 0x75 -> {
                int deepest = 1;
                for (int n = in.count(1, "number of elements"); n > 0; n--) {
                    deepest = combine(deepest, skip(in, depthMax, depth + 1));
                }
                return deepest;
            }
            case 0x76 -> {
                int deepest = 1;
                for (int n = in.count(2, "number of keys"); n > 0; n--) {
                    if (in.skipStringIs("__proto__")) deepest |= HAS_PROTO_KEY;
                    deepest = combine(deepest, skip(in, depthMax, depth + 1));
                }
                return deepest;
            }
            default -> throw RejectedUpdate.malformed("unknown kind of value", in.position() - 1);
        }
        return 0;
    }

    private static RejectedUpdate tooDeep(int depth, int depthMax, int offset) {
        return new RejectedUpdate(Reason.TOO_LARGE, "value nested too deeply", depth, depthMax, offset);
    }

    /** Depth of a container so far with one more element. */
    private static int combine(int container, int element) {
        int depth = Math.max(container & 0xffff, (element & 0xffff) + 1);
        return depth | (container | element) & HAS_PROTO_KEY;
    }

    /** The value: null (also for undefined), Boolean, Long, Double, String, byte[], List, Map; integral numbers become Long. */
    public static @Nullable Object read(ByteReader in) {
        int tag = in.uint8();
        return switch (tag) {
            case 0x7f, 0x7e -> null;
            case 0x7d -> {
                long magnitude = in.varInt();
                yield magnitude == ByteReader.MINUS_ZERO ? (Object) (-0.0) : (Object) magnitude;
            }
            case 0x7c -> number(Float.intBitsToFloat(in.int32()));
            case 0x7b -> number(Double.longBitsToDouble(in.int64()));
            case 0x7a -> in.int64();
            case 0x79 -> false;
            case 0x78 -> true;
            case 0x77 -> in.varString();
            case 0x74 -> in.bytes();
            case 0x75 -> {
                var list = new ArrayList<@Nullable Object>();
                for (int n = in.count(1, "number of elements"); n > 0; n--) list.add(read(in));
                yield list;
            }
            case 0x76 -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                for (int n = in.count(2, "number of keys"); n > 0; n--) map.put(in.varString(), read(in));
                yield map;
            }
            default -> throw RejectedUpdate.malformed("unknown kind of value", in.position() - 1);
        };
    }

    /** JavaScript has one kind of number: a whole one written as a float is the same value as the integer. */
    private static Object number(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) < 0x1p53 && !(value == 0 && 1 / value < 0);
        return whole ? (Object) (long) value : (Object) value;
    }

    /**
     * {@code value}: null, Boolean, Integer, Long, Double, String, byte[], List or Map with String keys; else IllegalArgumentException. Numbers
     * are those of JavaScript: a Long beyond 2^53 becomes the double next to it. Throws {@link RejectedUpdate} where {@link #skip} of what
     * would be written does.
     */
    public static void write(ByteWriter out, @Nullable Object value, int depthMax) {
        write(out, value, depthMax, 0);
    }

    private static void write(ByteWriter out, @Nullable Object value, int depthMax, int depth) {
        if (depth > depthMax) throw tooDeep(depth, depthMax, -1);
        switch (value) {
            case null -> out.uint8(0x7e);
            case Boolean bool -> out.uint8(bool ? 0x78 : 0x79);
            case Integer integer -> writeNumber(out, integer);
            case Long integer -> writeNumber(out, integer);
            case Double number -> writeNumber(out, number);
            case String string -> out.uint8(0x77).varString(string);
            case byte[] bytes -> out.uint8(0x74).bytes(bytes);
            case List<?> list -> {
                out.uint8(0x75).varUint(list.size());
                for (var element : list) write(out, element, depthMax, depth + 1);
            }
            case Map<?, ?> map -> {
                out.uint8(0x76).varUint(map.size());
                map.forEach((key, element) -> {
                    if (!(key instanceof String string)) throw new IllegalArgumentException("keys are strings");
                    out.varString(string);
                    write(out, element, depthMax, depth + 1);
                });
            }
            default -> throw new IllegalArgumentException("not a value of a shared type: " + value.getClass());
        }
    }

    private static void writeNumber(ByteWriter out, double value) {
        if (value == Math.rint(value) && Math.abs(value) <= INTEGER_MAX) {
            boolean negative = value < 0 || value == 0 && 1 / value < 0;
            out.uint8(0x7d).varInt((long) Math.abs(value), negative);
        } else if ((double) (float) value == value) {
            out.uint8(0x7c).int32(Float.floatToIntBits((float) value));
        } else {
            out.uint8(0x7b).int64(Double.doubleToLongBits(value));
        }
    }
}
