package hotseat.crdt;

import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.item.StoreLimits;
import hotseat.crdt.update.ContentRule;
import hotseat.crdt.update.DecodeLimits;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.StructTable;
import hotseat.crdt.update.UpdateDecoder;
import hotseat.crdt.update.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One Yjs-compatible document. Single-threaded: whoever owns it serialises all calls. Bytes and strings that leave it do not change any more.
 */
public final class Doc {
    private static final int EMPTY_UPDATE_BYTES = 2;

    /** Structs or ranges that decoding memory is kept for between updates; a keystroke has one. */
    private static final int TABLE_ROWS_KEPT = 1 << 10;

    /** The table holds on to the update that was decoded last. */
    private static final int UPDATE_BYTES_KEPT = 1 << 14;

    private final Limits limits;
    private final DecodeLimits decodeLimits;
    private final Replica replica;
    private StructTable table = new StructTable();
    /** What {@link #encode} returned since the last call that may change something: many may join between two edits. */
    private byte @Nullable [] encoded;

    private final List<UpdateWatch> updateWatches = new ArrayList<>();
    private final List<DeltaWatch> deltaWatches = new ArrayList<>();
    /** From the start of a change until all have been told of it: another one within would be lost in it. */
    private boolean changing;

    /** One subscription: a listener may have several, and each is cancelled alone. */
    private static final class UpdateWatch {
        final UpdateListener listener;

        UpdateWatch(UpdateListener listener) {
            this.listener = listener;
        }
    }

    /** Tells one listener of one text; between integration and the end of the transaction the delta is read, behind the end it is told. */
    private static final class DeltaWatch {
        final Text text;
        final DeltaListener listener;
        Delta read = Delta.NONE;

        DeltaWatch(Text text, DeltaListener listener) {
            this.text = text;
            this.listener = listener;
        }
    }

    /** An empty document that drops what is deleted. */
    public Doc(Limits limits, Schema schema) {
        this(limits, schema, History.DROP);
    }

    /** An empty document. */
    public Doc(Limits limits, Schema schema, History history) {
        this.limits = limits;
        decodeLimits = new DecodeLimits(
                limits.updateBytes(),
                limits.structsPerUpdate(),
                limits.deleteRangesPerUpdate(),
                limits.anyDepth(),
                Reason.TOO_LARGE);
        var storeLimits = new StoreLimits(
                limits.clients(),
                limits.pendingBytes(),
                limits.anyDepth(),
                limits.typeDepth(),
                limits.textUnits(),
                limits.documentBytes(),
                limits.roots(),
                limits.keys(),
                limits.nameUnits(),
                limits.items(),
                Limits.LOADED_MAX);
        replica = new Replica(storeLimits, root -> rule(schema.root(root)), history == History.KEEP, this::readDeltas);
    }

    private static ContentRule rule(Schema.Kind kind) {
        return switch (kind) {
            case TEXT -> ContentRule.TEXT;
            case MAP -> ContentRule.MAP;
            case ANY -> ContentRule.ANY;
            case NONE -> ContentRule.NONE;
        };
    }

    /**
     * A document with the state that {@link #encode} returned, or any other update, read as {@link Loading} says. Throws
     * {@link RejectedUpdate} where it cannot be decoded, or is far beyond the limits.
     */
    public static Doc load(byte[] updateV1, Limits limits, Schema schema) {
        return load(updateV1, List.of(), limits, schema);
    }

    /** As {@link #load(byte[], Limits, Schema)}, with the updates that were accepted after that state, oldest first. */
    public static Doc load(byte[] state, List<byte[]> later, Limits limits, Schema schema) {
        return load(state, later, limits, schema, History.DROP);
    }

    /**
     * The same; with {@link History#KEEP} deleted text is there where the updates have it: in those of {@link #encodeHistory}, in all as they
     * came, and in what {@code Updates.merge} makes of these.
     */
    public static Doc load(byte[] state, List<byte[]> later, Limits limits, Schema schema, History history) {
        var loading = loading(limits, schema, history).add(state);
        later.forEach(loading::add);
        return loading.done();
    }

    /** Starts to load a document update by update, so that they need not be in memory together. */
    public static Loading loading(Limits limits, Schema schema) {
        return loading(limits, schema, History.DROP);
    }

    public static Loading loading(Limits limits, Schema schema, History history) {
        return new Loading(new Doc(limits, schema, history), limits);
    }

    /** {@link #load(byte[], Limits, Schema)} of what {@link #encodeV2} returned, or any other update in V2. */
    public static Doc loadV2(byte[] updateV2, Limits limits, Schema schema) {
        return load(Updates.toV1(updateV2), limits, schema);
    }

    /** For {@link Loading}. */
    void take(byte[] update, DecodeLimits whole) {
        UpdateDecoder.decode(update, whole, table);
        replica.load(table);
    }

    /** For {@link Loading}: nothing more comes. Whether something was given up. */
    boolean endLoading() {
        boolean gaveUp = replica.endLoading();
        trim();
        return gaveUp;
    }

    /** {@link #apply(byte[], Object, ClientCheck)} of no origin, from a sender who may write as any client. */
    public ApplyResult apply(byte[] update) {
        return apply(update, null, client -> true);
    }

    /**
     * Takes an update in, or leaves the document as it is. Throws nothing, whatever the bytes are, but what {@code mayWrite}, the schema or a
     * listener throws, and IllegalStateException from within a change of the document.
     *
     * @param origin handed to the listeners
     */
    public ApplyResult apply(byte[] update, @Nullable Object origin, ClientCheck mayWrite) {
        beginChange();
        try {
            var result = take(update, mayWrite);
            if (result instanceof Applied applied && applied.changed()) tell(applied.update(), origin);
            return result;
        } finally {
            changing = false;
        }
    }

    private ApplyResult take(byte[] update, ClientCheck mayWrite) {
        try {
            UpdateDecoder.decode(update, decodeLimits, table);
            // What waits may come in with it: then it needs the steps that it did not take when it came.
            long steps = limits.stepsFor(table.rows() + replica.waiting(), table.ranges());
            var outcome = replica.apply(table, mayWrite, steps);
            byte[] own = outcome.update();
            return new Applied(
                    outcome.changed(),
                    own == null ? update : own,
                    own == null,
                    outcome.missing(),
                    outcome.newClients());
        } catch (RejectedUpdate rejected) {
            return Refused.of(rejected);
        } finally {
            encoded = null;
            if (table.capacity() > TABLE_ROWS_KEPT || update.length > UPDATE_BYTES_KEPT) trim();
        }
    }

    private void beginChange() {
        if (changing)
            throw new IllegalStateException(
                    "the document is being changed: an edit, a check of a client or a listener asked for more");
        changing = true;
    }

    private void trim() {
        table = new StructTable();
        replica.trim();
    }

    /** {@link #transact(long, Object, Consumer)} of no origin. */
    public byte[] transact(long clientId, Consumer<Transaction> edit) {
        return transact(clientId, null, edit);
    }

    /**
     * One local edit as one transaction; returns its update, {@code {0, 0}} if nothing changed. If the edit throws, nothing changed. Throws
     * {@link RejectedUpdate} if a limit of the document is broken; those of one update do not bind what is written here. IllegalStateException
     * from within a change of the document.
     *
     * @param clientId who writes: an id that no other replica uses, and that is not used again after loading
     * @param origin handed to the listeners
     */
    public byte[] transact(long clientId, @Nullable Object origin, Consumer<Transaction> edit) {
        if (clientId < 0 || clientId >= 1L << 53) throw new IllegalArgumentException("not a client id: " + clientId);
        beginChange();
        try {
            byte[] update = write(clientId, edit);
            if (update.length > EMPTY_UPDATE_BYTES) tell(update, origin);
            return update;
        } finally {
            changing = false;
        }
    }

    private byte[] write(long clientId, Consumer<Transaction> edit) {
        var transaction = new Transaction(replica.edit(clientId), replica.reader());
        boolean done = false;
        try {
            edit.accept(transaction);
            done = true;
        } finally {
            transaction.end();
            encoded = null;
            if (!done) replica.cancel();
        }
        return replica.finish();
    }

    /**
     * Tells the listener of every change from now on. What a listener throws is thrown by the call that changed the document, when all were
     * told; the document stays changed.
     */
    public Subscription onUpdate(UpdateListener listener) {
        var watch = new UpdateWatch(listener);
        updateWatches.add(watch);
        return () -> updateWatches.remove(watch);
    }

    /**
     * Tells the listener of every change of the text from now on, while the text exists. As {@link #onUpdate}; before it. Throws
     * IllegalArgumentException for a text of another document.
     */
    public Subscription onDelta(Text text, DeltaListener listener) {
        replica.checkOwns(text.ref);
        var watch = new DeltaWatch(text, listener);
        deltaWatches.add(watch);
        return () -> deltaWatches.remove(watch);
    }

    private void readDeltas() {
        for (var watch : deltaWatches) {
            var delta = new Delta.Builder(replica.reader());
            replica.readChanges(watch.text.ref, delta);
            watch.read = delta.build();
        }
    }

    private void tell(byte[] update, @Nullable Object origin) {
        if (updateWatches.isEmpty() && deltaWatches.isEmpty()) return;
        var failures = new ArrayList<RuntimeException>();
        // Who was told first may have cancelled another.
        for (var watch : List.copyOf(deltaWatches)) {
            var delta = watch.read;
            watch.read = Delta.NONE;
            if (deltaWatches.contains(watch) && !delta.steps().isEmpty())
                attempt(() -> watch.listener.changed(delta, origin), failures);
        }
        for (var watch : List.copyOf(updateWatches))
            if (updateWatches.contains(watch)) attempt(() -> watch.listener.updated(update, origin), failures);
        if (failures.isEmpty()) return;
        var first = failures.removeFirst();
        failures.forEach(first::addSuppressed);
        throw first;
    }

    private static void attempt(Runnable listener, List<RuntimeException> failures) {
        try {
            listener.run();
        } catch (RuntimeException failure) {
            failures.add(failure);
        }
    }

    /** The whole state, with what waits for predecessors. */
    public byte[] encode() {
        byte[] state = encoded;
        if (state == null) encoded = state = replica.encodeSince(StateVector.EMPTY);
        return state.clone();
    }

    /**
     * {@link #encode} with the deleted text in it: an update that every Yjs reads, to the same state. Throws IllegalStateException unless the
     * document was made with {@link History#KEEP}.
     */
    public byte[] encodeHistory() {
        return replica.encodeHistory();
    }

    /** {@link #encode} in V2: about two thirds of the bytes, for storage. */
    public byte[] encodeV2() {
        return Updates.toV2(encode());
    }

    /** What somebody lacks who knows this: their answer to sync step 1. Always has all deletions. */
    public byte[] encodeSince(StateVector known) {
        return known.size() == 0 ? encode() : replica.encodeSince(known);
    }

    public StateVector stateVector() {
        return replica.stateVector();
    }

    /** What there is now, to be shown again: {@link Text#at}. */
    public Snapshot snapshot() {
        return replica.snapshot();
    }

    /**
     * Where a position is now, as units visible before it; empty where its unit is not known yet, or was collected with the type that it
     * was in.
     */
    public OptionalInt index(RelativePosition position) {
        int index = indexOrNone(position);
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    private int indexOrNone(RelativePosition position) {
        var reader = replica.reader();
        boolean behind = position.assoc() < 0;
        var unit = position.unit();
        if (unit != null) return reader.index(unit, behind);
        var type = position.type();
        String root = position.root();
        var ref = type != null ? reader.type(type) : root != null ? replica.root(root) : null;
        return ref == null ? -1 : behind ? 0 : reader.length(ref);
    }

    /** The root as a text; empty where nobody wrote to it. */
    public Text text(String root) {
        return new Text(replica.reader(), replica.root(root));
    }

    /** The root as a map; empty where nobody wrote to it. */
    public MapType map(String root) {
        return new MapType(replica.reader(), replica.root(root));
    }

    /** The root as an array; empty where nobody wrote to it. */
    public ArrayType array(String root) {
        return new ArrayType(replica.reader(), replica.root(root));
    }

    /** About the length of {@link #encode}, usually more; costs nothing. */
    public int encodedSizeEstimate() {
        return replica.sizeEstimate();
    }

    /** About the bytes of heap that the document holds, the state that {@link #encode} keeps among them; costs nothing. */
    public long memory() {
        return replica.memory() + (encoded == null ? 0 : encoded.length);
    }

    /** Throws AssertionError if an invariant is broken. Walks the whole document: for tests and fuzzers. */
    public void check() {
        replica.check();
    }
}
