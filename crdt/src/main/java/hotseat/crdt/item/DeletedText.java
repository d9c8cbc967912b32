package hotseat.crdt.item;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The text of deleted units, by client and clock: what collection would throw away. The document itself is the same with it and without
 * it; a keystroke pays nothing, a deletion a look-up. Why beside the document and not in it: {@code
 * docs/decisions/0014-deleted-text-beside-the-document.md}.
 *
 * <p>Always: pieces of a client do not overlap, since a unit is collected once; each is a slice of one text, which only grows. What follows in
 * clock and in the text becomes one piece, so a paragraph that is erased at once is one entry. What is kept is never given back: it is as much as
 * was ever typed and erased, which is what somebody wants to look back at.
 */
public final class DeletedText {
    /** Units from a clock on, and where they are in {@link #text}. */
    private record Piece(int offset, int length) {}

    private final StringBuilder text = new StringBuilder();
    /** By dense index of the client: pieces by clock, disjoint. */
    private final List<TreeMap<Integer, Piece>> pieces = new ArrayList<>();

    /** Keeps units whose content is about to be collected; they are copied, for the arena gives their room away. */
    public void keep(int client, int clock, TextArena from, int offset, int units) {
        while (pieces.size() <= client) pieces.add(new TreeMap<>());
        var ofClient = pieces.get(client);
        int at = text.length();
        from.appendTo(text, offset, units);
        var before = ofClient.lowerEntry(clock);
        if (before != null && follows(before, clock, at)) {
            ofClient.put(before.getKey(), new Piece(before.getValue().offset, before.getValue().length + units));
        } else {
            ofClient.put(clock, new Piece(at, units));
        }
    }

    private static boolean follows(Map.Entry<Integer, Piece> before, int clock, int offset) {
        var piece = before.getValue();
        return before.getKey() + piece.length == clock && piece.offset + piece.length == offset;
    }

    /** Heap bytes, when what is deleted is about a word each time. */
    public long memory() {
        return 2L * text.capacity() + 40L * (text.length() / 4);
    }

    public interface Reader {
        /** Units {@code [from, to)} have this text. */
        void piece(int from, int to, String text);
    }

    /** Shows what is known of the units {@code [from, to)} of a client, in order; units of other content have no text. */
    public void read(int client, int from, int to, Reader reader) {
        if (client >= pieces.size()) return;
        NavigableMap<Integer, Piece> ofClient = pieces.get(client);
        var first = ofClient.floorKey(from);
        if (first != null) ofClient = ofClient.tailMap(first, true);
        for (var entry : ofClient.entrySet()) {
            int start = Math.max(from, entry.getKey());
            int end = Math.min(to, entry.getKey() + entry.getValue().length);
            if (entry.getKey() >= to) return;
            if (start >= end) continue;
            int offset = entry.getValue().offset - entry.getKey();
            reader.piece(start, end, text.substring(offset + start, offset + end));
        }
    }
}
