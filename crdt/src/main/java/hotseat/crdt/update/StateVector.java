package hotseat.crdt.update;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
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
    public static final StateVector EMPTY = new StateVector(new long[0], new int[0]);

    /** The largest id first, each once; in the same place its clock. */
    private final long[] clients;

    private final int[] clocks;

    private StateVector(long[] descending, int[] clocks) {
        this.clients = descending;
        this.clocks = clocks;
    }

    /** Throws IllegalArgumentException for negative numbers. */
    public StateVector(Map<Long, Integer> clocks) {
        clocks.forEach((client, clock) -> {
            if (client < 0 || clock < 0) throw new IllegalArgumentException("client " + client + " at clock " + clock);
        });
        int n = clocks.size();
        long[] ascending = new long[n];
        int at = 0;
        for (long client : clocks.keySet()) ascending[at++] = client;
        Arrays.sort(ascending);
        this.clients = new long[n];
        this.clocks = new int[n];
        for (int i = 0; i < n; i++) {
            this.clients[i] = ascending[n - 1 - i];
            this.clocks[i] = clocks.getOrDefault(this.clients[i], 0);
        }
    }

    /** Of clients in descending order; the arrays become its own. */
    public static StateVector ofDescending(long[] clients, int[] clocks) {
        return new StateVector(clients, clocks);
    }

    /** {@link #decode(byte[], int)} of as many clients as the bytes hold: bound their length first. */
    public static StateVector decode(byte[] bytes) {
        return decode(bytes, Integer.MAX_VALUE);
    }

    /**
     * Throws {@link RejectedUpdate}, also where it names more than {@code clientsMax} clients. Accepts any order; of a repeated client the last
     * clock counts.
     */
    public static StateVector decode(byte[] bytes, int clientsMax) {
        var in = new ByteReader(bytes);
        var vector = decode(in, clientsMax);
        in.expectEnd();
        return vector;
    }

    static StateVector decode(ByteReader in, int clientsMax) {
        int from = in.position();
        int n = in.count(2, "number of clients");
        if (n > clientsMax)
            throw new RejectedUpdate(Reason.TOO_LARGE, "state vector has too many clients", n, clientsMax, from);
        long[] clients = new long[n];
        int[] clocks = new int[n];
        boolean descending = true;
        for (int i = 0; i < n; i++) {
            clients[i] = in.varUint();
            // A clock beyond ours means only that the other side knows more, so it is cut rather than refused.
            clocks[i] = (int) Math.min(in.varUint(), Integer.MAX_VALUE);
            descending &= i == 0 || clients[i] < clients[i - 1];
        }
        if (descending) return new StateVector(clients, clocks);
        // Nobody who is honest writes it so.
        var sorted = HashMap.<Long, Integer>newHashMap(n);
        for (int i = 0; i < n; i++) sorted.put(clients[i], clocks[i]);
        return new StateVector(sorted);
    }

    public byte[] encode() {
        var out = new ByteWriter(16 + 12 * clients.length);
        encode(out);
        return out.toByteArray();
    }

    void encode(ByteWriter out) {
        out.varUint(clients.length);
        for (int i = 0; i < clients.length; i++) out.varUint(clients[i]).varUint(clocks[i]);
    }

    /** Number of clients. */
    public int size() {
        return clients.length;
    }

    /** Next clock of the client, 0 where it is not known. */
    public int clock(long client) {
        int low = 0;
        int high = clients.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (clients[middle] == client) return clocks[middle];
            if (clients[middle] > client) low = middle + 1;
            else high = middle - 1;
        }
        return 0;
    }

    /** All clients, the largest id first; made for each call. */
    public SortedMap<Long, Integer> clocks() {
        var sorted = new TreeMap<Long, Integer>(Comparator.reverseOrder());
        for (int i = 0; i < clients.length; i++) sorted.put(clients[i], clocks[i]);
        return Collections.unmodifiableSortedMap(sorted);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StateVector vector
                && Arrays.equals(vector.clients, clients)
                && Arrays.equals(vector.clocks, clocks);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(clients) + Arrays.hashCode(clocks);
    }

    @Override
    public String toString() {
        return clocks().toString();
    }
}
