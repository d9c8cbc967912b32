package hotseat.crdt;

import hotseat.crdt.update.Foreign;
import hotseat.crdt.update.Inspection;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A generated session of several yjs replicas ({@code oracle/scenario.mjs}). The engine takes the part of one of them, the mirror, and must
 * be what that one is after every step, to the byte.
 */
final class Session {
    private static final String NOTHING = "0000";
    private static final List<String> READS = List.of("text", "map", "array", "nested");

    private final Map<String, @Nullable Object> session;
    private final List<Map<String, @Nullable Object>> steps = new ArrayList<>();
    private final Doc mirror;
    /** Whether somebody typed halves of surrogate pairs. */
    private final boolean halves;

    private String at = "";

    private Session(Map<String, @Nullable Object> session) {
        this.session = session;
        halves = session.get("halves").equals(true);
        var history = session.get("history").equals(true) ? History.KEEP : History.DROP;
        mirror = new Doc(Limits.UNBOUNDED, Schema.any(), history);
        for (Object step : Json.array(session.get("steps"))) steps.add(Json.object(step));
    }

    static String request(int seed) {
        return "{\"op\":\"scenario\",\"seed\":" + seed + "}";
    }

    /** Updates that the mirror of a session made or took, in order. Nobody types halves of surrogate pairs. */
    static List<byte[]> updates(Oracle oracle, int seed, int steps) {
        var session = new Session(
                oracle.ask("{\"op\":\"scenario\",\"seed\":" + seed + ",\"steps\":" + steps + ",\"halves\":false}"));
        return session.steps.stream().map(Session::updateOf).toList();
    }

    /** What yjs answered to {@link #request} must be true of the engine too; throws AssertionError where it is not. */
    static void play(Map<String, @Nullable Object> answer) {
        var session = new Session(answer);
        try {
            session.play();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("at " + session.at, e);
        }
    }

    private void play() {
        long client = (Long) session.get("client");
        var beforeSync = Json.object(session.get("beforeSync"));
        var snapshots = new ArrayDeque<>(Json.array(session.get("snapshots")));
        for (int number = 0; number < steps.size(); number++) {
            at = "step " + number;
            if (number == (Long) beforeSync.get("steps")) {
                var known = StateVector.decode(Hex.bytes(beforeSync.get("vector")));
                expect("diff", Hex.of(mirror.encodeSince(known)), beforeSync.get("diff"));
            }
            step(client, steps.get(number));
            if (!snapshots.isEmpty() && (Long) Json.object(snapshots.peek()).get("at") == number)
                expect(
                        "snapshot",
                        Hex.of(mirror.snapshot().encode()),
                        Json.object(snapshots.remove()).get("snapshot"));
        }
        at = "the end";
        expect("rich text", mirror.text("r").toString(), session.get("rich"));
        for (Object old : Json.array(session.get("snapshots"))) showAgain(Json.object(old));
        loadInBothFormats();
        applyWhatALaterStateHasMore();
        for (Object merge : Json.array(session.get("merges"))) merge(Json.object(merge));
    }

    private void step(long client, Map<String, @Nullable Object> step) {
        if (step.containsKey("edit")) {
            var update = mirror.transact(client, edit -> {
                for (Object op : Json.array(step.get("edit"))) perform(mirror, edit, Json.array(op));
            });
            expect("update", Hex.of(update), step.get("update"));
            if (step.get("updateV2") != null)
                expect("update in V2", Hex.of(Updates.toV2(update)), step.get("updateV2"));
        } else {
            take(step);
        }
        byte[] update = updateOf(step);
        expect("update by way of V2", Hex.of(Updates.toV1(Updates.toV2(update))), Hex.of(update));
        mirror.check();
        expect("state", Hex.of(mirror.encode()), step.get("state"));
        expectReads(reads(mirror), step, false);
        expect("vector", mirror.stateVector(), vector(step.get("vector")));
    }

    private void take(Map<String, @Nullable Object> step) {
        byte[] update = updateOf(step);
        var result = mirror.apply(update);
        if (!(result instanceof Applied applied)) throw new AssertionError(result.toString());
        if (step.get("emitted").equals(NOTHING)) return;
        expect("changed", applied.changed(), true);
        // What waits is passed on as received, and what is all new too: yjs would split and join it first.
        if (!applied.pending() && applied.update() != update)
            expect("emission", Hex.of(applied.update()), step.get("emitted"));
    }

    private static void perform(Doc doc, Transaction edit, List<@Nullable Object> op) {
        String root = (String) op.get(1);
        switch ((String) op.get(0)) {
            case "insert" -> edit.insert(doc.text(root), position(op.get(2)), (String) op.get(3));
            case "delete" -> edit.delete(doc.text(root), position(op.get(2)), position(op.get(3)));
            case "set" -> edit.set(doc.map(root), (String) op.get(2), op.get(3));
            case "remove" -> edit.remove(doc.map(root), (String) op.get(2));
            case "insertAll" -> edit.insert(doc.array(root), position(op.get(2)), Json.array(op.get(3)));
            case "deleteAll" -> edit.delete(doc.array(root), position(op.get(2)), position(op.get(3)));
            case "insertNested" -> {
                var map = doc.map(root);
                String key = (String) op.get(2);
                var text = map.get(key) instanceof Text nested ? nested : edit.setText(map, key);
                edit.insert(text, 0, (String) op.get(3));
            }
            default -> throw new IllegalArgumentException("unknown edit " + op);
        }
    }

    private static int position(@Nullable Object number) {
        return Math.toIntExact((Long) number);
    }

    private void showAgain(Map<String, @Nullable Object> old) {
        at = "the snapshot of step " + old.get("at");
        String text = mirror.text("t").at(Snapshot.decode(Hex.bytes(old.get("snapshot"))));
        if (!agree(text, old.get("text"))) expect("text", text, old.get("text"));
    }

    private void loadInBothFormats() {
        var loaded = load(mirror.encode());
        loaded.check();
        expect("loaded", Hex.of(loaded.encode()), session.get("loaded"));
        expect("in V2", Hex.of(loaded.encodeV2()), session.get("loadedV2"));
        var fromV2 = Doc.loadV2(Hex.bytes(session.get("loadedV2")), Limits.UNBOUNDED, Schema.any());
        fromV2.check();
        expect("loaded from V2", Hex.of(fromV2.encode()), session.get("loaded"));
    }

    private void applyWhatALaterStateHasMore() {
        var diffed = Json.object(session.get("diffed"));
        var earlier = steps.get(Math.toIntExact((Long) diffed.get("at")));
        var doc = load(Hex.bytes(earlier.get("state")));
        var known = StateVector.decode(Hex.bytes(earlier.get("vector")));
        apply(doc, Updates.diff(mirror.encode(), known));
        expect("state and diff of " + diffed.get("at"), Hex.of(doc.encode()), diffed.get("state"));
    }

    private void merge(Map<String, @Nullable Object> merge) {
        var some = new ArrayList<byte[]>();
        for (Object number : Json.array(merge.get("of"))) some.add(updateOf(steps.get(Math.toIntExact((Long) number))));
        boolean contradicted = merge.get("contradicted").equals(true);
        at = "merge of " + merge.get("of") + (contradicted ? ", contradicted" : "");
        byte[] merged = Updates.merge(some);
        expect("vector of the merge", Updates.stateVector(merged), vector(merge.get("vectorOfMerge")));
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        boolean waits = apply(doc, merged).pending();
        // Of units that came as an item and as collected the merge has those that came first. They may wait where the
        // others do not.
        if (doc.stateVector().equals(vector(merge.get("vector")))) expectReads(reads(doc), merge, contradicted);
        else expect("waits", waits, true);
        expectComplete(completed(merged), merge, contradicted);
        Collections.reverse(some);
        at = "reversed " + at;
        expectComplete(completed(Updates.merge(some)), merge, contradicted);
    }

    /** What somebody has who took the update, then the mirror's state, and wrote it down. */
    private byte[] completed(byte[] update) {
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        apply(doc, update);
        apply(doc, mirror.encode());
        return load(doc.encode()).encode();
    }

    /** Pairs that were cut are cut by the mirror's state too, so that they are no contradiction any more; halves that were typed are. */
    private void expectComplete(byte[] actual, Map<String, @Nullable Object> merge, boolean contradicted) {
        byte[] expected = Hex.bytes(merge.get("complete"));
        if (!contradicted || !halves) {
            expect("complete", Hex.of(actual), Hex.of(expected));
            return;
        }
        expect("structure", structure(actual), structure(expected));
        expectReads(reads(load(actual)), reads(load(expected)), true);
    }

    /** All but the contents. */
    private static Inspection structure(byte[] update) {
        var all = Updates.inspect(update);
        var kinds = all.kinds().stream()
                .map(use -> new Inspection.KindUse(use.kind(), use.structs(), use.units(), 0))
                .toList();
        return new Inspection(0, all.spans(), kinds, all.roots(), all.deleted());
    }

    private static Doc load(byte[] state) {
        return Doc.load(state, Limits.UNBOUNDED, Schema.any());
    }

    private static Applied apply(Doc doc, byte[] update) {
        var result = doc.apply(update);
        doc.check();
        if (result instanceof Applied applied) return applied;
        throw new AssertionError(result.toString());
    }

    private static byte[] updateOf(Map<String, @Nullable Object> step) {
        return Hex.bytes(step.containsKey("apply") ? step.get("apply") : step.get("update"));
    }

    private static StateVector vector(@Nullable Object hex) {
        return StateVector.decode(Hex.bytes(hex));
    }

    private static Map<String, @Nullable Object> reads(Doc doc) {
        var reads = new HashMap<String, @Nullable Object>();
        reads.put("text", doc.text("t").toString());
        reads.put("map", plain(doc.map("m").toMap()));
        reads.put("array", plain(doc.array("a").toList()));
        reads.put("nested", plain(doc.map("n").toMap()));
        return reads;
    }

    private void expectReads(
            Map<String, @Nullable Object> actual, Map<String, @Nullable Object> expected, boolean contradicted) {
        for (String name : READS) {
            Object read = actual.get(name);
            Object wanted = plain(expected.get(name));
            if (!contradicted || !agree(read, wanted)) expect(name, read, wanted);
        }
    }

    /** Whether the two are the same, but for units that were cut here and not there. */
    private boolean agree(@Nullable Object one, @Nullable Object other) {
        if (one instanceof String a && other instanceof String b)
            return a.length() == b.length()
                    && IntStream.range(0, a.length()).allMatch(i -> agree(a.charAt(i), b.charAt(i)));
        if (one instanceof List<?> a && other instanceof List<?> b)
            return a.size() == b.size() && IntStream.range(0, a.size()).allMatch(i -> agree(a.get(i), b.get(i)));
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b)
            return a.keySet().equals(b.keySet()) && a.keySet().stream().allMatch(key -> agree(a.get(key), b.get(key)));
        return Objects.equals(one, other);
    }

    private boolean agree(char a, char b) {
        return a == b || a == '\ufffd' && canBeCut(b) || b == '\ufffd' && canBeCut(a);
    }

    /** Of what stands behind the lone first half of a pair yjs makes U+FFFD too where it splits them, whatever it was. */
    private boolean canBeCut(char unit) {
        return halves || Character.isSurrogate(unit);
    }

    /** As the oracle tells what JSON does not have. */
    static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case Number number -> plain(number.doubleValue());
            case byte[] bytes -> Map.of("$", Hex.of(bytes));
            case Foreign foreign -> Map.of("$", foreign.name().toLowerCase(Locale.ROOT));
            case List<?> list -> {
                var plain = new ArrayList<@Nullable Object>();
                for (Object element : list) plain.add(plain(element));
                yield plain;
            }
            case Map<?, ?> map -> {
                var plain = new HashMap<@Nullable Object, @Nullable Object>();
                map.forEach((key, inner) -> plain.put(key, plain(inner)));
                yield plain;
            }
            case null, default -> value;
        };
    }

    private static Object plain(double number) {
        if (Double.isFinite(number) && (number != 0 || 1 / number > 0)) return number;
        return Map.of("$", number == 0 ? "-0" : String.valueOf(number));
    }

    private void expect(String what, @Nullable Object actual, @Nullable Object expected) {
        if (Objects.equals(actual, expected)) return;
        throw new AssertionError(what + " at " + at + "\n  yjs  " + expected + "\n  ours " + actual);
    }
}
