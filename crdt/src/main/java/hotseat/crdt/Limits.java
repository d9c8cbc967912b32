package hotseat.crdt;

/**
 * What one update and one document may hold. The per-update limits bind {@link Doc#apply} only: {@link Doc#load} reads the
 * document's own state, which may be larger than any update.
 *
 * @param updateBytes bytes of one update
 * @param structsPerUpdate structs of one update
 * @param deleteRangesPerUpdate ranges in the delete set of one update; a complete one travels with every answer to a state vector
 * @param clients client ids of the document
 * @param pendingBytes bytes waiting for predecessors
 * @param anyDepth nesting of an any-value or JSON value
 * @param typeDepth nesting of shared types
 * @param textUnits UTF-16 units visible in one root
 * @param items items the document is kept in; about 50 bytes of memory each
 * @param scanSteps items looked at to find the places of one update, besides {@value #SCAN_STEPS_PER_STRUCT} for each of its structs and
 *     ranges, of which honest ones need a few
 */
public record Limits(
        int updateBytes,
        int structsPerUpdate,
        int deleteRangesPerUpdate,
        int clients,
        int pendingBytes,
        int anyDepth,
        int typeDepth,
        int textUnits,
        int items,
        int scanSteps) {
    static final int SCAN_STEPS_PER_STRUCT = 50;

    /** A live interview: one person types, another pastes a file; everything beyond is an accident or an attack. */
    public static final Limits INTERVIEW =
            new Limits(1 << 20, 20_000, 100_000, 1_024, 256 << 10, 100, 100, 1 << 20, 500_000, 20_000);

    /** For loading own state, and benchmarks. Nesting stays bounded: it is a matter of correctness, not of size. */
    public static final Limits UNBOUNDED = new Limits(
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            100,
            100,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);

    /** Steps for an update of so many structs and ranges. */
    long stepsFor(int structs, int ranges) {
        return scanSteps + SCAN_STEPS_PER_STRUCT * ((long) structs + ranges);
    }
}
