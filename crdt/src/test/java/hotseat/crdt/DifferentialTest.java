package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import hotseat.crdt.update.StateVector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Generated sessions of several yjs replicas ({@code oracle/scenario.mjs}); the engine takes the part of one of them and must have its
 * bytes after every step. {@code -Dseed=n} runs one case, {@code -Dcases=n} more of them.
 */
class DifferentialTest {
    private static final int CASES = Integer.getInteger("cases", 600);

    @Test
    void everyStepOfAGeneratedSessionGivesTheBytesOfYjs() {
        Integer only = Integer.getInteger("seed");
        try (var oracle = Oracle.start()) {
            int first = only == null ? 1 : only;
            int last = only == null ? CASES : only;
            for (int seed = first; seed <= last; seed++) play(oracle, seed);
        }
    }

    private static void play(Oracle oracle, int seed) {
        int steps = seed % 10 == 0 ? 400 : 60;
        var session = oracle.ask("{\"op\":\"scenario\",\"seed\":" + seed + ",\"steps\":" + steps + "}");
        long client = (Long) session.get("client");
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        var beforeSync = Json.object(session.get("beforeSync"));
        int number = 0;
        String at = "";
        try {
            for (Object step : Json.array(session.get("steps"))) {
                at = "seed " + seed + " step " + number;
                if (number++ == (Long) beforeSync.get("steps")) checkDiff(doc, beforeSync, at);
                step(doc, client, Json.object(step), at);
            }
            assertThat(doc.text("t").toString()).as(at).isEqualTo(session.get("text"));
            assertThat(values(doc)).as(at).isEqualTo(session.get("map"));
            assertThat(Hex.of(doc.stateVector().encode())).as(at).isEqualTo(session.get("vector"));
            var loaded = Doc.load(doc.encode(), Limits.UNBOUNDED, Schema.any());
            loaded.check();
            assertThat(Hex.of(loaded.encode())).as(at).isEqualTo(session.get("loaded"));
        } catch (RuntimeException | AssertionError e) {
            fail("failed at " + at + "; again with -Dseed=" + seed, e);
        }
    }

    private static void checkDiff(Doc doc, Map<String, Object> expected, String at) {
        var known = StateVector.decode(Hex.bytes(expected.get("vector")));
        assertThat(Hex.of(doc.encodeSince(known))).as("diff after " + at).isEqualTo(expected.get("diff"));
    }

    private static void step(Doc doc, long client, Map<String, Object> step, String at) {
        if (step.containsKey("edit")) {
            var update = doc.transact(client, edit -> {
                for (Object op : Json.array(step.get("edit"))) perform(doc, edit, Json.array(op));
            });
            assertThat(Hex.of(update)).as("update of " + at).isEqualTo(step.get("update"));
        } else {
            byte[] update = Hex.bytes(step.get("apply"));
            var result = doc.apply(update);
            assertThat(result).as(at).isInstanceOf(Applied.class);
            var applied = (Applied) result;
            boolean emitted = !step.get("emitted").equals("0000");
            if (emitted) assertThat(applied.changed()).as("changed by " + at).isTrue();
            if (emitted && !applied.pending() && applied.update() != update)
                assertThat(Hex.of(applied.update())).as("emission of " + at).isEqualTo(step.get("emitted"));
        }
        doc.check();
        assertThat(Hex.of(doc.encode())).as("state after " + at + " " + step).isEqualTo(step.get("state"));
    }

    private static void perform(Doc doc, Transaction edit, List<Object> op) {
        String root = (String) op.get(1);
        switch ((String) op.get(0)) {
            case "insert" -> edit.insert(doc.text(root), Math.toIntExact((Long) op.get(2)), (String) op.get(3));
            case "delete" ->
                edit.delete(doc.text(root), Math.toIntExact((Long) op.get(2)), Math.toIntExact((Long) op.get(3)));
            case "set" -> edit.set(doc.map(root), (String) op.get(2), op.get(3));
            case "remove" -> edit.remove(doc.map(root), (String) op.get(2));
            default -> throw new IllegalArgumentException("unknown edit " + op);
        }
    }

    private static Map<String, Object> values(Doc doc) {
        var map = doc.map("m");
        var values = new java.util.HashMap<String, Object>();
        for (String key : map.keys()) values.put(key, map.get(key));
        return values;
    }
}
