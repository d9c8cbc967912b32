package hotseat.crdt.item;

import hotseat.crdt.update.ContentRule;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Types, and the chains of their keys. A root has a name and no owner; a nested type is the content of its owner item. A chain is the
 * list of all items of one key; its tail is the current value. The list of a type and each chain start and end without a neighbour.
 *
 * <pre>
 * type 0 "files" ── start ─▶ item ◀─▶ item ◀─▶ item               its list
 *        │
 *        └ keys: "main.py" ─▶ chain 0 ── head ─▶ item ◀─▶ item ◀─ tail          values that were, and the one that is
 *                                                           │ content
 *                                                           ▼
 *                                                         type 1, whose owner is that item
 * </pre>
 *
 * <p>Always:
 * <ul>
 *   <li>Only the tail of a chain may be alive: each value deletes the one before it when it takes its place.
 *   <li>The length of a type is the sum of what the items of its list show; keyed items show nothing in it.
 *   <li>Rows are never reused but by a rollback, and then from the end: types and chains that came in a transaction are the last ones.
 *   <li>A type whose item was collected is empty, and so is all that is in it. Its row stays, with nothing pointing to it but that item's past.
 *   <li>The rule of a nested type is that of its root: a root that holds plain text holds no types, so it never has any.
 * </ul>
 *
 * <p>Names are looked up by maps, once for each struct that states its parent, which is one in some hundred: the others have the parent of
 * their neighbour.
 */
public final class TypeTable {
    private static final int NONE = ItemTable.NONE;

    /** Of all columns of a type, for {@link #memory}. */
    private static final int TYPE_BYTES = 33;
    /** A row, an entry of a map, its number, and a short key. */
    private static final int CHAIN_BYTES = 16 + 56 + 16 + 56;

    /** An entry of a map, its number, and a short name. */
    private static final int ROOT_BYTES = 48 + 16 + 56;

    /** By type: the item whose content it is; nothing of a root. */
    public int[] owner = new int[4];
    /** First item of the list. */
    public int[] start = new int[4];
    /** Visible units of the list. */
    public int[] length = new int[4];

    /** Types around it; 0 of a root. */
    public int[] depth = new int[4];
    /** One of the type references of {@code Content}; of a root, of which nobody says it, 0. */
    public byte[] ref = new byte[4];

    private ContentRule[] rule = new ContentRule[4];
    /** Name of a root; node name of an XML element. */
    private @Nullable String[] name = new String[4];

    private @Nullable Map<String, Integer>[] keys = newMaps(4);
    private @Nullable OrderIndex[] order = new OrderIndex[4];
    private int size;

    /** By chain: its type, its first and its last item, its key. */
    int[] chainType = new int[4];

    public int[] chainHead = new int[4];
    public int[] chainTail = new int[4];
    private String[] chainKey = new String[4];
    private int chains;

    /** Types by name. Names come from outside; a map of the platform turns long buckets into trees, so those that collide cost little more. */
    private final Map<String, Integer> roots = new HashMap<>();

    private final Function<String, ContentRule> rules;

    TypeTable(Function<String, ContentRule> rules) {
        this.rules = rules;
    }

    public int size() {
        return size;
    }

    int chains() {
        return chains;
    }

    /** Heap bytes; the map of keys and a name as much as they usually take. */
    public long memory() {
        return TYPE_BYTES * (long) ref.length + CHAIN_BYTES * (long) chains + ROOT_BYTES * (long) roots.size();
    }

    int roots() {
        return roots.size();
    }

    public int findRoot(String rootName) {
        Integer type = roots.get(rootName);
        return type == null ? NONE : type;
    }

    int root(String rootName) {
        Integer known = roots.get(rootName);
        if (known != null) return known;
        int type = add(NONE, 0, rootName, 0, rules.apply(rootName));
        roots.put(rootName, type);
        return type;
    }

    public ContentRule ruleOfRoot(String rootName) {
        return rules.apply(rootName);
    }

    /** A nested type obeys the rule of the type that it is in. */
    public int addNested(int ownerItem, int typeRef, @Nullable String nodeName, int parent) {
        return add(ownerItem, typeRef, nodeName, depth[parent] + 1, rule[parent]);
    }

    private int add(int ownerItem, int typeRef, @Nullable String typeName, int typeDepth, ContentRule typeRule) {
        if (size == ref.length) grow(size * 2);
        int type = size++;
        owner[type] = ownerItem;
        start[type] = NONE;
        length[type] = 0;
        depth[type] = typeDepth;
        ref[type] = (byte) typeRef;
        rule[type] = typeRule;
        name[type] = typeName;
        return type;
    }

    private void grow(int capacity) {
        owner = Arrays.copyOf(owner, capacity);
        start = Arrays.copyOf(start, capacity);
        length = Arrays.copyOf(length, capacity);
        depth = Arrays.copyOf(depth, capacity);
        ref = Arrays.copyOf(ref, capacity);
        rule = Arrays.copyOf(rule, capacity);
        name = Arrays.copyOf(name, capacity);
        keys = Arrays.copyOf(keys, capacity);
        order = Arrays.copyOf(order, capacity);
    }

    boolean isRoot(int type) {
        return owner[type] == NONE;
    }

    public String name(int type) {
        String known = name[type];
        if (known == null) throw new IllegalStateException("type " + type + " has no name");
        return known;
    }

    public ContentRule rule(int type) {
        return rule[type];
    }

    public @Nullable OrderIndex order(int type) {
        return order[type];
    }

    public void setOrder(int type, @Nullable OrderIndex index) {
        order[type] = index;
    }

    /** Chains of the type by key, in the order in which they came. */
    public Map<String, Integer> keys(int type) {
        var known = keys[type];
        return known == null ? Map.of() : known;
    }

    public int findChain(int type, String key) {
        Integer chain = keys(type).get(key);
        return chain == null ? NONE : chain;
    }

    int chain(int type, String key) {
        int known = findChain(type, key);
        if (known != NONE) return known;
        if (chains == chainKey.length) {
            int capacity = chains * 2;
            chainType = Arrays.copyOf(chainType, capacity);
            chainHead = Arrays.copyOf(chainHead, capacity);
            chainTail = Arrays.copyOf(chainTail, capacity);
            chainKey = Arrays.copyOf(chainKey, capacity);
        }
        int chain = chains++;
        chainType[chain] = type;
        chainHead[chain] = NONE;
        chainTail[chain] = NONE;
        chainKey[chain] = key;
        var map = keys[type];
        if (map == null) keys[type] = map = new LinkedHashMap<>();
        map.put(key, chain);
        return chain;
    }

    public String key(int chain) {
        return chainKey[chain];
    }

    /** The type's item was collected: nothing is in it any more. */
    public void empty(int type) {
        start[type] = NONE;
        length[type] = 0;
        keys[type] = null;
        order[type] = null;
    }

    /** Takes back the types and chains from these rows on. Chains first: one of an old type has to leave its map, which needs the type. */
    public void truncate(int types, int chainsKept) {
        while (chains > chainsKept) {
            chains--;
            var map = keys[chainType[chains]];
            if (map != null) map.remove(chainKey[chains]);
        }
        while (size > types) {
            size--;
            if (isRoot(size)) roots.remove(name(size));
            keys[size] = null;
            order[size] = null;
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable Map<String, Integer>[] newMaps(int capacity) {
        return (Map<String, Integer>[]) new Map[capacity];
    }
}
