package hotseat.crdt.item;

import java.util.Arrays;

/**
 * Client id ↔ dense index, and the log of each. Everything but the wire uses the index; indexes of a refused update are taken back.
 *
 * <p>Always: a client that is here has units, so that the state vector names none with clock 0; indexes are in the order of arrival and never
 * change. A rollback takes back the last ones, for which the table of slots is made anew: that is rare, and deleting from open addressing is
 * not worth its code.
 *
 * <p>Ids are chosen by strangers, so a multiplication spreads them over the slots; it is fixed, and whoever makes many ids that collide pays with
 * the steps of his own look-ups, which the number of clients bounds.
 *
 * <p>Source: D. Knuth, The Art of Computer Programming 3, 6.4: open addressing with linear probing (algorithm L), multiplicative hashing by the
 * golden ratio. A map of the platform would hold an object and a boxed number for each client, and be asked at every struct.
 */
public final class Clients {
    private static final int NONE = ItemTable.NONE;

    /** A log without items, with its header and its first array, for {@link #memory}. */
    private static final int CLIENT_BYTES = 80;

    private final ItemTable items;
    private ClientLog[] logs = new ClientLog[4];
    /** The id of each log once more: who writes a state asks for two with every item, and logs lie all over the heap. */
    private long[] ids = new long[4];

    private int size;
    /** Open addressing with linear probing; holds index + 1, at most half full. */
    private int[] slots = new int[8];

    /** Index found last: the structs of an update are mostly of one author. */
    private int hit = NONE;

    Clients(ItemTable items) {
        this.items = items;
    }

    public int size() {
        return size;
    }

    public ClientLog log(int index) {
        return logs[index];
    }

    public long id(int index) {
        return ids[index];
    }

    /** Heap bytes: of each client its log, in which every item has a place and some are left. */
    public long memory() {
        return 4L * (logs.length + slots.length)
                + 8L * ids.length
                + CLIENT_BYTES * (long) size
                + 4L * (items.live() + items.live() / 4);
    }

    /** NONE where nobody with this id has written. Ends, since at least half of the slots are free. */
    public int indexOf(long id) {
        if (hit != NONE && ids[hit] == id) return hit;
        for (int slot = slot(id); slots[slot] != 0; slot = slot + 1 & slots.length - 1) {
            if (ids[slots[slot] - 1] == id) return hit = slots[slot] - 1;
        }
        return NONE;
    }

    /** Next clock of the client, 0 where it is unknown. */
    public int next(long id) {
        int index = indexOf(id);
        return index == NONE ? 0 : logs[index].next();
    }

    /** The index of the client, who is added if need be; units of his must follow before the transaction ends. */
    public int indexOrAdd(long id) {
        int index = indexOf(id);
        if (index != NONE) return index;
        if (size == logs.length) {
            logs = Arrays.copyOf(logs, size * 2);
            ids = Arrays.copyOf(ids, size * 2);
        }
        logs[size] = new ClientLog(id, items);
        ids[size] = id;
        if (++size * 2 > slots.length) rehash(slots.length * 2);
        else put(size - 1);
        return hit = size - 1;
    }

    /** Takes back the indexes from {@code newSize} on. */
    public void truncate(int newSize) {
        if (newSize == size) return;
        Arrays.fill(logs, newSize, size, null);
        size = newSize;
        hit = NONE;
        rehash(slots.length);
    }

    /** Indexes in the order of the wire: the largest id first. */
    public int[] descending() {
        int[] order = new int[size];
        boolean sorted = true;
        for (int i = 0; i < size; i++) {
            order[i] = i;
            sorted &= i == 0 || ids[i - 1] > ids[i];
        }
        if (!sorted) sortDescending(order);
        return order;
    }

    /** Sorts by id, by way of the ids themselves: numbers are sorted without a comparator and without boxing. */
    public void sortDescending(int[] order) {
        long[] ascending = new long[order.length];
        for (int i = 0; i < order.length; i++) ascending[i] = ids[order[i]];
        Arrays.sort(ascending);
        for (int i = 0; i < order.length; i++) order[order.length - 1 - i] = indexOf(ascending[i]);
    }

    private void rehash(int capacity) {
        slots = new int[capacity];
        for (int i = 0; i < size; i++) put(i);
    }

    private void put(int index) {
        int slot = slot(ids[index]);
        while (slots[slot] != 0) slot = slot + 1 & slots.length - 1;
        slots[slot] = index + 1;
    }

    /** Times 2^64 divided by the golden ratio; of the product the upper 24 bits, since they depend on all bits of the id. */
    private int slot(long id) {
        return (int) (id * 0x9e3779b97f4a7c15L >>> 40) & slots.length - 1;
    }
}
