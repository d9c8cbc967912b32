package hotseat.crdt.item;

import hotseat.crdt.update.Content;
import hotseat.crdt.update.ContentRule;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A type as a caller holds it: by the name of a root, or by the unit whose content it is. The row is looked up again where a transaction
 * that was taken back took it along. Valid as long as the document; same thread.
 *
 * <p>Always: the row is remembered and never believed. Types are removed by a rollback only, and their rows then go to the next ones, so that a row
 * is right if and only if what it says of itself is what was asked for: some comparisons, in place of a look-up by name at each keystroke.
 *
 * <p>Two are equal where they are of one document and name the same type, whether it exists or not: callers find their subscriptions by it.
 */
public final class TypeRef {
    private static final int NONE = ItemTable.NONE;

    private final ItemStore store;
    /** Null where the type is nested. */
    private final @Nullable String root;

    /** Of a nested type the unit that holds it: the item may be cut, merged and moved to another row, the unit keeps its name. */
    private final long client;

    private final int clock;
    private int row = NONE;

    private TypeRef(ItemStore store, @Nullable String root, long client, int clock) {
        this.store = store;
        this.root = root;
        this.client = client;
        this.clock = clock;
    }

    public static TypeRef root(ItemStore store, String name) {
        return new TypeRef(store, name, 0, 0);
    }

    /** The type that the item holds. */
    public static TypeRef nested(ItemStore store, int item) {
        return new TypeRef(store, null, store.clients.id(store.items.client.get(item)), store.items.clock[item]);
    }

    /** The row, or NONE: a root that nobody wrote to, or a nested type that was deleted. */
    public int find() {
        if (row == NONE || !isAt(row)) row = lookUp();
        return row;
    }

    /** What a root that nobody wrote to may hold. */
    public ContentRule ruleToBe() {
        return store.types.ruleOfRoot(rootName());
    }

    /** The row of a root that nobody wrote to: it comes into being by this. */
    public int add() {
        return row = store.root(rootName());
    }

    private String rootName() {
        if (root == null) throw new IllegalStateException("the type was deleted");
        return root;
    }

    /** Whether the row is that of the type still. */
    private boolean isAt(int type) {
        if (type >= store.types.size()) return false;
        int owner = store.types.owner[type];
        if (root != null) return owner == NONE && root.equals(store.types.name(type));
        return owner != NONE && holds(owner, type);
    }

    private boolean holds(int item, int type) {
        var items = store.items;
        return items.kind(item) == Content.TYPE
                && items.content[item] == type
                && items.clock[item] == clock
                && store.clients.id(items.client.get(item)) == client;
    }

    /** By name or by unit; NONE also where what the unit held was collected. */
    private int lookUp() {
        if (root != null) return store.types.findRoot(root);
        int index = store.clients.indexOf(client);
        if (index == NONE || clock >= store.clients.log(index).next()) return NONE;
        int item = store.clients.log(index).find(clock);
        return store.items.kind(item) == Content.TYPE ? store.items.content[item] : NONE;
    }

    /** Name of the root, or null where the type is nested. */
    public @Nullable String root() {
        return root;
    }

    /** Of a nested type: client and clock of the unit whose content it is. */
    public long client() {
        return client;
    }

    public int clock() {
        return clock;
    }

    /** One of the type references of {@link Content}, -1 for a root, of which nobody says what it is. */
    public int kind() {
        int type = find();
        return root != null || type == NONE ? NONE : store.types.ref[type];
    }

    /** A row of another document would be a row of anything here. */
    public boolean in(ItemStore document) {
        return store == document;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TypeRef ref
                && ref.store == store
                && ref.client == client
                && ref.clock == clock
                && Objects.equals(ref.root, root);
    }

    @Override
    public int hashCode() {
        return root != null ? root.hashCode() : Long.hashCode(client) * 31 + clock;
    }
}
