package hotseat.crdt.update;

import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;

/**
 * Work on updates (V1, where nothing else is said) without a document. Everything given is checked as for a document and refused by
 * {@link RejectedUpdate}. Time and memory grow linearly with the bytes, memory by up to some fifty times them: who takes foreign bytes bounds
 * their length first.
 */
public final class Updates {
    /** Nesting is bounded because it is recursion; everything else is bounded by the bytes. */
    static final DecodeLimits LIMITS =
            new DecodeLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 100, Reason.TOO_LARGE);

    /** 256 MiB; documents of an interview have less than one. */
    private static final int V1_BYTES_MAX = 1 << 28;

    private Updates() {}

    /**
     * One update that says what all of these say, in whatever order they come. Typing is joined to runs, so that the result is about as
     * large as the state and its deleted text; what waits for predecessors stays in it. Where units come with content and as deleted ones
     * without, the content stays (it is deleted all the same): merging a log keeps its history. Of two that say something else of the same
     * units, which is never so among honest ones, the one whose struct starts first stays.
     */
    public static byte[] merge(List<byte[]> updates) {
        var table = new StructTable();
        UpdateDecoder.decode(updates, LIMITS, table);
        return UpdateMerge.write(table, StateVector.EMPTY);
    }

    /** What somebody lacks of the update who knows this. Always has all its deletions. */
    public static byte[] diff(byte[] update, StateVector known) {
        return UpdateMerge.write(decode(update), known);
    }

    /** What a document knows that took only this update: per client the units from 0 to the first hole. */
    public static StateVector stateVector(byte[] update) {
        var clocks = new HashMap<Long, Integer>();
        for (var span : spans(decode(update))) if (span.start() == 0) clocks.put(span.client(), span.end());
        return new StateVector(clocks);
    }

    public static Inspection inspect(byte[] update) {
        var table = decode(update);
        int[] structs = new int[Content.SKIP];
        long[] units = new long[Content.SKIP];
        int[] bytes = new int[Content.SKIP];
        var roots = new TreeSet<String>();
        for (int row = 0; row < table.rows(); row++) {
            int kind = table.kind(row);
            if (kind == Content.SKIP) continue;
            structs[kind]++;
            units[kind] += table.length(row);
            bytes[kind] += table.end(row) - table.from(row);
            var root = table.parentName(row);
            if (root != null) roots.add(root);
        }
        var kinds = new ArrayList<Inspection.KindUse>();
        for (int kind = 0; kind < structs.length; kind++) {
            if (structs[kind] > 0) kinds.add(new Inspection.KindUse(kind, structs[kind], units[kind], bytes[kind]));
        }
        return new Inspection(
                update.length,
                List.copyOf(spans(table)),
                List.copyOf(kinds),
                Collections.unmodifiableSortedSet(roots),
                table.deleteSet());
    }

    /** The update in V2, which is smaller and meant for storage: nothing in the protocol carries it. */
    public static byte[] toV2(byte[] updateV1) {
        return V2Writer.write(decode(updateV1));
    }

    /** {@link #toV1(byte[], int)} with at most {@value #V1_BYTES_MAX} bytes. */
    public static byte[] toV1(byte[] updateV2) {
        return toV1(updateV2, V1_BYTES_MAX);
    }

    /**
     * An update in V2 as one in V1. V2 counts repetitions, so that a few bytes can stand for millions of structs: the result is refused
     * beyond {@code bytesMax}. Halves of surrogate pairs, which V1 does not have, become U+FFFD.
     */
    public static byte[] toV1(byte[] updateV2, int bytesMax) {
        byte[] update = V2Reader.toV1(updateV2, bytesMax);
        decode(update);
        return update;
    }

    private static StructTable decode(byte[] update) {
        var table = new StructTable();
        UpdateDecoder.decode(update, LIMITS, table);
        return table;
    }

    private static List<Inspection.Span> spans(StructTable table) {
        var spans = new ArrayList<Inspection.Span>();
        for (int block = 0; block < table.blocks(); block++) {
            int row = table.blockStart(block);
            while (row < table.blockEnd(block)) {
                int start = table.clock(row);
                int end = start;
                while (row < table.blockEnd(block) && table.kind(row) != Content.SKIP) {
                    end += table.length(row++);
                }
                if (end > start) spans.add(new Inspection.Span(table.blockClient(block), start, end));
                while (row < table.blockEnd(block) && table.kind(row) == Content.SKIP) row++;
            }
        }
        return spans;
    }
}
