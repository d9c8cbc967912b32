package hotseat.crdt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two texts as few small changes. Small differences are found exactly, by code points; larger ones by lines; what has little in
 * common is replaced between the common start and end. The search is E. W. Myers, An O(ND) Difference Algorithm, 1986. All searches of one
 * difference share one budget, so that two texts of a megabyte take some milliseconds whatever they are.
 */
final class TextDiff {
    /** Beyond this many code points a shortest script matches letters by chance: whole lines say better what was changed. */
    private static final int CODE_POINTS_CHANGED_MAX = 128;

    private static final int LINES_CHANGED_MAX = 1_000;
    /** Shorter lines than those of a program have so little in common that finding them is not worth their number. */
    private static final int LINES_MAX = 1 << 16;

    /** Each change is an item or two: beyond so many, whole lines are replaced. */
    private static final int CHANGES_MAX = 2_000;

    /** Tokens compared, of two texts: a nanosecond each. Two texts of a megabyte that differ in a few places need a million. */
    private static final int WORK_MAX = 5_000_000;

    /** What the search by code points leaves for the one by lines. */
    private static final int WORK_FOR_LINES = 3_000_000;

    /**
     * Replace {@code deleted} units at {@code at}, a position in the old text, by {@code inserted}. Neither end cuts a surrogate pair of a
     * well-formed text.
     */
    record Change(int at, int deleted, String inserted) {}

    private final List<Change> found = new ArrayList<>();
    private int workLeft = WORK_MAX;

    private TextDiff() {}

    /** Ascending and disjoint. */
    static List<Change> between(String before, String after) {
        var diff = new TextDiff();
        diff.add(before, after, 0, true);
        return diff.found;
    }

    private void add(String before, String after, int offset, boolean byLines) {
        int shorter = Math.min(before.length(), after.length());
        int prefix = 0;
        while (prefix < shorter && before.charAt(prefix) == after.charAt(prefix)) prefix++;
        if (prefix > 0 && Character.isHighSurrogate(before.charAt(prefix - 1))) prefix--;
        int suffix = 0;
        while (suffix < shorter - prefix
                && before.charAt(before.length() - 1 - suffix) == after.charAt(after.length() - 1 - suffix)) suffix++;
        if (suffix > 0 && Character.isLowSurrogate(before.charAt(before.length() - suffix))) suffix--;
        String old = before.substring(prefix, before.length() - suffix);
        String wanted = after.substring(prefix, after.length() - suffix);
        int start = offset + prefix;
        if (old.isEmpty() && wanted.isEmpty()) return;
        if (old.isEmpty() || wanted.isEmpty()) {
            found.add(new Change(start, old.length(), wanted));
            return;
        }
        var exact = byCodePoints(old, wanted, byLines ? WORK_FOR_LINES : 0);
        if (exact != null) {
            for (var change : exact) found.add(new Change(start + change.at, change.deleted, change.inserted));
            return;
        }
        var lines = byLines ? byLines(old, wanted) : null;
        if (lines == null) {
            found.add(new Change(start, old.length(), wanted));
            return;
        }
        for (var change : lines) {
            String replaced = old.substring(change.at, change.at + change.deleted);
            add(replaced, change.inserted, start + change.at, false);
        }
    }

    private @Nullable List<Change> byCodePoints(String old, String wanted, int workKept) {
        // What is inserted or deleted is changed at least: no need to look where that is too much.
        int lengths = Math.abs(old.length() - wanted.length());
        if (lengths > 2 * CODE_POINTS_CHANGED_MAX || workLeft <= workKept || found.size() > CHANGES_MAX) return null;
        return changes(codePoints(old), codePoints(wanted), CODE_POINTS_CHANGED_MAX, workKept);
    }

    private @Nullable List<Change> byLines(String old, String wanted) {
        var ids = new HashMap<String, Integer>();
        var a = lines(old, ids);
        var b = a == null ? null : lines(wanted, ids);
        return a == null || b == null ? null : changes(a, b, LINES_CHANGED_MAX, 0);
    }

    /** A text cut into tokens: equal tokens have equal values; token i is the units {@code [start[i], start[i + 1])}. */
    private record Tokens(String text, int[] value, int[] start) {
        int size() {
            return value.length;
        }
    }

    private static Tokens codePoints(String text) {
        int count = text.codePointCount(0, text.length());
        int[] value = new int[count];
        int[] start = new int[count + 1];
        for (int i = 0; i < count; i++) {
            value[i] = text.codePointAt(start[i]);
            start[i + 1] = start[i] + Character.charCount(value[i]);
        }
        return new Tokens(text, value, start);
    }

    /** Null where they are too many. */
    private static @Nullable Tokens lines(String text, Map<String, Integer> ids) {
        int count = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
        if (count > LINES_MAX) return null;
        int[] value = new int[count];
        int[] start = new int[count + 1];
        for (int i = 0; i < count; i++) {
            int newline = text.indexOf('\n', start[i]);
            start[i + 1] = newline < 0 ? text.length() : newline + 1;
            value[i] = ids.computeIfAbsent(text.substring(start[i], start[i + 1]), line -> ids.size());
        }
        return new Tokens(text, value, start);
    }

    /** Null where more tokens are changed than {@code max}, or the search would leave less work than is to be kept. */
    private @Nullable List<Change> changes(Tokens a, Tokens b, int max, int workKept) {
        var deleted = new BitSet(a.size());
        var inserted = new BitSet(b.size());
        if (!script(a.value, b.value, max, workKept, deleted, inserted)) return null;
        var changes = new ArrayList<Change>();
        for (int i = 0, j = 0; i < a.size() || j < b.size(); i++, j++) {
            int fromA = i;
            int fromB = j;
            i = deleted.nextClearBit(i);
            j = inserted.nextClearBit(j);
            if (i == fromA && j == fromB) continue;
            int at = a.start[fromA];
            changes.add(new Change(at, a.start[i] - at, b.text.substring(b.start[fromB], b.start[j])));
        }
        return changes;
    }

    /** Marks a shortest set of tokens to delete from {@code a} and to insert from {@code b}; false as {@link #changes} says. */
    private boolean script(int[] a, int[] b, int max, int workKept, BitSet deleted, BitSet inserted) {
        int n = a.length;
        int m = b.length;
        // reach[k + max + 1]: how far in a one gets on diagonal k (x - y) with the changes so far.
        int[] reach = new int[2 * max + 3];
        int zero = max + 1;
        int[][] before = new int[max + 1][];
        for (int changes = 0; changes <= max; changes++) {
            before[changes] = Arrays.copyOfRange(reach, zero - changes - 1, zero + changes + 2);
            for (int k = -changes; k <= changes; k += 2) {
                boolean down = k == -changes || k != changes && reach[zero + k - 1] < reach[zero + k + 1];
                int x = down ? reach[zero + k + 1] : reach[zero + k - 1] + 1;
                int y = x - k;
                int from = x;
                while (x < n && y < m && y >= 0 && a[x] == b[y]) {
                    x++;
                    y++;
                }
                workLeft -= 1 + x - from;
                if (workLeft < workKept) return false;
                reach[zero + k] = x;
                if (x >= n && y >= m) {
                    walkBack(before, changes, n, m, deleted, inserted);
                    return true;
                }
            }
        }
        return false;
    }

    private static void walkBack(int[][] before, int changes, int n, int m, BitSet deleted, BitSet inserted) {
        int x = n;
        int y = m;
        for (int d = changes; d > 0; d--) {
            int k = x - y;
            int[] reach = before[d];
            int zero = d + 1;
            boolean down = k == -d || k != d && reach[zero + k - 1] < reach[zero + k + 1];
            x = down ? reach[zero + k + 1] : reach[zero + k - 1];
            y = x - (down ? k + 1 : k - 1);
            if (down) inserted.set(y);
            else deleted.set(x);
        }
    }
}
