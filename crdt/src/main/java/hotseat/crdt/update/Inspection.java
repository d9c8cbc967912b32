package hotseat.crdt.update;

import java.util.List;
import java.util.SortedSet;

/**
 * What an update holds, without a document.
 *
 * @param bytes length of the update
 * @param spans units by client, in the order of the update; what a Skip stands for is not among them
 * @param kinds kinds of content that occur, ascending; GC counts, Skip does not
 * @param roots names of the roots that structs name; those known from a neighbour only are not among them
 * @param deleted its delete set
 */
public record Inspection(int bytes, List<Span> spans, List<KindUse> kinds, SortedSet<String> roots, IdSet deleted) {
    /** Units {@code [start, end)} of a client without a hole. */
    public record Span(long client, int start, int end) {}

    /**
     * Use of one kind of {@link Content}.
     *
     * @param bytes of its structs, their ids among them
     */
    public record KindUse(int kind, int structs, long units, int bytes) {}
}
