package hotseat.crdt.item.place;

import hotseat.crdt.update.IdSet;
import hotseat.crdt.update.UnitId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Deleted ranges of units that are not known yet. Changes are recorded, so that a transaction can take them back.
 *
 * <p>Always: ranges of a client ascend, are disjoint and not adjacent; between transactions none begins with a unit that is known. So they are as
 * few as they can be, whatever the order in which they came, and what they cost depends on what is missing and not on how often it was said.
 *
 * <p>Cost: logarithmic for each range that is added, joined or taken. A range that is joined is gone, so all joining together costs what adding did.
 */
final class WaitingDeletes {
    /** What a transaction did, to be taken back from its end. */
    private record Step(long client, int start, int end, boolean added) {}

    /** By client, the largest id first: start and end of each range. */
    private final NavigableMap<Long, NavigableMap<Integer, Integer>> byClient =
            new TreeMap<>(Comparator.reverseOrder());

    private int size;
    private final List<Step> steps = new ArrayList<>();

    void begin() {
        steps.clear();
    }

    void takeBack() {
        for (int i = steps.size() - 1; i >= 0; i--) {
            var step = steps.get(i);
            if (step.added) unlink(step.client, step.start);
            else link(step.client, step.start, step.end);
        }
        steps.clear();
    }

    boolean changed() {
        return !steps.isEmpty();
    }

    /** Number of ranges. */
    int size() {
        return size;
    }

    /** Adds the units {@code [start, end)}, joined with all ranges that they touch. */
    void add(long client, int start, int end) {
        var ranges = byClient.get(client);
        if (ranges != null) {
            var near = ranges.floorEntry(end);
            if (near != null && near.getKey() <= start && near.getValue() >= end) return;
            for (; near != null && near.getValue() >= start; near = ranges.floorEntry(end)) {
                start = Math.min(start, near.getKey());
                end = Math.max(end, near.getValue());
                remove(client, near.getKey(), near.getValue());
            }
        }
        link(client, start, end);
        steps.add(new Step(client, start, end, true));
    }

    /** Takes the client's units before a clock out. */
    IdSet take(long client, int before) {
        var ranges = byClient.get(client);
        if (ranges == null || ranges.firstKey() >= before) return IdSet.EMPTY;
        var taken = new IdSet.Builder();
        for (var first = ranges.firstEntry(); first != null && first.getKey() < before; first = ranges.firstEntry()) {
            int start = first.getKey();
            int end = first.getValue();
            remove(client, start, end);
            taken.add(client, start, Math.min(end, before));
            if (end > before) add(client, before, end);
        }
        return taken.build();
    }

    /** Gives up all of them. */
    void clear() {
        for (long client : List.copyOf(byClient.keySet())) take(client, Integer.MAX_VALUE);
    }

    private void remove(long client, int start, int end) {
        unlink(client, start);
        steps.add(new Step(client, start, end, false));
    }

    private void link(long client, int start, int end) {
        byClient.computeIfAbsent(client, id -> new TreeMap<>()).put(start, end);
        size++;
    }

    /** A client without ranges has no entry, so that what waits is empty where nothing does. */
    private void unlink(long client, int start) {
        var ranges = byClient.get(client);
        if (ranges == null || ranges.remove(start) == null) return;
        if (ranges.isEmpty()) byClient.remove(client);
        size--;
    }

    IdSet all() {
        var set = new IdSet.Builder();
        byClient.forEach((client, ranges) -> ranges.forEach((start, end) -> set.add(client, start, end)));
        return set.build();
    }

    /** The first unit of each client, up to a number of them. */
    void firsts(Set<UnitId> to, int sizeMax) {
        for (var ofClient : byClient.entrySet()) {
            if (to.size() >= sizeMax) return;
            to.add(new UnitId(ofClient.getKey(), ofClient.getValue().firstKey()));
        }
    }
}
