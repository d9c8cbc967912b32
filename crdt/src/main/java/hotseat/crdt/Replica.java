package hotseat.crdt;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.item.InvariantCheck;
import hotseat.crdt.item.ItemStore;
import hotseat.crdt.item.ItemTable;
import hotseat.crdt.item.StoreLimits;
import hotseat.crdt.item.TypeRef;
import hotseat.crdt.item.WaitingStruct;
import hotseat.crdt.item.place.Integration;
import hotseat.crdt.item.place.Integrator;
import hotseat.crdt.item.place.LocalEdit;
import hotseat.crdt.item.place.NormalForm;
import hotseat.crdt.item.place.Pending;
import hotseat.crdt.item.place.Rollback;
import hotseat.crdt.item.read.HistoryWriter;
import hotseat.crdt.item.read.ListChanges;
import hotseat.crdt.item.read.ListDelta;
import hotseat.crdt.item.read.StateWriter;
import hotseat.crdt.item.read.TypeReader;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.ContentRule;
import hotseat.crdt.update.DecodeLimits;
import hotseat.crdt.update.IdSet;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.StructTable;
import hotseat.crdt.update.UnitId;
import hotseat.crdt.update.UpdateDecoder;
import hotseat.crdt.update.Updates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The live document behind {@code Doc}. A transaction is: everything that can be known in advance is checked; structs, then deletions are
 * integrated; what only shows now (places too costly, text too long) is checked; then it is finished, or taken back without a trace.
 *
 * <pre>
 * apply    decoded ─▶ roots, clients ─▶ begin ─▶ Integration ─▶ violation? ─▶ Rollback, refused
 *                                                                        └─▶ deltas are read ─▶ NormalForm ─▶ update in its words, or own
 * edit     begin ─▶ LocalEdit … ─▶ finish: as from "violation?" on          cancel: Rollback
 * load     decoded ─▶ begin ─▶ Integration, mending ─▶ NormalForm ─▶ far too large? of no use any more
 * </pre>
 *
 * <p>From {@code begin} to the end of integration no step throws and none gives memory back; so whatever shows in between, taking back leads to
 * the state before.
 *
 * <p>Always, between two calls: the tables are in normal form, nothing of a transaction is left but its {@code Change}, and {@code pending} holds what
 * cannot come in. One transaction at a time; {@code Doc}, the only caller, sees to it.
 *
 * <p>It stands above {@code item.place} and {@code item.read}, which know nothing of each other: what of a change waits is known to the one and
 * written by the other, and the order of integration, deltas and normal form is decided here alone.
 */
final class Replica {
    private static final int NONE = ItemTable.NONE;

    /** An empty document. */
    private static final int FIXED_BYTES = 4_000;

    private final StoreLimits limits;
    private final Function<String, ContentRule> rules;
    private final ItemStore store;
    private final Integrator integrator;
    private final Pending pending = new Pending();
    private final Integration integration;
    private final NormalForm normalForm;
    private final Rollback rollback;
    private final LocalEdit localEdit;
    private final StateWriter writer;
    private final TypeReader reader;
    private final ListDelta delta;
    private final Runnable integrated;

    /**
     * @param keepsDeletedText whether {@link TypeReader} can show what was deleted
     * @param integrated run in each transaction that changes something, when that is certain and {@link #readChanges} may be asked
     */
    Replica(StoreLimits limits, Function<String, ContentRule> rules, boolean keepsDeletedText, Runnable integrated) {
        this.limits = limits;
        this.rules = rules;
        this.integrated = integrated;
        store = new ItemStore(limits, rules, keepsDeletedText);
        integrator = new Integrator(store, limits.typeDepth());
        integration = new Integration(store, integrator, pending);
        normalForm = new NormalForm(store);
        rollback = new Rollback(store);
        localEdit = new LocalEdit(store, integrator, limits);
        writer = new StateWriter(store);
        reader = new TypeReader(store);
        delta = new ListDelta(store, reader);
    }

    /**
     * What became of an update.
     *
     * @param update what changed, in own words; null where the received bytes say exactly that
     * @param missing units without which something waits, see {@link Pending#missing}
     */
    record Outcome(boolean changed, byte @Nullable [] update, Set<UnitId> missing, Set<Long> newClients) {}

    /** Structs and deleted ranges that wait for predecessors. */
    int waiting() {
        return pending.size();
    }

    /** Throws {@link RejectedUpdate}; the document is then unchanged. */
    Outcome apply(StructTable table, LongPredicate mayWrite, long steps) {
        checkRoots(table);
        var newClients = checkClients(table, mayWrite);
        begin(steps, limits.pendingBytes());
        integration.run(table);
        var violation = violation();
        if (violation != null) {
            takeBack();
            if (!integration.usedPending()) throw violation;
            // What waited may be at fault, and its sender is not here to be told: it is given up, and the update tried
            // without it.
            begin(steps, limits.pendingBytes());
            pending.clear();
            integration.run(table);
            violation = violation();
            if (violation != null) {
                takeBack();
                throw violation;
            }
        }
        boolean changed = finishChange();
        boolean waitingChanged = pending.changed();
        if (changed && !waitingChanged && integration.asReceived(table))
            return new Outcome(true, null, pending.missing(), newClients);
        boolean moreWaits =
                !pending.added().isEmpty() || integration.waitingDeletes().size() > 0;
        byte[] update = moreWaits ? writeWithAdded() : changed ? writer.change() : nothing();
        return new Outcome(changed || waitingChanged, update, pending.missing(), newClients);
    }

    /** Whether there is a change; it is shown to who wants to see it, and brought to normal form. */
    private boolean finishChange() {
        boolean changed = !store.change.isEmpty();
        if (changed) integrated.run();
        normalForm.reach();
        return changed;
    }

    /** Throws IllegalArgumentException for a type of another document. */
    void checkOwns(TypeRef ref) {
        if (!ref.in(store)) throw new IllegalArgumentException("type of another document");
    }

    /** What the transaction changed in the list of a type; nothing where the type was deleted in it. */
    void readChanges(TypeRef ref, ListChanges to) {
        int type = ref.find();
        if (type != NONE && !store.parentDeleted(type)) delta.read(type, to);
    }

    /**
     * Takes in what was accepted before: limits do not bind it again, and what must not be is mended ({@code hotseat.crdt.Loading}). Throws
     * {@link RejectedUpdate} where the document becomes far larger than it may be; it is of no use then.
     */
    void load(StructTable table) {
        store.beginLoading();
        pending.begin(Long.MAX_VALUE);
        integration.run(table);
        normalForm.reach();
        store.checkLoaded(pending.bytes());
    }

    /** Nothing more is loaded. Whether something still waited where nothing may wait, and was given up. */
    boolean endLoading() {
        pending.begin(limits.pendingBytes());
        if (limits.pendingBytes() > 0 || pending.isEmpty()) return false;
        pending.clear();
        return true;
    }

    private void begin(long steps, long mayWait) {
        store.begin(steps);
        pending.begin(mayWait);
    }

    private @Nullable RejectedUpdate violation() {
        store.checkLimits();
        var violation = store.violation();
        return violation != null || !pending.changed() ? violation : pending.violation();
    }

    private void takeBack() {
        rollback.run(normalForm);
        pending.takeBack();
    }

    /** Of what is known already nobody is to blame. */
    private void checkRoots(StructTable table) {
        for (int block = 0; block < table.blocks(); block++) {
            int end = table.blockEnd(block);
            for (int row = table.blockStart(block); row < end; row++) {
                String root = table.parentName(row);
                if (root != null) checkRoot(table, row, root, table.blockClient(block));
            }
        }
    }

    private void checkRoot(StructTable table, int row, String root, long client) {
        if (table.clock(row) + table.length(row) <= store.clients.next(client)) return;
        int type = store.types.findRoot(root);
        var rule = type == NONE ? rules.apply(root) : store.types.rule(type);
        if (!rule.allows(table.kind(row), table.key(row) != null, table.valueProfile(row)))
            throw new RejectedUpdate(
                    Reason.SCHEMA,
                    rule == ContentRule.NONE ? "root that is not declared" : "content that this root does not hold",
                    table.kind(row),
                    0,
                    table.from(row));
    }

    /** Asks for every client with new units; returns those that were never seen. */
    private Set<Long> checkClients(StructTable table, LongPredicate mayWrite) {
        Set<Long> unseen = Set.of();
        for (int block = 0; block < table.blocks(); block++) {
            long client = table.blockClient(block);
            int last = table.blockEnd(block) - 1;
            while (last >= table.blockStart(block) && table.kind(last) == Content.SKIP) last--;
            if (last < table.blockStart(block)) continue;
            int known = store.clients.indexOf(client);
            if (known != NONE
                    && table.clock(last) + table.length(last)
                            <= store.clients.log(known).next()) continue;
            if (!mayWrite.test(client))
                throw new RejectedUpdate(
                        Reason.FOREIGN_CLIENT, "new units of a client id that is not the sender's", client, 0, -1);
            if (known != NONE || pending.has(client)) continue;
            if (unseen.isEmpty()) unseen = new LinkedHashSet<>();
            unseen.add(client);
        }
        if (unseen.isEmpty()) return unseen;
        long all = store.clients.size() + unseen.size();
        if (all + pending.clients().size() > limits.clients())
            for (long client : pending.clients()) if (store.clients.indexOf(client) == NONE) all++;
        if (all > limits.clients())
            throw new RejectedUpdate(Reason.TOO_MANY_CLIENTS, "too many client ids", all, limits.clients(), -1);
        return Set.copyOf(unseen);
    }

    /** A local edit as one transaction; {@link #finish} or {@link #cancel} must follow. */
    LocalEdit edit(long client) {
        begin(Long.MAX_VALUE, limits.pendingBytes());
        return localEdit.by(client);
    }

    /** The update of the local edit. Throws {@link RejectedUpdate} if it broke a limit; the document is then unchanged. */
    byte[] finish() {
        var violation = pending.isEmpty() ? violation() : bringInWhatWaits();
        if (violation != null) {
            takeBack();
            throw violation;
        }
        return finishChange() ? writer.change() : nothing();
    }

    /**
     * Only a forged update waits for units of a local writer. It gets what it asks for at once, or loading would give another document; where
     * it must not come in, it is given up as in {@link #apply}, and the edit made again without it.
     */
    private @Nullable RejectedUpdate bringInWhatWaits() {
        byte[] edit = writer.change();
        integration.run(new StructTable());
        var violation = violation();
        if (violation == null || !integration.usedPending()) return violation;
        takeBack();
        begin(Long.MAX_VALUE, limits.pendingBytes());
        pending.clear();
        var table = new StructTable();
        UpdateDecoder.decode(edit, DecodeLimits.NONE, table);
        integration.run(table);
        return violation();
    }

    /** Each caller's own: it leaves the document. */
    private static byte[] nothing() {
        return new byte[] {0, 0};
    }

    void cancel() {
        takeBack();
    }

    /** What the transaction changed, and what of it waits. */
    private byte[] writeWithAdded() {
        var from = new HashMap<Long, Integer>();
        for (int i = 0; i < store.change.touchedCount(); i++) {
            int client = store.change.touched(i);
            from.put(store.clients.id(client), store.change.before(client));
        }
        var deletes = new IdSet.Builder()
                .addAll(store.change.deletedSet(store.clients))
                .addAll(integration.waitingDeletes())
                .build();
        return writer.write(from, pending.added(), deletes::encode);
    }

    /** The state with the text of what was deleted. Throws IllegalStateException where that is not kept. */
    byte[] encodeHistory() {
        var kept = store.deletedText;
        if (kept == null) throw new IllegalStateException("the document does not keep deleted text");
        byte[] own = new HistoryWriter(store, kept, writer).write();
        if (pending.isEmpty()) return own;
        byte[] waits = writer.write(Map.of(), waiting(StateVector.EMPTY), pending.waitingDeletes()::encode);
        return Updates.merge(List.of(own, waits));
    }

    /** Everything the receiver lacks, with all deletions and all that waits. */
    byte[] encodeSince(StateVector known) {
        int[] order = store.clients.descending();
        int[] from = new int[order.length];
        int lacking = 0;
        for (int client : order) {
            int clock = known.clock(store.clients.id(client));
            if (clock >= store.clients.log(client).next()) continue;
            order[lacking] = client;
            from[lacking++] = clock;
        }
        int capacity = known.size() == 0 ? sizeEstimate() : 1 << 10;
        if (pending.isEmpty()) return writer.write(order, from, lacking, capacity);
        var clocks = new HashMap<Long, Integer>();
        for (int i = 0; i < lacking; i++) clocks.put(store.clients.id(order[i]), from[i]);
        return writer.write(clocks, waiting(known), this::writeAllDeletes);
    }

    /** What waits, without the units that are known. */
    private Map<Long, List<WaitingStruct>> waiting(StateVector known) {
        var waiting = new HashMap<Long, List<WaitingStruct>>();
        for (long client : pending.clients()) {
            int clock = known.clock(client);
            for (var struct : pending.structs(client)) {
                if (struct.end() > clock)
                    waiting.computeIfAbsent(client, id -> new ArrayList<>())
                            .add(struct.from(Math.max(0, clock - struct.clock())));
            }
        }
        return waiting;
    }

    private void writeAllDeletes(ByteWriter out) {
        var all = new IdSet.Builder().addAll(pending.waitingDeletes());
        addDeleted(all);
        all.build().encode(out);
    }

    private void addDeleted(IdSet.Builder all) {
        for (int client = 0; client < store.clients.size(); client++) {
            var log = store.clients.log(client);
            for (int position = 0; position < log.size(); position++) {
                int item = log.item(position);
                if (store.items.deleted(item)) all.add(log.id, store.items.clock[item], store.items.end(item));
            }
        }
    }

    Snapshot snapshot() {
        var deleted = new IdSet.Builder();
        addDeleted(deleted);
        return new Snapshot(stateVector(), deleted.build());
    }

    StateVector stateVector() {
        int[] order = store.clients.descending();
        long[] ids = new long[order.length];
        int[] clocks = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            var log = store.clients.log(order[i]);
            ids[i] = log.id;
            clocks[i] = log.next();
        }
        return StateVector.ofDescending(ids, clocks);
    }

    /** The root of this name, whether somebody wrote to it or not. */
    TypeRef root(String name) {
        return TypeRef.root(store, name);
    }

    TypeReader reader() {
        return reader;
    }

    /** About what {@link #encodeSince} of nothing would return. */
    int sizeEstimate() {
        long estimate = 16L + 12L * store.items.live() + store.contentBytes() + pending.bytes();
        return (int) Math.min(Integer.MAX_VALUE, estimate);
    }

    /**
     * About the bytes of heap that the document holds: columns and arenas with the room that is left in them, logs, indexes, clients, types and
     * keys, each at what it takes in a JVM with compressed references.
     */
    long memory() {
        var kept = store.deletedText;
        return FIXED_BYTES
                + store.items.memory()
                + store.text.memory()
                + store.bytes.memory()
                + store.clients.memory()
                + store.types.memory()
                + integrator.memory()
                + pending.memory()
                + (kept == null ? 0 : kept.memory());
    }

    /** Gives back memory that only large updates need. */
    void trim() {
        integrator.trim();
        store.change.clear();
    }

    /** Throws AssertionError if an invariant does not hold. */
    void check() {
        new InvariantCheck(store).run();
    }
}
