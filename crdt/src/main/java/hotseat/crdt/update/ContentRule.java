package hotseat.crdt.update;

/** What a root may hold, as one question asked of a struct. */
public enum ContentRule {
    TEXT,
    MAP,
    ANY,
    NONE;

    /** Depth of values in a declared map. */
    private static final int MAP_VALUE_DEPTH_MAX = 8;

    /** Whether an item of this kind may be there; {@code keyed}: it is the value of a key; {@code valueProfile}: {@link StructTable#valueProfile}. */
    public boolean allows(int kind, boolean keyed, int valueProfile) {
        return switch (this) {
            case ANY -> true;
            case NONE -> false;
            case TEXT -> !keyed && (kind == Content.STRING || kind == Content.DELETED);
            // The profile has the flag for a forbidden key above the depth, so one comparison refuses both.
            case MAP ->
                keyed && (kind == Content.DELETED || kind == Content.ANY && valueProfile <= MAP_VALUE_DEPTH_MAX);
        };
    }
}
