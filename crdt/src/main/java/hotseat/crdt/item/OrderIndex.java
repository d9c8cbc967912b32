package hotseat.crdt.item;

import java.util.Arrays;

/**
 * Visible position ↔ item for one list. The list is cut into leaves of at most {@link #LEAF_MAX} neighbouring items; each knows how many visible
 * units it holds. Built when somebody first asks for a position; a document that only relays never pays for it.
 *
 * <pre>
 * leaves    L0 ─────────── L2 ────── L1 ──────────        in list order; place says where each is
 * first     │              │         │
 * list      a ◀▶ b ◀▶ c ◀▶ d ◀▶ e ◀▶ f ◀▶ g ◀▶ h           items.leaf says the leaf of each
 * visible   12             5         40                   of c, which is deleted, 0
 * </pre>
 *
 * <p>Always:
 * <ul>
 *   <li>The leaves, in the order of {@link #leaves}, hold all items of the list in its order, deleted ones among them.
 *   <li>{@link #place} is the inverse of {@code leaves}.
 *   <li>Each leaf knows its first item, how many it has, of which there is at least one, and what they show.
 *   <li>The units before the leaf found last and before the finger are true, or there is no such leaf or finger.
 * </ul>
 *
 * <p>Who changes the list tells the index by one of {@link #inserted}, {@link #cut}, {@link #merging}, {@link #changed}; a rollback drops the index
 * instead.
 *
 * <p>Cost: a position beside the last one takes at most {@link #FINGER_STEPS} items, for edits are near each other; elsewhere it takes the leaves
 * from the last one on and one leaf, and the units before an item about the same. There is a leaf for some dozens of items: 50,000 items are a
 * thousand additions. What is inserted or cut costs a few writes, and every 32nd time at most the halving of a leaf, which moves the leaves behind
 * it. A tree of leaves would find in fewer steps and pay at every keystroke.
 */
public final class OrderIndex {
    private static final int NONE = ItemTable.NONE;
    private static final int LEAF_MAX = 64;
    /** Items looked at beside the one found last; half a leaf would have to be walked otherwise. */
    private static final int FINGER_STEPS = LEAF_MAX / 4;

    private final ItemTable items;

    /** By leaf: first item, number of items, visible units, place in {@link #leaves}. */
    private int[] first = new int[8];

    private int[] count = new int[8];
    private int[] visible = new int[8];
    private int[] place = new int[8];
    private int leafIds;
    /** Leaves in list order. */
    private int[] leaves = new int[8];

    private int size;
    /** Place of the leaf found last, and the visible units before it. */
    private int hit;

    private int beforeHit;

    /** Item found last, or one beside it, and the visible units before it; NONE where that is not known any more. */
    private int finger = NONE;

    private int beforeFinger;

    /** Where in the item found last the unit is. */
    private int foundOffset;

    /** Walks the list once. Leaves start half full, so that what is inserted next halves none. */
    OrderIndex(ItemTable items, int start) {
        this.items = items;
        items.indexed();
        int leaf = NONE;
        for (int item = start; item != NONE; item = items.right[item]) {
            if (leaf == NONE || count[leaf] == LEAF_MAX / 2) {
                leaf = addLeaf(size);
                first[leaf] = item;
            }
            items.leaf[item] = leaf;
            count[leaf]++;
            visible[leaf] += items.visible(item);
        }
    }

    /** The item that shows the visible unit, which must exist; {@link #foundOffset} tells where in it. */
    public int find(int unit) {
        int item = finger;
        int before = beforeFinger;
        for (int steps = 0; steps < FINGER_STEPS && item != NONE; steps++) {
            if (unit < before) {
                item = items.left[item];
                if (item != NONE) before -= items.visible(item);
            } else {
                int units = items.visible(item);
                if (unit < before + units) return found(item, before, unit);
                before += units;
                item = items.right[item];
            }
        }
        return findByLeaf(unit);
    }

    /** Ends, for the unit exists: some leaf shows it, and some item of that leaf. Leaves that show nothing are passed over. */
    private int findByLeaf(int unit) {
        int place = hit;
        int before = beforeHit;
        while (unit < before) before -= visible[leaves[--place]];
        while (unit >= before + visible[leaves[place]]) before += visible[leaves[place++]];
        hit = place;
        beforeHit = before;
        int item = first[leaves[place]];
        while (true) {
            int units = items.visible(item);
            if (unit < before + units) return found(item, before, unit);
            before += units;
            item = items.right[item];
        }
    }

    /** The finger goes where something was found: the next question is mostly about what is beside it. */
    private int found(int item, int before, int unit) {
        finger = item;
        beforeFinger = before;
        foundOffset = unit - before;
        return item;
    }

    public int foundOffset() {
        return foundOffset;
    }

    /** Visible units before the item; of one that is deleted, where it would be. */
    public int before(int item) {
        int leaf = items.leaf[item];
        int units = 0;
        for (int other = first[leaf]; other != item; other = items.right[other]) units += items.visible(other);
        if (place[leaf] >= hit) {
            units += beforeHit;
            for (int i = hit; i < place[leaf]; i++) units += visible[leaves[i]];
        } else {
            for (int i = 0; i < place[leaf]; i++) units += visible[leaves[i]];
        }
        return units;
    }

    /** A number that is larger for items further on in the list, as long as nothing changes. */
    public long rank(int item) {
        int leaf = items.leaf[item];
        int steps = 0;
        for (int other = first[leaf]; other != item; other = items.right[other]) steps++;
        return (long) place[leaf] << 32 | steps;
    }

    /** The item with this rank. */
    public int itemAt(long rank) {
        int item = first[leaves[(int) (rank >>> 32)]];
        for (int steps = (int) rank; steps > 0; steps--) item = items.right[item];
        return item;
    }

    /** The item was linked into the list. */
    void inserted(int item) {
        int leaf;
        if (items.left[item] != NONE) {
            leaf = items.leaf[items.left[item]];
        } else {
            leaf = size == 0 ? addLeaf(0) : leaves[0];
            first[leaf] = item;
        }
        items.leaf[item] = leaf;
        count[leaf]++;
        add(leaf, items.visible(item));
        moveFinger(item, items.visible(item));
        if (count[leaf] > LEAF_MAX) halve(leaf);
    }

    /** The item was cut: its right part is a new item, both show together what it showed. */
    void cut(int rightPart) {
        int leaf = items.leaf[items.left[rightPart]];
        items.leaf[rightPart] = leaf;
        if (++count[leaf] > LEAF_MAX) halve(leaf);
    }

    /** {@code item} is about to be unlinked; what it shows goes to {@code into}. */
    public void merging(int item, int into) {
        int leaf = items.leaf[item];
        int units = items.visible(item);
        if (finger == item) {
            finger = into;
            beforeFinger -= items.visible(into);
        }
        if (items.leaf[into] != leaf) {
            add(leaf, -units);
            add(items.leaf[into], units);
        }
        if (first[leaf] == item) first[leaf] = items.right[item];
        if (--count[leaf] == 0) removeLeaf(leaf);
    }

    /** The item shows this many units more, or fewer. */
    public void changed(int item, int units) {
        add(items.leaf[item], units);
        moveFinger(item, units);
    }

    /** The item shows so many units more. Edits go on to the right, so the finger follows to its neighbour. */
    private void moveFinger(int item, int units) {
        if (item == finger || finger == NONE) return;
        if (items.left[item] == finger) {
            beforeFinger += items.visible(finger);
            finger = item;
        } else if (items.right[item] == finger) {
            beforeFinger += units;
        } else {
            finger = NONE;
        }
    }

    /** The leaf shows so many units more. */
    private void add(int leaf, int units) {
        visible[leaf] += units;
        if (place[leaf] < hit) beforeHit += units;
    }

    /** The second half of the items goes to a new leaf behind this one. */
    private void halve(int leaf) {
        int right = addLeaf(place[leaf] + 1);
        int keep = count[leaf] / 2;
        int item = first[leaf];
        for (int i = 0; i < keep; i++) item = items.right[item];
        first[right] = item;
        int moved = 0;
        for (int i = keep; i < count[leaf]; i++, item = items.right[item]) {
            items.leaf[item] = right;
            moved += items.visible(item);
        }
        count[right] = count[leaf] - keep;
        count[leaf] = keep;
        visible[right] = moved;
        visible[leaf] -= moved;
        restart();
    }

    /** An empty leaf at this place. Numbers of leaves that went are not reused: a new one takes some dozens of insertions. */
    private int addLeaf(int at) {
        if (leafIds == first.length) {
            int capacity = leafIds * 2;
            first = Arrays.copyOf(first, capacity);
            count = Arrays.copyOf(count, capacity);
            visible = Arrays.copyOf(visible, capacity);
            place = Arrays.copyOf(place, capacity);
        }
        if (size == leaves.length) leaves = Arrays.copyOf(leaves, size * 2);
        int leaf = leafIds++;
        System.arraycopy(leaves, at, leaves, at + 1, size - at);
        leaves[at] = leaf;
        size++;
        for (int i = at; i < size; i++) place[leaves[i]] = i;
        restart();
        return leaf;
    }

    /** Its last item was merged into one of another leaf. */
    private void removeLeaf(int leaf) {
        int at = place[leaf];
        System.arraycopy(leaves, at + 1, leaves, at, size - at - 1);
        size--;
        for (int i = at; i < size; i++) place[leaves[i]] = i;
        restart();
    }

    /** Places have moved, so the leaf found last is the first again; the finger, which is an item, stays. */
    private void restart() {
        hit = 0;
        beforeHit = 0;
    }

    /** Throws AssertionError where something of what is promised above does not hold for the list. */
    void check(int start, int length) {
        int item = start;
        int total = 0;
        boolean fingerFound = finger == NONE;
        for (int i = 0; i < size; i++) {
            int leaf = leaves[i];
            int units = 0;
            if (first[leaf] != item || place[leaf] != i) throw new AssertionError("leaf " + leaf + " is misplaced");
            for (int n = 0; n < count[leaf]; n++, item = items.right[item]) {
                if (items.leaf[item] != leaf) throw new AssertionError("item " + item + " names another leaf");
                if (item == finger) fingerFound = total + units == beforeFinger;
                units += items.visible(item);
            }
            if (units != visible[leaf]) throw new AssertionError("leaf " + leaf + " counts wrong");
            if (i == hit && total != beforeHit) throw new AssertionError("units before the found leaf are wrong");
            total += units;
        }
        if (!fingerFound) throw new AssertionError("units before the item found last are wrong");
        if (item != NONE || total != length) throw new AssertionError("order index misses items");
    }
}
