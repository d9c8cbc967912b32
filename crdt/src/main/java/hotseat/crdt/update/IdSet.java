package hotseat.crdt.update;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.RejectedUpdate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of unit ids as ranges {@code [start, end)}: a delete set is one. Normal form: clients descending, ranges ascending, disjoint and
 * not adjacent. Never changes.
 *
 * <pre>idSet := varUint n, n × (varUint client, varUint m, m × (varUint clock, varUint length))</pre>
 */
public final class IdSet {
    public static final IdSet EMPTY = new IdSet(0, new long[0], new int[0], new int[0]);

    private final int size;
    private final long[] client;
    private final int[] start;
    private final int[] end;

    private IdSet(int size, long[] client, int[] start, int[] end) {
        this.size = size;
        this.client = client;
        this.start = start;
        this.end = end;
    }

    /** Reads one in any order, with overlaps and repeated clients. Throws {@link RejectedUpdate}. */
    static IdSet decode(ByteReader in) {
        var set = new Builder();
        for (int clients = in.count(2, "number of clients in the delete set"); clients > 0; clients--) {
            long client = in.varUint();
            for (int n = in.count(2, "number of ranges"); n > 0; n--) {
                int start = in.varUint(Integer.MAX_VALUE, "clock");
                int units = in.varUint(Integer.MAX_VALUE - start, "length");
                if (units > 0) set.add(client, start, start + units);
            }
        }
        return set.build();
    }

    /** Number of ranges. */
    public int size() {
        return size;
    }

    public long client(int range) {
        return client[range];
    }

    public int start(int range) {
        return start[range];
    }

    /** Exclusive. */
    public int end(int range) {
        return end[range];
    }

    int clients() {
        int clients = 0;
        for (int i = 0; i < size; i = nextClient(i)) clients++;
        return clients;
    }

    /** The first range of the client behind the one of this range; {@link #size} behind the last. */
    int nextClient(int range) {
        int next = range + 1;
        while (next < size && client[next] == client[range]) next++;
        return next;
    }

    /** The first range of the client that ends behind the clock; {@link #size} or one of another client where there is none. */
    public int rangeBehind(long ofClient, int clock) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (client[middle] > ofClient || client[middle] == ofClient && end[middle] <= clock) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    @Override
    public boolean equals(@Nullable Object set) {
        return set instanceof IdSet other
                && size == other.size
                && Arrays.equals(client, other.client)
                && Arrays.equals(start, other.start)
                && Arrays.equals(end, other.end);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(start) * 31 + Arrays.hashCode(client);
    }

    public void encode(ByteWriter out) {
        out.varUint(clients());
        for (int i = 0; i < size; ) {
            int next = nextClient(i);
            out.varUint(client[i]).varUint(next - i);
            for (; i < next; i++) out.varUint(start[i]).varUint(end[i] - start[i]);
        }
    }

    /** Collects ranges in any order. */
    public static final class Builder {
        private static final int CAPACITY = 8;

        private int size;
        private long[] client = new long[CAPACITY];
        private int[] start = new int[CAPACITY];
        private int[] end = new int[CAPACITY];
        private boolean sorted = true;

        public Builder() {}

        /** Forgets the ranges, and the memory if it was much. */
        public void clear() {
            size = 0;
            sorted = true;
            if (client.length == CAPACITY) return;
            client = new long[CAPACITY];
            start = new int[CAPACITY];
            end = new int[CAPACITY];
        }

        public Builder add(long ofClient, int from, int to) {
            if (size > 0) {
                int last = size - 1;
                if (client[last] == ofClient && end[last] == from) {
                    end[last] = to;
                    return this;
                }
                sorted &= client[last] > ofClient || client[last] == ofClient && end[last] < from;
            }
            if (size == client.length) {
                int capacity = size + (size >> 1);
                client = Arrays.copyOf(client, capacity);
                start = Arrays.copyOf(start, capacity);
                end = Arrays.copyOf(end, capacity);
            }
            client[size] = ofClient;
            start[size] = from;
            end[size++] = to;
            return this;
        }

        public Builder addAll(IdSet set) {
            for (int i = 0; i < set.size; i++) add(set.client[i], set.start[i], set.end[i]);
            return this;
        }

        public IdSet build() {
            if (size == 0) return EMPTY;
            if (!sorted) sort();
            return new IdSet(size, Arrays.copyOf(client, size), Arrays.copyOf(start, size), Arrays.copyOf(end, size));
        }

        private void sort() {
            long[] fromClient = client;
            int[] fromStart = start;
            int[] fromEnd = end;
            client = new long[size];
            start = new int[size];
            end = new int[size];
            int kept = 0;
            for (int range : order(fromClient, fromStart)) {
                if (kept > 0 && client[kept - 1] == fromClient[range] && end[kept - 1] >= fromStart[range]) {
                    end[kept - 1] = Math.max(end[kept - 1], fromEnd[range]);
                } else {
                    client[kept] = fromClient[range];
                    start[kept] = fromStart[range];
                    end[kept++] = fromEnd[range];
                }
            }
            size = kept;
            sorted = true;
        }

        /** Ranges by client, descending, then by start: sorted by start as numbers, then dealt out to the clients. */
        private int[] order(long[] ofClient, int[] byStart) {
            long[] clients = Arrays.copyOf(ofClient, size);
            Arrays.sort(clients);
            int distinct = 0;
            for (long id : clients) if (distinct == 0 || clients[distinct - 1] != id) clients[distinct++] = id;

            long[] keys = new long[size];
            int[] next = new int[distinct + 1];
            for (int i = 0; i < size; i++) {
                keys[i] = (long) byStart[i] << 32 | i;
                next[distinct - Arrays.binarySearch(clients, 0, distinct, ofClient[i])]++;
            }
            Arrays.sort(keys);
            for (int i = 1; i <= distinct; i++) next[i] += next[i - 1];
            int[] order = new int[size];
            for (long key : keys) {
                int range = (int) key;
                int place = distinct - 1 - Arrays.binarySearch(clients, 0, distinct, ofClient[range]);
                order[next[place]++] = range;
            }
            return order;
        }
    }
}
