package hotseat.crdt.item.place;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.item.Clients;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.ContentRule;
import hotseat.crdt.update.StructTable;
import hotseat.crdt.update.StructWriter;
import java.util.Arrays;

/**
 * Gives decoded structs their place (YATA with two origins). Nothing here throws on what a struct says; what must not be is reported to the
 * store as a violation, and the transaction is taken back.
 *
 * <p>A struct goes between the two units that its writer saw beside each other. Where nobody wrote between them since, that is its place. Else
 * it is found among what others put there, so that all who have the same items have them in the same order, whatever came first: those with the
 * same origin stand by client id, the smaller first, each followed by what has it as its origin; nothing is put in between.
 *
 * <pre>
 * a   x₅   y₆   u₇   ·   z₉   b          a new one of client 8, with origin a and right origin b: its place is the dot
 *     │    │    │        └ origin a, larger client: behind the new one
 *     │    │    └ origin a, smaller client: in front of it
 *     │    └ origin x: is where x is
 *     └ origin a, smaller client: in front
 * </pre>
 *
 * <p>Source: P. Nicolaescu, K. Jahns, M. Derntl, R. Klamma, Near Real-Time Peer-to-Peer Shared Editing on Extensible Data Types, GROUP 2016
 * (YATA), with the right origin that yjs added: a struct with another one than its rival's ends the search later. The rules are those of {@code
 * Item.integrate} in yjs 13.6 ({@code src/structs/Item.js}), so that we agree with it also where the paper leaves a choice.
 *
 * <p>Cost: of a struct whose neighbours are beside each other, the look-up of both; else a step for each item between them, which the budget of the
 * transaction bounds. Many who insert at one spot are quadratic together, in yjs as here; an honest room does not come near it.
 *
 * <p>That order is only one if all who wrote saw what they say. What a forger says is refused where it shows ({@link #inOrder}).
 *
 * <p>While loading nothing is refused: what must not be alive is taken in as deleted, what has no place as collected ({@code
 * hotseat.crdt.Loading}).
 */
public final class Integrator {
    private static final int NONE = ItemTable.NONE;

    private final ItemStore store;
    private final ItemTable items;
    private final Clients clients;
    private final int typeDepthMax;

    /** Neighbours and parent of the struct that {@link #ready} looked at last, as dense indexes. */
    private int originClient;

    private int rightClient;
    private int parentClient;
    /** What it waits for. */
    private long missingClient;

    private int missingClock;

    /**
     * By item: the scan that saw it, and the phase of the scan, of which a new one begins whenever the place moves. They are yjs' sets {@code
     * itemsBeforeOrigin} and {@code conflictingItems}: an item is in the first if it was seen in this scan, and in the second if in this phase,
     * too. Stamps are never cleared and cost no object; as long as no two writers meet at one spot there are none.
     */
    private int[] seen = new int[0];

    private int[] sinceMove = new int[0];
    /** Number of the last scan. */
    private int scan;

    public Integrator(ItemStore store, int typeDepthMax) {
        this.store = store;
        this.items = store.items;
        this.clients = store.clients;
        this.typeDepthMax = typeDepthMax;
    }

    long missingClient() {
        return missingClient;
    }

    int missingClock() {
        return missingClock;
    }

    /** Records what a block lacks besides the ids that its structs refer to. */
    void waitFor(long client, int clock) {
        missingClient = client;
        missingClock = clock;
    }

    /**
     * Whether everything is here that the struct without its first {@code offset} units refers to; if not, {@link #missingClient} and
     * {@link #missingClock} name what is not. With an offset the unit before is the origin.
     */
    boolean ready(StructTable table, int row, int writer, int offset) {
        originClient = offset > 0 ? writer : NONE;
        rightClient = NONE;
        parentClient = NONE;
        long client = table.originClient(row);
        if (offset == 0
                && client != StructTable.NO_CLIENT
                && (originClient = known(client, table.originClock(row))) == NONE) return false;
        client = table.rightClient(row);
        if (client != StructTable.NO_CLIENT && (rightClient = known(client, table.rightClock(row))) == NONE)
            return false;
        client = table.parentClient(row);
        return offset > 0
                || client == StructTable.NO_CLIENT
                || (parentClient = known(client, table.parentClock(row))) != NONE;
    }

    /** Dense index of the client of a unit that is here; else NONE, and the unit is what is missing. */
    private int known(long client, int clock) {
        int index = clients.indexOf(client);
        if (index != NONE && clock < clients.log(index).next()) return index;
        missingClient = client;
        missingClock = clock;
        return NONE;
    }

    /** Integrates a struct that is {@link #ready} without its first {@code offset} units, which are known. */
    void integrate(StructTable table, int row, int client, int offset) {
        int kind = table.kind(row);
        if (kind == Content.GC) {
            store.appendCollected(client, table.clock(row) + offset, table.length(row) - offset);
            return;
        }
        if (kind == Content.STRING && offset == 0 && originClient == client && extendLast(table, row, client)) return;
        integrateBetween(table, row, client, offset);
    }

    /** What has a place gets it between its two neighbours, which are cut if need be. */
    private void integrateBetween(StructTable table, int row, int client, int offset) {
        int clock = table.clock(row) + offset;
        int length = table.length(row) - offset;
        int originClock = offset > 0 ? clock - 1 : table.originClock(row);
        int rightClock = table.rightClock(row);
        int left = originClient == NONE ? NONE : clients.log(originClient).find(originClock);
        int right = rightClient == NONE ? NONE : rightOrigin(left, rightClock);
        if (isCollected(left) || isCollected(right)) {
            // It is collected, too. It must cut nothing, since who hears of it as collected does not, and is not passed
            // on in the words of its
            // writer, by which yjs would cut.
            store.change.reword();
            store.appendCollected(client, clock, length);
            return;
        }
        if (left != NONE) store.cutBehind(left, originClock);
        if (right != NONE && items.clock[right] != rightClock) right = store.startingWith(rightClient, rightClock);
        int item = inOrder(left, originClock, right) ? newItem(table, row, length, left, right) : NONE;
        if (item == NONE) {
            store.appendCollected(client, clock, length);
            return;
        }
        items.client.set(item, client);
        items.clock[item] = clock;
        items.length.set(item, length);
        items.originClient.set(item, originClient);
        items.originClock[item] = originClock;
        items.rightClient.set(item, rightClient);
        items.rightClock[item] = rightClock;
        takeContent(table, row, item, offset);
        place(item, left, right);
    }

    /** The item with the right origin. Mostly it is beside the left one, which costs no search in a long log. */
    private int rightOrigin(int left, int rightClock) {
        int next = left == NONE ? NONE : items.right[left];
        if (next != NONE && items.clock[next] == rightClock && items.client.get(next) == rightClient) return next;
        return clients.log(rightClient).find(rightClock);
    }

    /** A neighbour without a place gives none: whatever was typed beside it was typed into something that is deleted by now. */
    private boolean isCollected(int item) {
        return item != NONE && items.kind(item) == Content.GC;
    }

    /**
     * Whether the two can have been beside each other for who wrote this: {@code right} is behind {@code left}, and what is in front of it,
     * as its own origin says, is not behind {@code left}. No item ever moves, so this does not depend on who asks when; of a struct of which it
     * is not so the place would. Costs a step for each item in between. Of two lists the caller says something else.
     */
    private boolean inOrder(int left, int originClock, int right) {
        if (right == NONE) return true;
        boolean possible = left == NONE ? items.originClient.get(right) == NONE : follows(left, originClock, right);
        if (!possible && !store.loading())
            store.violate(Reason.MALFORMED, "neighbours that never were beside each other", 0, 0);
        return possible;
    }

    /** {@link #inOrder} where both are there. Mostly they are beside each other, which the first line sees. */
    private boolean follows(int left, int originClock, int right) {
        // Where both were in one item, the second cut may have taken the origin from the end of what is left.
        boolean endsWithOrigin = items.end(left) == originClock + 1;
        if (endsWithOrigin && items.right[left] == right) return true;
        if (items.parent.get(left) != items.parent.get(right) || items.keyed(left) != items.keyed(right)) return true;
        if (!endsWithOrigin) return false;
        for (int other = items.right[left]; other != NONE; other = items.right[other]) {
            if (other == right || !store.spend(1)) return true;
            if (items.originClient.get(right) == items.client.get(other)
                    && items.contains(other, items.originClock[right])) return false;
        }
        return false;
    }

    /**
     * The usual keystroke: the text goes on where its author stopped, and nothing came in between. Then the last item grows, which is what normal
     * form would make of the two; asked for is all that it would ask. Without a new row, a link and a merge this is most of the speed of applying
     * what is typed one by one. False where it is anything else, and nothing was done.
     */
    private boolean extendLast(StructTable table, int row, int client) {
        var log = clients.log(client);
        int clock = table.clock(row);
        // Of many structs, a later one may well refer to the border between these two, and cut what was joined here.
        if (table.originClock(row) != clock - 1 || log.expectsMore()) return false;
        int last = log.last();
        if (items.kind(last) != Content.STRING || items.deleted(last) || items.keyed(last)) return false;
        int right = items.right[last];
        if (rightClient == NONE) {
            if (right != NONE || items.rightClient.get(last) != NONE) return false;
        } else {
            int rightClock = table.rightClock(row);
            if (right == NONE
                    || items.clock[right] != rightClock
                    || items.client.get(right) != rightClient
                    || items.rightClient.get(last) != rightClient
                    || items.rightClock[last] != rightClock) return false;
        }
        int units = table.length(row);
        store.change.touch(client, clock);
        store.text.put(store.extendText(last, units), table.bytes(), table.content(row), table.end(row));
        store.countBytes(table.end(row) - table.content(row));
        log.extend(units);
        int type = items.parent.get(last);
        store.grow(type, units);
        var order = store.types.order(type);
        if (order != null) order.changed(last, units);
        return true;
    }

    /**
     * A row with kind, parent and key; or NONE where the parent does not exist any more, or where what is loaded must have no place. What is
     * loaded and must not be alive is of the kind of what is deleted.
     */
    private int newItem(StructTable table, int row, int units, int left, int right) {
        var types = store.types;
        int kind = table.kind(row);
        int neighbour = left != NONE ? left : right;
        int parent;
        boolean keyed;
        int type;
        if (neighbour != NONE) {
            parent = items.parent.get(neighbour);
            keyed = items.keyed(neighbour);
            type = store.typeOf(neighbour);
            // Such an item would be collected or not depending on which list is deleted first.
            if (right != NONE && (items.parent.get(right) != parent || items.keyed(right) != keyed)) {
                if (store.loading()) return NONE;
                store.violate(Reason.MALFORMED, "neighbours in different lists", 0, 0);
            }
        } else {
            String name = table.parentName(row);
            if (name != null) {
                if (store.loading() && types.ruleOfRoot(name) == ContentRule.NONE) return NONE;
                type = store.root(name);
            } else {
                int owner = clients.log(parentClient).find(table.parentClock(row));
                int ownerKind = items.kind(owner);
                if (ownerKind != Content.TYPE) {
                    // A collected type is one that its author did not know to be deleted. Anything else never was a
                    // type.
                    if (ownerKind != Content.GC && ownerKind != Content.DELETED && !store.loading())
                        store.violate(Reason.MALFORMED, "parent that is not a type", ownerKind, Content.TYPE);
                    return NONE;
                }
                type = items.content[owner];
            }
            String key = table.key(row);
            keyed = key != null;
            parent = key == null ? type : store.chain(type, key);
        }
        int depth = types.depth[type] + 1;
        if (kind == Content.TYPE && depth > typeDepthMax) {
            if (store.loading()) return NONE;
            store.violate(Reason.TOO_LARGE, "types nested too deeply", depth, typeDepthMax);
        }
        if (keyed && units > 1 && kind != Content.DELETED) {
            // Values follow each other one by one, each deleting the one before, so that several together are always
            // deleted ones: of who
            // keeps history. Alive they could be cut, and which of them lives would depend on when.
            kind = Content.DELETED;
            store.change.reword();
        }
        if (!types.rule(type).allows(kind, keyed, table.valueProfile(row))) {
            if (store.loading()) kind = Content.DELETED;
            else store.violate(Reason.SCHEMA, "content that this root does not hold", kind, 0);
        }
        int item = items.add();
        items.setKind(item, kind);
        items.parent.set(item, parent);
        if (keyed) items.markKeyed(item);
        return item;
    }

    /**
     * Takes the content without its first {@code offset} units, which are known. Text of which the first unit is then half of a pair loses it, as by
     * {@code ContentString.splice} in yjs; the units before are skipped in the arena, for UTF-8 has to be read from its start.
     */
    private void takeContent(StructTable table, int row, int item, int offset) {
        int units = items.length.get(item);
        byte[] bytes = table.bytes();
        int from = table.content(row);
        int end = table.end(row);
        switch (items.kind(item)) {
            case Content.STRING -> {
                int at = store.text.allocate(units + offset);
                store.text.put(at, bytes, from, end);
                items.content[item] = at + offset;
                items.extent.set(item, units);
                store.text.drop(offset);
                if (offset > 0 && Character.isLowSurrogate(store.text.at(at + offset)))
                    store.text.set(at + offset, '\ufffd');
            }
            case Content.DELETED -> {
                items.content[item] = NONE;
                items.extent.set(item, 0);
            }
            case Content.TYPE -> {
                var in = new ByteReader(bytes, from, end);
                int ref = (int) in.varUint();
                String name = in.remaining() > 0 ? in.varString() : null;
                items.content[item] = store.types.addNested(item, ref, name, store.typeOf(item));
                items.extent.set(item, 0);
            }
            default -> {
                if (offset > 0) from = StructWriter.skipValues(bytes, from, end, items.kind(item), offset);
                items.content[item] = store.bytes.append(bytes, from, end - from);
                items.extent.set(item, end - from);
            }
        }
    }

    /**
     * Links the item between its neighbours, and lets it take effect: the last value of a key deletes the one before it, an earlier one comes deleted,
     * and so does whatever is in a deleted type. Deleted only when it is linked: so there is one way of deleting, which keeps lengths, bytes and index
     * true.
     */
    void place(int item, int left, int right) {
        boolean adjacent = left == NONE
                ? right != NONE ? items.left[right] == NONE : store.head(item) == NONE
                : items.right[left] == right;
        if (!adjacent) left = scanForPlace(item, left, right);
        int kind = items.kind(item);
        boolean isDeleted = kind == Content.DELETED;
        if (isDeleted) items.markDeleted(item, true);
        store.link(item, left);
        if (isDeleted) store.change.addDeleted(items.client.get(item), items.clock[item], items.end(item));
        boolean keyed = items.keyed(item);
        boolean last = items.right[item] == NONE;
        if (keyed && last && left != NONE) store.delete(left);
        if (keyed && !last || store.parentDeleted(store.typeOf(item))) store.delete(item);
    }

    /**
     * The item behind which the new one belongs, among those that others put at the same spot. Goes from left to right and never back; {@code place}
     * is the answer if the scan ended here.
     *
     * <pre>
     * other has                        then
     * the same origin, smaller client  the new one is behind it and, so far, behind all since
     * the same origin, larger client   it is in front of this one; it ends here if their right origins are the same, else a later
     *                                  one may still be in front of it
     * an origin seen in this scan      other is where that one is: if that is not behind the place, the place moves behind other
     * an origin further left, or none  other belongs to something in front of the spot: all behind it does, too
     * </pre>
     */
    private int scanForPlace(int item, int left, int right) {
        if (scan == Integer.MAX_VALUE) trim();
        if (seen.length < items.capacity()) {
            seen = Arrays.copyOf(seen, items.capacity());
            sinceMove = Arrays.copyOf(sinceMove, items.capacity());
        }
        int scan = ++this.scan;
        int phase = 0;
        long id = clients.id(items.client.get(item));
        int place = left;
        int other = left != NONE ? items.right[left] : store.head(item);
        for (; other != NONE && other != right; other = items.right[other]) {
            if (!store.spend(1)) break;
            seen[other] = scan;
            sinceMove[other] = phase;
            if (items.sameOrigin(item, other)) {
                if (clients.id(items.client.get(other)) < id) {
                    place = other;
                    phase++;
                } else if (items.sameRightOrigin(item, other)) {
                    break;
                }
            } else {
                int originOf = items.originClient.get(other);
                if (originOf == NONE) break;
                int origin = clients.log(originOf).find(items.originClock[other]);
                if (seen[origin] != scan) break;
                if (sinceMove[origin] != phase) {
                    place = other;
                    phase++;
                }
            }
        }
        return place;
    }

    /** Heap bytes that the scans hold. */
    public long memory() {
        return 4L * (seen.length + sinceMove.length);
    }

    /** Gives back the memory of the scans; it comes again when it is needed. */
    public void trim() {
        seen = new int[0];
        sinceMove = new int[0];
        scan = 0;
    }
}
