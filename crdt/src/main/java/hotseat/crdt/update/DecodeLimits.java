package hotseat.crdt.update;

/** Bounds of one update, checked while it is decoded. */
public record DecodeLimits(int bytes, int structs, int deleteRanges, int anyDepth) {
    /** For what was checked before. */
    public static final DecodeLimits NONE =
            new DecodeLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
