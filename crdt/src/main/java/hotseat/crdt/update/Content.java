package hotseat.crdt.update;

/** Kinds of content: the low five bits of a struct's info byte. */
public final class Content {
    public static final int GC = 0;
    public static final int DELETED = 1;
    public static final int JSON = 2;
    public static final int BINARY = 3;
    public static final int STRING = 4;
    public static final int EMBED = 5;
    public static final int FORMAT = 6;
    public static final int TYPE = 7;
    public static final int ANY = 8;
    public static final int DOC = 9;
    public static final int SKIP = 10;

    /** Flags of the info byte. */
    public static final int HAS_ORIGIN = 0x80;

    public static final int HAS_RIGHT_ORIGIN = 0x40;
    public static final int HAS_KEY = 0x20;
    static final int HAS_ORIGINS = HAS_ORIGIN | HAS_RIGHT_ORIGIN;
    public static final int KIND_BITS = 0x1f;

    /** Type references. The element and the hook have a name. */
    public static final int ARRAY_TYPE = 0;

    public static final int MAP_TYPE = 1;
    public static final int TEXT_TYPE = 2;
    public static final int XML_ELEMENT = 3;
    public static final int XML_HOOK = 5;
    static final int TYPE_REF_MAX = 6;

    private Content() {}

    /** Whether a type with this reference has a name. */
    public static boolean isNamed(long ref) {
        return ref == XML_ELEMENT || ref == XML_HOOK;
    }

    /** Whether units of this kind count for the length of their list. */
    public static boolean countable(int kind) {
        return kind != DELETED && kind != FORMAT && kind != GC;
    }

    /** Whether two neighbours of this kind can become one item. */
    public static boolean joins(int kind) {
        return kind == STRING || kind == ANY || kind == JSON || kind == DELETED;
    }
}
