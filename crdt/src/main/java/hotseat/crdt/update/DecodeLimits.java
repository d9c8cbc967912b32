package hotseat.crdt.update;

import hotseat.crdt.codec.Reason;

/**
 * Bounds of one update, checked while it is decoded.
 *
 * @param full what to say of an update with more bytes, structs or ranges
 */
public record DecodeLimits(int bytes, int structs, int deleteRanges, int anyDepth, Reason full) {
    /** For what was checked before. */
    public static final DecodeLimits NONE = new DecodeLimits(
            Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Reason.TOO_LARGE);
}
