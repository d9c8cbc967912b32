package hotseat.crdt.update;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Client id → next expected clock, which is the number of its units known. Never changes.
 *
 * <pre>stateVector := varUint n, n × (varUint client, varUint clock)      written with the largest client first</pre>
 */
public final class StateVector {
    public static final StateVector EMPTY = new StateVector(Map.of());

    private final SortedMap<Long, Integer> clocks;

    /** Throws IllegalArgumentException for negative numbers. */
    public StateVector(Map<Long, Integer> clocks) {
        var sorted = new TreeMap<Long, Integer>(Comparator.reverseOrder());
        clocks.forEach((client, clock) -> {
            if (client < 0 || clock < 0) throw new IllegalArgumentException("client " + client + " at clock " + clock);
            sorted.put(client, clock);
        });
        this.clocks = Collections.unmodifiableSortedMap(sorted);
    }

    /** Throws {@link RejectedUpdate}. Accepts any order; of a repeated client the last clock counts. */
    public static StateVector decode(byte[] bytes) {
        var in = new ByteReader(bytes);
        var vector = decode(in);
        in.expectEnd();
        return vector;
    }

    static StateVector decode(ByteReader in) {
        var clocks = new TreeMap<Long, Integer>();
        for (int n = in.count(2, "number of clients"); n > 0; n--) {
            long client = in.varUint();
            // A clock beyond ours means only that the other side knows more, so it is cut rather than refused.
            clocks.put(client, (int) Math.min(in.varUint(), Integer.MAX_VALUE));
        }
        return new StateVector(clocks);
    }

    public byte[] encode() {
        var out = new ByteWriter(16 + 12 * clocks.size());
        encode(out);
        return out.toByteArray();
    }

    void encode(ByteWriter out) {
        out.varUint(clocks.size());
        clocks.forEach((client, clock) -> out.varUint(client).varUint(clock));
    }

    /** Next clock of the client, 0 where it is not known. */
    public int clock(long client) {
        return clocks.getOrDefault(client, 0);
    }

    /** All clients, the largest id first. */
    public SortedMap<Long, Integer> clocks() {
        return clocks;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateVector vector && vector.clocks.equals(clocks);
    }

    @Override
    public int hashCode() {
        return clocks.hashCode();
    }

    @Override
    public String toString() {
        return clocks.toString();
    }
}
