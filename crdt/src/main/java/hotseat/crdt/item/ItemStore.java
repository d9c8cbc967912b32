package hotseat.crdt.item;

import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.codec.Utf8;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.ContentRule;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one document and the steps that keep them consistent with each other: find, cut, link, delete.
 *
 * <p>Always, after each of these steps, also within a transaction:
 * <ul>
 *   <li>An item is in the log of its client at the place that its clock says, and one with a parent in the list or the chain of it, linked in
 *       both directions.
 *   <li>The length of a type is what its items show, and an {@link OrderIndex} that exists says the same.
 *   <li>{@link #contentBytes} is what is alive: text as UTF-8, values as their bytes, and all names.
 *   <li>{@link Change} knows what is new, deleted, cut and repaired, so that all of it can be taken back.
 * </ul>
 *
 * <p>What a step costs: an item is found by its id in one step beside the one found last, else by a binary search; linking and deleting are
 * some writes; a cut also moves a part of a log ({@link ClientLog}) or walks over values ({@link ByteArena}), and pays for that with steps.
 *
 * <p>Steps are the clock of a transaction, since the engine has none: one is about an item that is looked at. A transaction that uses up its
 * budget is taken back, so a hostile update costs what its receiver allows and an honest one, which needs a few, never notices.
 *
 * <p>Source: what a cut, a deletion and a value of a key do is what yjs 13.6 does ({@code src/structs/Item.js}: {@code splitItem},
 * {@code delete}); that it does so in columns, and by no step that throws, is ours.
 */
public final class ItemStore {
    static final int NONE = ItemTable.NONE;
    /** 2^8 log entries are moved in about the time of some steps of a scan. */
    private static final int LOG_MOVE_PER_STEP_BITS = 8;

    /** 2^3 bytes of values are skipped in about the time of a step. */
    private static final int VALUE_BYTES_PER_STEP_BITS = 3;

    /** One more item for so many is allowed to who only deletes. */
    private static final int CUTS_BEYOND_PART = 8;

    public final ItemTable items = new ItemTable();
    public final Clients clients = new Clients(items);
    public final TypeTable types;
    public TextArena text = new TextArena();
    public ByteArena bytes = new ByteArena();
    public final Change change = new Change();
    /** Null where deleted text is not kept. */
    public final @Nullable DeletedText deletedText;

    private final StoreLimits limits;
    /** Why the transaction must be taken back. It runs to its end first, as far as it can: no step in it throws. */
    private @Nullable RejectedUpdate violation;

    private long budget;
    private long stepsLeft;
    /** Only then all types are looked at in the end; a deletion of the same transaction may have made it short again. */
    private boolean someTextTooLong;
    /** Whether what was accepted before is taken in again: limits do not bind it, and what must not be is mended. */
    private boolean loading;

    /** Text as UTF-8 and values of all items that are alive, and all names; and the same when the transaction began. */
    private long contentBytes;

    private long contentBytesBefore;
    private int itemsBefore;
    /** Types whose items were deleted and whose own items are not yet; empty between two calls of {@link #delete(int)}. */
    private final IntList typesToClear = new IntList();

    public ItemStore(StoreLimits limits, Function<String, ContentRule> rules, boolean keepsDeletedText) {
        this.limits = limits;
        deletedText = keepsDeletedText ? new DeletedText() : null;
        types = new TypeTable(rules);
    }

    /** {@code steps}: what finding places and cutting items may cost until the transaction ends. */
    public void begin(long steps) {
        change.begin(clients.size(), types.size(), types.chains());
        budget = steps;
        stepsLeft = steps;
        violation = null;
        someTextTooLong = false;
        loading = false;
        contentBytesBefore = contentBytes;
        itemsBefore = items.live();
    }

    /** As {@link #begin}, of what is never taken back. */
    public void beginLoading() {
        begin(Long.MAX_VALUE);
        loading = true;
    }

    public boolean loading() {
        return loading;
    }

    /** For {@code Rollback}, which brings back the content that was there: it need not count what each item of it has. */
    public void takeContentBytesBack() {
        contentBytes = contentBytesBefore;
    }

    /** Of all that is alive: text as UTF-8, values, names. */
    public long contentBytes() {
        return contentBytes;
    }

    /** Takes steps off the budget; false where it is used up, and the transaction will be taken back. */
    public boolean spend(int steps) {
        stepsLeft -= steps;
        if (stepsLeft >= 0) return true;
        violate(Reason.BUDGET, "finding the places of the items takes too many steps", budget, budget);
        return false;
    }

    /** Notes why the transaction must be taken back. The first reason stays: what comes behind it may be its consequence. */
    public void violate(Reason reason, String detail, long value, long limit) {
        if (violation == null) violation = new RejectedUpdate(reason, detail, value, limit, -1);
    }

    public void violate(@Nullable RejectedUpdate found) {
        if (violation == null) violation = found;
    }

    public boolean violated() {
        return violation != null;
    }

    /** What is wrong with the transaction so far, null if nothing is. */
    public @Nullable RejectedUpdate violation() {
        return violation;
    }

    /**
     * Whether the document grew beyond what it may be; asked at the end of a transaction, when deletions count. Who makes a document smaller that
     * is too large already, as one that was loaded may be, is not refused for what it was.
     */
    public void checkLimits() {
        if (items.live() > limits.items() && items.live() > itemsBefore) checkItems();
        if (contentBytes > limits.documentBytes() && contentBytes > contentBytesBefore)
            violate(Reason.DOCUMENT_FULL, "document has too many bytes", contentBytes, limits.documentBytes());
        if (clients.size() > limits.clients() && clients.size() > change.clientsBefore)
            violate(Reason.TOO_MANY_CLIENTS, "too many client ids", clients.size(), limits.clients());
        if (!someTextTooLong) return;
        for (int type = 0; type < types.size(); type++) {
            if (types.length[type] > limits.textUnits())
                violate(Reason.DOCUMENT_FULL, "text too long", types.length[type], limits.textUnits());
        }
    }

    /** Who only deletes may cut some more: what is full can always be emptied, but not be cut to units. */
    private void checkItems() {
        long max = limits.items();
        if (change.touchedCount() == 0) max += max / CUTS_BEYOND_PART;
        if (items.live() > max) violate(Reason.DOCUMENT_FULL, "document has too many items", items.live(), max);
    }

    /** Throws {@link RejectedUpdate} where what was loaded is far beyond what a document may be. */
    public void checkLoaded(long waitingBytes) {
        checkLoaded("loaded document has too many items", items.live(), limits.items());
        checkLoaded("loaded document has too many bytes", contentBytes, limits.documentBytes());
        checkLoaded("too much of the loaded document waits", waitingBytes, limits.documentBytes());
    }

    private void checkLoaded(String detail, long value, int limit) {
        long max = (long) limits.loadedFactor() * limit;
        if (value > max) throw new RejectedUpdate(Reason.DOCUMENT_FULL, detail, value, max, -1);
    }

    /** The root, which comes into being if need be. */
    public int root(String name) {
        int known = types.findRoot(name);
        if (known != NONE) return known;
        addName(name);
        if (!loading && types.roots() >= limits.roots())
            violate(Reason.DOCUMENT_FULL, "document has too many roots", types.roots() + 1L, limits.roots());
        return types.root(name);
    }

    /** The chain of the key, which comes into being if need be. */
    public int chain(int type, String key) {
        int known = types.findChain(type, key);
        if (known != NONE) return known;
        addName(key);
        int keys = types.keys(type).size();
        if (!loading && keys >= limits.keys())
            violate(Reason.DOCUMENT_FULL, "map has too many keys", keys + 1L, limits.keys());
        return types.chain(type, key);
    }

    /** A name stays for good: a state has it also when all that is in it was deleted. */
    private void addName(String name) {
        contentBytes += Utf8.bytes(name);
        if (!loading && name.length() > limits.nameUnits())
            violate(Reason.TOO_LARGE, "name is too long", name.length(), limits.nameUnits());
    }

    /** What the item counts for {@link #contentBytes} if it is alive. */
    int contentBytes(int item) {
        return switch (items.kind(item)) {
            case Content.STRING -> text.utf8Bytes(items.content[item], items.length.get(item));
            case Content.TYPE -> 0;
            default -> items.extent.get(item);
        };
    }

    /** Text that came into an item, or went. */
    public void countBytes(int more) {
        contentBytes += more;
    }

    /** The type whose list the item is in, or whose key it is a value of. */
    public int typeOf(int item) {
        int parent = items.parent.get(item);
        return items.keyed(item) ? types.chainType[parent] : parent;
    }

    /** Of a type in a deleted type its own item is deleted as well, so that one step up answers for all. */
    public boolean parentDeleted(int type) {
        int owner = types.owner[type];
        return owner != NONE && items.deleted(owner);
    }

    /** Makes an item that has a place end with one of its units. */
    public void cutBehind(int item, int clock) {
        if (clock + 1 < items.end(item)) cut(item, clock + 1 - items.clock[item]);
    }

    /** The item that starts with this unit, which has a place; cut if need be. */
    public int startingWith(int client, int clock) {
        int item = clients.log(client).find(clock);
        return items.clock[item] == clock ? item : cut(item, clock - items.clock[item]);
    }

    /**
     * Cuts an item behind its first {@code units} and returns the right part, a new item.
     *
     * <pre>
     * left ◀─▶ (c, k) a b c d ◀─▶ right                            rows of left and right, of the list and of the id stay
     * left ◀─▶ (c, k) a b ◀─▶ (c, k + 2) c d ◀─▶ right             origin of the new one: (c, k + 1); right origin as before
     * </pre>
     *
     * <p>So the two say of each other what makes them one again ({@code NormalForm}); the seam is noted, for a transaction that is taken back joins
     * there, and one that is finished asks there.
     */
    public int cut(int item, int units) {
        int client = items.client.get(item);
        int clock = items.clock[item] + units;
        int part = items.addPart(item, units);
        cutContent(item, part, units);
        items.length.set(item, units);

        int next = items.right[item];
        items.left[part] = item;
        items.right[part] = next;
        items.right[item] = part;
        if (next != NONE) items.left[next] = part;
        else if (items.keyed(item)) types.chainTail[items.parent.get(item)] = part;

        var log = clients.log(client);
        int position = log.position(clock - 1) + 1;
        // Cuts far from each other in a long log are the costly part of a hostile update.
        spend(log.insert(position, part) >> LOG_MOVE_PER_STEP_BITS);
        if (!items.keyed(item)) {
            var order = types.order(items.parent.get(item));
            if (order != null) order.cut(part);
        }
        change.seams.add(client, clock);
        return part;
    }

    /** Nothing is copied: each part gets its slice of the arena, the right one also what was reserved behind the text. */
    private void cutContent(int item, int part, int units) {
        int offset = items.content[item];
        switch (items.kind(item)) {
            case Content.STRING -> {
                items.content[part] = offset + units;
                items.extent.set(part, items.extent.get(item) - units);
                items.extent.set(item, units);
                if (text.pairAround(offset + units)) {
                    repair(items.client.get(part), items.clock[part] - 1, offset + units - 1, items.deleted(item));
                    repair(items.client.get(part), items.clock[part], offset + units, items.deleted(item));
                }
            }
            case Content.ANY, Content.JSON -> {
                int end = offset + items.extent.get(item);
                int at = bytes.skipValues(offset, end, items.kind(item), units);
                // Values have lengths of their own, so a cut in the middle of many walks all before it.
                spend(bytes.walked() >> VALUE_BYTES_PER_STEP_BITS);
                items.content[part] = at;
                items.extent.set(part, end - at);
                items.extent.set(item, at - offset);
            }
            default -> {
                items.content[part] = NONE;
                items.extent.set(part, 0);
            }
        }
    }

    /**
     * Cutting a surrogate pair destroys it for good: replicas must agree, and the wire cannot carry halves. Source: {@code splice} of yjs'
     * {@code ContentString}. The unit before is noted, since a transaction that is taken back must not destroy anything.
     */
    private void repair(int client, int clock, int offset, boolean deleted) {
        change.repairs.add(client, clock, text.at(offset));
        if (!deleted) contentBytes += Utf8.bytes('\ufffd') - Utf8.bytes(text.at(offset));
        text.set(offset, '\ufffd');
    }

    /** First item of the list or chain that the item belongs to. */
    public int head(int item) {
        return items.keyed(item) ? types.chainHead[items.parent.get(item)] : types.start[items.parent.get(item)];
    }

    /**
     * Links a new item behind {@code left}, or as the first one, and into the log of its client. Its parent, key, content and ids are set; what it
     * shows counts from now on. That it is the last of its chain deletes nothing here: who places it does.
     */
    public void link(int item, int left) {
        boolean keyed = items.keyed(item);
        int parent = items.parent.get(item);
        int right;
        if (left != NONE) {
            right = items.right[left];
            items.right[left] = item;
        } else {
            right = head(item);
            if (keyed) types.chainHead[parent] = item;
            else types.start[parent] = item;
        }
        items.left[item] = left;
        items.right[item] = right;
        if (right != NONE) items.left[right] = item;
        append(item);
        contentBytes += contentBytes(item);
        if (keyed) {
            if (right == NONE) types.chainTail[parent] = item;
            return;
        }
        int units = items.visible(item);
        grow(parent, units);
        var order = types.order(parent);
        if (order != null) order.inserted(item);
    }

    /** At the end of the log: units of a client come in the order of their clocks, or wait. */
    void append(int item) {
        int client = items.client.get(item);
        change.touch(client, items.clock[item]);
        clients.log(client).append(item);
    }

    /** The list of the type shows this many units more. */
    public void grow(int type, int units) {
        types.length[type] += units;
        someTextTooLong |= types.length[type] > limits.textUnits();
    }

    /** Appends a collected struct: units that exist, so that the state vector counts them, and that have neither place nor content. */
    public void appendCollected(int client, int clock, int length) {
        int item = items.add();
        items.client.set(item, client);
        items.clock[item] = clock;
        items.length.set(item, length);
        items.setKind(item, Content.GC);
        items.left[item] = NONE;
        items.right[item] = NONE;
        items.parent.set(item, NONE);
        items.originClient.set(item, NONE);
        items.rightClient.set(item, NONE);
        items.content[item] = NONE;
        items.extent.set(item, 0);
        items.markDeleted(item, true);
        append(item);
    }

    /**
     * Deletes the units {@code [start, end)} of a client, all of which exist. Cuts at both borders where they are within what is alive; what is
     * deleted already is passed over whole. Costs a look-up and a step per item of the range.
     */
    public void delete(int client, int start, int end) {
        var log = clients.log(client);
        int position = log.position(start);
        int item = log.item(position);
        if (!items.deleted(item) && items.clock[item] < start) {
            cut(item, start - items.clock[item]);
            position++;
        }
        for (; position < log.size(); position++) {
            item = log.item(position);
            if (items.clock[item] >= end) return;
            if (items.deleted(item)) continue;
            if (items.end(item) > end) cut(item, end - items.clock[item]);
            delete(item);
        }
    }

    /** Deletes an item and all that is in it. Iterative: nesting comes from outside. */
    public void delete(int item) {
        if (items.deleted(item)) return;
        deleteOne(item);
        while (typesToClear.size() > 0) {
            int type = typesToClear.removeLast();
            for (int child = types.start[type]; child != NONE; child = items.right[child]) deleteChild(child);
            for (int chain : types.keys(type).values()) deleteChild(types.chainTail[chain]);
        }
    }

    /** Of a key only the tail of its chain can be alive, so only that is asked. */
    private void deleteChild(int child) {
        if (!items.deleted(child)) {
            deleteOne(child);
        } else if (!change.isNew(items.client.get(child), items.clock[child])) {
            // Deleted before this transaction, but it will be collected now and may then merge with what is beside it.
            change.seams.add(items.client.get(child), items.clock[child]);
        }
    }

    /** Content stays until the end of the transaction: until then it may be revived, and deltas still need the length. */
    private void deleteOne(int item) {
        int units = items.visible(item);
        contentBytes -= contentBytes(item);
        items.markDeleted(item, true);
        change.addDeleted(items.client.get(item), items.clock[item], items.end(item));
        if (units > 0) {
            int type = items.parent.get(item);
            types.length[type] -= units;
            var order = types.order(type);
            if (order != null) order.changed(item, -units);
        }
        if (items.kind(item) == Content.TYPE) typesToClear.add(items.content[item]);
    }

    /**
     * Makes room for {@code units} directly behind the text of the item, which grows by them, and returns where they go. Text at the end of the
     * arena grows in place; other text moves there once, with half as much in reserve, so that typing on copies each unit twice at most on average.
     */
    public int extendText(int item, int units) {
        int length = items.length.get(item);
        int offset = items.content[item];
        int extent = items.extent.get(item);
        if (extent - length < units) {
            if (offset + extent == text.size()) {
                text.allocate(units - (extent - length));
                items.extent.set(item, length + units);
            } else {
                int reserve = (length + units) + (length + units >> 1) + 8;
                int to = text.allocate(reserve);
                text.move(offset, to, length);
                text.drop(extent);
                items.content[item] = to;
                items.extent.set(item, reserve);
                offset = to;
            }
        }
        items.length.set(item, length + units);
        return offset + length;
    }

    /** The index of the list; the first who asks pays for it with a walk over the list. */
    public OrderIndex order(int type) {
        var order = types.order(type);
        if (order == null) types.setOrder(type, order = new OrderIndex(items, types.start[type]));
        return order;
    }

    /** What the list shows as text, in one walk; elements that are no text are left out. */
    public String textOf(int type) {
        var out = text.pieces(types.length[type]);
        for (int item = types.start[type]; item != NONE; item = items.right[item]) {
            if (items.kind(item) == Content.STRING && !items.deleted(item))
                out.add(items.content[item], items.length.get(item));
        }
        return out.toString();
    }
}
