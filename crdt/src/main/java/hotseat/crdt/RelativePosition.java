package hotseat.crdt;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.JsonAny;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.item.TypeRef;
import hotseat.crdt.item.read.TypeReader;
import hotseat.crdt.update.UnitId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A position in a text or an array that stays where it is when others edit: beside a unit, or at an end. Cursors are told so. Never changes.
 *
 * <pre>
 * position := varUint 0, id | varUint 1, varString root | varUint 2, id of the type's item; then [varInt assoc]
 * </pre>
 *
 * @param unit the unit beside; null at an end
 * @param root name of the root that it is in; the bytes have it only without a unit
 * @param type the unit that holds the nested type that it is in; the bytes have it only without a unit
 * @param assoc from 0 on: before {@code unit}, or at the end; negative: behind {@code unit}, or at the start
 */
public record RelativePosition(
        @Nullable UnitId unit,
        @Nullable String root,
        @Nullable UnitId type,
        int assoc) {
    private static final int JSON_DEPTH_MAX = 2;

    public RelativePosition {
        if (unit == null && root == null && type == null)
            throw new IllegalArgumentException("a position is beside a unit or in a type");
    }

    static RelativePosition of(TypeReader reader, TypeRef in, int index, int assoc) {
        int length = reader.length(in);
        if (index < 0 || index > length) throw new IndexOutOfBoundsException("position " + index + " of " + length);
        boolean atEnd = assoc >= 0 ? index == length : index == 0;
        var unit = atEnd ? null : reader.unit(in, assoc >= 0 ? index : index - 1);
        return new RelativePosition(
                unit, in.root(), in.root() == null ? new UnitId(in.client(), in.clock()) : null, assoc);
    }

    /** Throws {@link RejectedUpdate}. */
    public static RelativePosition decode(byte[] bytes) {
        var in = new ByteReader(bytes);
        int kind = in.varUint(2, "kind of position");
        var unit = kind == 0 ? id(in) : null;
        var root = kind == 1 ? in.varString() : null;
        var type = kind == 2 ? id(in) : null;
        long assoc = in.remaining() > 0 ? in.varInt() : 0;
        in.expectEnd();
        return new RelativePosition(unit, root, type, sign(assoc));
    }

    /** Only the sign has a meaning; minus zero is read as zero. */
    private static int sign(long assoc) {
        return assoc == ByteReader.MINUS_ZERO ? 0 : Long.signum(assoc);
    }

    private static UnitId id(ByteReader in) {
        return new UnitId(in.varUint(), in.varUint(Integer.MAX_VALUE, "clock"));
    }

    public byte[] encode() {
        var out = new ByteWriter(32);
        if (unit != null) write(out.varUint(0), unit);
        else if (root != null) out.varUint(1).varString(root);
        else if (type != null) write(out.varUint(2), type);
        return out.varInt(Math.abs((long) assoc), assoc < 0).toByteArray();
    }

    private static void write(ByteWriter out, UnitId id) {
        out.varUint(id.client()).varUint(id.clock());
    }

    /** The form that cursors have in awareness: {@code {"type":…,"tname":…,"item":…,"assoc":0}}. */
    public String toJson() {
        var any = new ByteWriter();
        if (root != null) any.uint8(0x77).varString(root);
        String name = root == null ? "null" : JsonAny.toJson(new ByteReader(any.toByteArray()));
        return "{\"type\":" + json(type) + ",\"tname\":" + name + ",\"item\":" + json(unit) + ",\"assoc\":" + assoc
                + "}";
    }

    private static String json(@Nullable UnitId id) {
        return id == null ? "null" : "{\"client\":" + id.client() + ",\"clock\":" + id.clock() + "}";
    }

    /** Reads {@link #toJson}; absent members count as null. Throws {@link RejectedUpdate}. */
    public static RelativePosition parse(String json) {
        if (!(JsonAny.parse(json, JSON_DEPTH_MAX) instanceof Map<?, ?> members))
            throw RejectedUpdate.malformed("position is not an object", -1);
        var unit = id(members.get("item"));
        var type = id(members.get("type"));
        var root = members.get("tname") instanceof String name ? name : null;
        if (unit == null && root == null && type == null)
            throw RejectedUpdate.malformed("position without a place", -1);
        return new RelativePosition(unit, root, type, members.get("assoc") instanceof Long assoc ? sign(assoc) : 0);
    }

    private static @Nullable UnitId id(@Nullable Object json) {
        if (json == null) return null;
        if (json instanceof Map<?, ?> id
                && id.get("client") instanceof Long client
                && id.get("clock") instanceof Long clock
                && client >= 0
                && clock >= 0
                && clock <= Integer.MAX_VALUE) return new UnitId(client, clock.intValue());
        throw RejectedUpdate.malformed("position with an id that is none", -1);
    }
}
