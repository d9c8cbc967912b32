package hotseat.crdt;

import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A generated session of several yjs replicas ({@code oracle/scenario.mjs}). The engine takes the part of one of them, the mirror, and must
 * be what that one is after every step, to the byte.
 */
final class Session {
    private static final String NOTHING = "0000";

    private final Map<String, @Nullable Object> session;
    private final List<Map<String, @Nullable Object>> steps = new ArrayList<>();
    private final Doc mirror = new Doc(Limits.UNBOUNDED, Schema.any());
    private String at = "";

    private Session(Map<String, @Nullable Object> session) {
        this.session = session;
        for (Object step : Json.array(session.get("steps"))) steps.add(Json.object(step));
    }

    static String request(int seed) {
        return "{\"op\":\"scenario\",\"seed\":" + seed + "}";
    }

    /** Updates that the mirror of a session made or took, in order. */
    static List<byte[]> updates(Oracle oracle, int seed, int steps) {
        var session = new Session(oracle.ask("{\"op\":\"scenario\",\"seed\":" + seed + ",\"steps\":" + steps + "}"));
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
        for (int number = 0; number < steps.size(); number++) {
            at = "step " + number;
            if (number == (Long) beforeSync.get("steps")) {
                var known = StateVector.decode(Hex.bytes(beforeSync.get("vector")));
                expect("diff", Hex.of(mirror.encodeSince(known)), beforeSync.get("diff"));
            }
            step(client, steps.get(number));
        }
        at = "the end";
        expect("rich text", mirror.text("r").toString(), session.get("rich"));
        loadInBothFormats();
        applyWhatALaterStateHasMore();
        for (Object merge : Json.array(session.get("merges"))) merge(Json.object(merge));
    }

    private void step(long client, Map<String, @Nullable Object> step) {
        if (step.containsKey("edit")) {
            var update = mirror.transact(client, edit -> {
                for (Object op : Json.array(step.get("edit"))) perform(edit, Json.array(op));
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
        expectReads(mirror, step);
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

    private void perform(Transaction edit, List<@Nullable Object> op) {
        String root = (String) op.get(1);
        switch ((String) op.get(0)) {
            case "insert" -> edit.insert(mirror.text(root), Math.toIntExact((Long) op.get(2)), (String) op.get(3));
            case "delete" ->
                edit.delete(mirror.text(root), Math.toIntExact((Long) op.get(2)), Math.toIntExact((Long) op.get(3)));
            case "set" -> edit.set(mirror.map(root), (String) op.get(2), op.get(3));
            case "remove" -> edit.remove(mirror.map(root), (String) op.get(2));
            default -> throw new IllegalArgumentException("unknown edit " + op);
        }
    }

    private void loadInBothFormats() {
        var loaded = Doc.load(mirror.encode(), Limits.UNBOUNDED, Schema.any());
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
        var doc = Doc.load(Hex.bytes(earlier.get("state")), Limits.UNBOUNDED, Schema.any());
        var known = StateVector.decode(Hex.bytes(earlier.get("vector")));
        apply(doc, Updates.diff(mirror.encode(), known));
        expect("state and diff of " + diffed.get("at"), Hex.of(doc.encode()), diffed.get("state"));
    }

    private void merge(Map<String, @Nullable Object> merge) {
        var some = new ArrayList<byte[]>();
        for (Object number : Json.array(merge.get("of"))) some.add(updateOf(steps.get(Math.toIntExact((Long) number))));
        at = "merge of " + merge.get("of");
        byte[] merged = Updates.merge(some);
        expect("vector of the merge", Updates.stateVector(merged), vector(merge.get("vectorOfMerge")));
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        apply(doc, merged);
        expectReads(doc, merge);
        apply(doc, mirror.encode());
        expect("complete", Hex.of(doc.encode()), merge.get("complete"));
    }

    private static void apply(Doc doc, byte[] update) {
        if (doc.apply(update) instanceof Refused refused) throw new AssertionError(refused.toString());
        doc.check();
    }

    private static byte[] updateOf(Map<String, @Nullable Object> step) {
        return Hex.bytes(step.containsKey("apply") ? step.get("apply") : step.get("update"));
    }

    private static StateVector vector(@Nullable Object hex) {
        return StateVector.decode(Hex.bytes(hex));
    }

    private void expectReads(Doc doc, Map<String, @Nullable Object> expected) {
        expect("text", doc.text("t").toString(), expected.get("text"));
        expect("map", values(doc), expected.get("map"));
        expect("vector", doc.stateVector(), vector(expected.get("vector")));
    }

    private static Map<String, @Nullable Object> values(Doc doc) {
        var map = doc.map("m");
        var values = new HashMap<String, @Nullable Object>();
        for (String key : map.keys()) values.put(key, map.get(key));
        return values;
    }

    private void expect(String what, @Nullable Object actual, @Nullable Object expected) {
        if (Objects.equals(actual, expected)) return;
        throw new AssertionError(what + " at " + at + "\n  yjs  " + expected + "\n  ours " + actual);
    }
}
