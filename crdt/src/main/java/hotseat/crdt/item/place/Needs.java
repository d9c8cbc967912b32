package hotseat.crdt.item.place;

import hotseat.crdt.update.UnitId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The unit that each waiting client needs next, found by who makes it: whose units come asks only for those who waited for them. Changes are
 * recorded, so that a transaction can take them back.
 *
 * <p>Always: each waiter has one need, that of its first struct, and is found by it; so what comes in asks for each that it frees once, and an
 * update in reverse order is not quadratic. Each waits for one, so who waits for whom are chains, and a chain that closes never ends: that is
 * looked for when new structs wait.
 *
 * <pre>
 * waiter   needs            7 ─▶ 4 ─▶ 9       4 waits for a unit of 9 that is not here, so 9 is the one to ask
 *    7     (4, 12)
 *    4     (9, 20)          3 ─▶ 5 ─▶ 3       forged: each refers to a unit of the other that comes behind its own first
 * </pre>
 *
 * <p>Cost: logarithmic in the number of clients that wait, of whom a document has few.
 */
final class Needs {
    /** Before the first clock. */
    private static final int NO_CLOCK = -1;
    /** Behind all waiters, who are in descending order. */
    private static final long NO_WAITER = -1;

    /** The waiter goes on when the unit is known. Where it is one of its own, it has a hole there. */
    record Need(long client, int clock, long waiter) {}

    /** What the waiter needed before a change, null where it did not wait. */
    private record Step(long waiter, @Nullable Need before) {}

    /** Of those who wait for the same, the largest id first: what they wrote at one spot is then placed with the fewest steps. */
    private final TreeSet<Need> byUnit = new TreeSet<>(Comparator.comparingLong(Need::client)
            .thenComparingInt(Need::clock)
            .thenComparing(Comparator.comparingLong(Need::waiter).reversed()));

    private final Map<Long, Need> byWaiter = new HashMap<>();
    private final List<Step> steps = new ArrayList<>();

    void begin() {
        steps.clear();
    }

    void takeBack() {
        for (int i = steps.size() - 1; i >= 0; i--) put(steps.get(i).waiter, steps.get(i).before);
        steps.clear();
    }

    /** The first struct of the waiter cannot come in for want of this unit. */
    void set(long waiter, long client, int clock) {
        change(waiter, new Need(client, clock, waiter));
    }

    void remove(long waiter) {
        change(waiter, null);
    }

    private void change(long waiter, @Nullable Need need) {
        var before = byWaiter.get(waiter);
        if (need == null ? before == null : need.equals(before)) return;
        steps.add(new Step(waiter, before));
        put(waiter, need);
    }

    private void put(long waiter, @Nullable Need need) {
        var before = need == null ? byWaiter.remove(waiter) : byWaiter.put(waiter, need);
        if (before != null) byUnit.remove(before);
        if (need != null) byUnit.add(need);
    }

    /** One that waits for a unit of the client before the clock, null where nobody does. */
    @Nullable
    Need before(long client, int clock) {
        var need = byUnit.higher(new Need(client, NO_CLOCK, NO_WAITER));
        return need != null && need.client == client && need.clock < clock ? need : null;
    }

    /** The units that are needed, by client and clock, up to a number of them. */
    void units(Set<UnitId> to, int sizeMax) {
        var need = byUnit.isEmpty() ? null : byUnit.first();
        while (need != null && to.size() < sizeMax) {
            to.add(new UnitId(need.client, need.clock));
            // Many may wait for the same.
            need = byUnit.higher(new Need(need.client, need.clock, NO_WAITER));
        }
    }

    /** Whether somebody with a new need waits for clients who wait in a circle: nothing could ever end it. */
    boolean newOnesNeverEnd() {
        // Each waiter is walked over once: who meets an earlier walk knows that it ended.
        var walkOf = new HashMap<Long, Integer>();
        for (int walk = 0; walk < steps.size(); walk++) {
            var need = byWaiter.get(steps.get(walk).waiter);
            while (need != null && need.client != need.waiter) {
                var walkedIn = walkOf.putIfAbsent(need.waiter, walk);
                if (walkedIn != null && walkedIn == walk) return true;
                if (walkedIn != null) break;
                need = byWaiter.get(need.client);
            }
        }
        return false;
    }
}
