package hotseat.crdt;

/**
 * What one update and one document may hold. The limits of one update bind {@link Doc#apply} only. {@link Doc#load} reads what was
 * accepted before, which may be larger than any update; it is bound by {@value #LOADED_MAX} times what a document may hold.
 *
 * @param updateBytes bytes of one update
 * @param structsPerUpdate structs of one update
 * @param deleteRangesPerUpdate ranges in the delete set of one update; a complete one travels with every answer to a state vector
 * @param clients client ids of the document
 * @param pendingBytes bytes waiting for predecessors; with 0 nothing waits, and an update of which anything would is refused
 * @param anyDepth nesting of an any-value or JSON value
 * @param typeDepth nesting of shared types
 * @param textUnits UTF-16 units visible in one root
 * @param documentBytes what is alive in all roots together: text as bytes of UTF-8, values as they are encoded, and the names of roots and
 *     keys, which stay for good
 * @param roots roots that somebody ever wrote to
 * @param keys keys that somebody ever wrote to in one map
 * @param nameUnits UTF-16 units of the name of a root, and of a key
 * @param items items the document is kept in, about 60 bytes of memory each; updates that only delete may cut it into an eighth more
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
        int documentBytes,
        int roots,
        int keys,
        int nameUnits,
        int items,
        int scanSteps) {
    static final int SCAN_STEPS_PER_STRUCT = 30;

    /** What somebody pastes at once; a whole file of the largest size. */
    private static final int UPDATE_BYTES = 1 << 20;

    /** Two such files, or many that people write by hand. */
    private static final int DOCUMENT_BYTES = 2 << 20;

    /** A document grew within its limits, which may have been larger then, but not by this factor. */
    static final int LOADED_MAX = 4;

    /**
     * A live interview: one person types, another pastes a file; everything beyond is an accident or an attack. 65 roots are 64 files and their
     * map, 32,768 clients are 500 people who come back 64 times. The longest of the editing traces, 137,000 keystrokes, ends with 15,092
     * items. Full to all of these limits at once, in wide text and with an index for each file, a document and its encoded state take 14 MiB
     * of heap; full but for the clients, 11.
     */
    public static final Limits INTERVIEW = new Limits(
            UPDATE_BYTES, 20_000, 60_000, 32_768, 0, 100, 100, 1 << 20, DOCUMENT_BYTES, 65, 256, 256, 50_000, 20_000);

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
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);

    /** The same document, but for updates of so many bytes, structs and deleted ranges: whole documents that a browser brings back. */
    public Limits withUpdate(int bytes, int structs, int deleteRanges) {
        return new Limits(
                bytes,
                structs,
                deleteRanges,
                clients,
                pendingBytes,
                anyDepth,
                typeDepth,
                textUnits,
                documentBytes,
                roots,
                keys,
                nameUnits,
                items,
                scanSteps);
    }

    public Limits withPending(int bytes) {
        return new Limits(
                updateBytes,
                structsPerUpdate,
                deleteRangesPerUpdate,
                clients,
                bytes,
                anyDepth,
                typeDepth,
                textUnits,
                documentBytes,
                roots,
                keys,
                nameUnits,
                items,
                scanSteps);
    }

    public Limits withDepth(int anyValues, int types) {
        return new Limits(
                updateBytes,
                structsPerUpdate,
                deleteRangesPerUpdate,
                clients,
                pendingBytes,
                anyValues,
                types,
                textUnits,
                documentBytes,
                roots,
                keys,
                nameUnits,
                items,
                scanSteps);
    }

    /** {@code textMax}: {@link #textUnits} of one root. */
    public Limits withDocument(int clientsMax, int textMax, int bytes, int itemsMax) {
        return new Limits(
                updateBytes,
                structsPerUpdate,
                deleteRangesPerUpdate,
                clientsMax,
                pendingBytes,
                anyDepth,
                typeDepth,
                textMax,
                bytes,
                roots,
                keys,
                nameUnits,
                itemsMax,
                scanSteps);
    }

    public Limits withNames(int rootsMax, int keysMax, int units) {
        return new Limits(
                updateBytes,
                structsPerUpdate,
                deleteRangesPerUpdate,
                clients,
                pendingBytes,
                anyDepth,
                typeDepth,
                textUnits,
                documentBytes,
                rootsMax,
                keysMax,
                units,
                items,
                scanSteps);
    }

    public Limits withScanSteps(int steps) {
        return new Limits(
                updateBytes,
                structsPerUpdate,
                deleteRangesPerUpdate,
                clients,
                pendingBytes,
                anyDepth,
                typeDepth,
                textUnits,
                documentBytes,
                roots,
                keys,
                nameUnits,
                items,
                steps);
    }

    /** Steps for an update of so many structs and ranges. */
    long stepsFor(int structs, int ranges) {
        return scanSteps + SCAN_STEPS_PER_STRUCT * ((long) structs + ranges);
    }
}
