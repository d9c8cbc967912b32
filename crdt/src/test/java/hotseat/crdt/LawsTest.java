package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What holds of any documents and any updates, tried on generated ones. A case is its seed. */
class LawsTest {
    static final List<Integer> SEEDS = Collections.unmodifiableList(seeds());

    private static List<Integer> seeds() {
        var seeds = new ArrayList<Integer>();
        for (int seed = 1; seed <= Integer.getInteger("cases", 150); seed++) seeds.add(seed);
        return seeds;
    }

    private static Doc empty() {
        return new Doc(Limits.UNBOUNDED, Schema.any());
    }

    private static Applied apply(Doc doc, byte[] update) {
        var result = doc.apply(update);
        doc.check();
        if (result instanceof Applied applied) return applied;
        throw new AssertionError(result.toString());
    }

    private static Doc applied(List<byte[]> updates) {
        var doc = empty();
        for (byte[] update : updates) apply(doc, update);
        return doc;
    }

    /** What a document says, and its bytes once they do not depend on the order in which it learned it. */
    private record Content(String text, Map<String, @Nullable Object> map, List<@Nullable Object> array, String bytes) {
        static Content of(Doc doc) {
            var loaded = Doc.load(doc.encode(), Limits.UNBOUNDED, Schema.any());
            loaded.check();
            return new Content(
                    doc.text("t").toString(),
                    doc.map("m").toMap(),
                    doc.array("a").toList(),
                    Hex.of(loaded.encode()));
        }
    }

    /** Updates of two to five writers, who hear of each other now and then. */
    private static List<byte[]> session(Random random) {
        var writers = new ArrayList<Doc>();
        for (int n = 2 + random.nextInt(4); n > 0; n--) writers.add(empty());
        var updates = new ArrayList<byte[]>();
        for (int n = 20 + random.nextInt(60); n > 0; n--) {
            int who = random.nextInt(writers.size());
            byte[] update = edit(writers.get(who), 1 + who, random);
            if (update.length > 2) updates.add(update);
            if (random.nextInt(4) == 0) updates.forEach(writers.get(random.nextInt(writers.size()))::apply);
        }
        return updates;
    }

    private static byte[] edit(Doc doc, long client, Random random) {
        var text = doc.text("t");
        var map = doc.map("m");
        var array = doc.array("a");
        String key = "k" + random.nextInt(3);
        return doc.transact(client, edit -> {
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                switch (random.nextInt(8)) {
                    case 0 -> edit.set(map, key, (long) random.nextInt(9));
                    case 1 -> edit.insert(edit.setText(map, key), 0, "nested");
                    case 2 -> edit.remove(map, key);
                    case 3 -> edit.insert(array, random.nextInt(array.length() + 1), List.of(1L, "two"));
                    case 4 -> {
                        if (array.length() > 0) edit.delete(array, random.nextInt(array.length()), 1);
                    }
                    case 5 -> {
                        int at = random.nextInt(text.length() + 1);
                        edit.delete(text, at, random.nextInt(Math.min(4, text.length() - at) + 1));
                    }
                    default ->
                        edit.insert(text, random.nextInt(text.length() + 1), random.nextBoolean() ? "ab" : "é😀");
                }
            }
        });
    }

    private static StateVector someOf(StateVector all, Random random) {
        var clocks = new HashMap<Long, Integer>();
        all.clocks().forEach((client, clock) -> clocks.put(client, random.nextInt(clock + 1)));
        return new StateVector(clocks);
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void replicasConvergeInWhateverOrderAndHoweverOftenUpdatesCome(int seed) {
        var random = new Random(seed);
        var updates = session(random);
        var expected = Content.of(applied(updates));
        var shuffled = new ArrayList<>(updates);
        for (byte[] update : updates) if (random.nextInt(3) == 0) shuffled.add(update);
        Collections.shuffle(shuffled, random);
        var doc = applied(shuffled);
        assertThat(apply(doc, new byte[] {0, 0}).pending()).isFalse();
        assertThat(Content.of(doc)).isEqualTo(expected);
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void whatIsKnownChangesNothing(int seed) {
        var random = new Random(seed);
        var updates = session(random);
        var doc = applied(updates.subList(0, random.nextInt(updates.size()) + 1));
        byte[] state = doc.encode();
        assertThat(apply(doc, state).changed()).isFalse();
        for (byte[] update : updates) {
            apply(doc, update);
            byte[] after = doc.encode();
            assertThat(apply(doc, update).changed()).isFalse();
            assertThat(doc.encode()).isEqualTo(after);
        }
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void mergingDoesNotDependOnOrderOrGrouping(int seed) {
        var random = new Random(seed);
        var updates = session(random);
        var expected = Content.of(applied(updates));
        Collections.shuffle(updates, random);
        int cut = random.nextInt(updates.size() + 1);
        byte[] all = Updates.merge(updates);
        byte[] inTwo = Updates.merge(
                List.of(Updates.merge(updates.subList(cut, updates.size())), Updates.merge(updates.subList(0, cut))));
        assertThat(Content.of(applied(List.of(all)))).isEqualTo(expected);
        assertThat(Content.of(applied(List.of(inTwo)))).isEqualTo(expected);
        assertThat(Updates.merge(List.of(all))).isEqualTo(all);
        assertThat(Updates.stateVector(all)).isEqualTo(applied(updates).stateVector());
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void aStateAndWhatItLacksAreTheWhole(int seed) {
        var random = new Random(seed);
        var updates = session(random);
        var full = applied(updates);
        var expected = Content.of(full);
        var base = applied(updates.subList(0, random.nextInt(updates.size() + 1)));
        byte[] state = base.encode();
        var known = base.stateVector();
        assertThat(Content.of(applied(List.of(state, full.encodeSince(known))))).isEqualTo(expected);
        assertThat(Content.of(applied(List.of(state, Updates.diff(full.encode(), known)))))
                .isEqualTo(expected);
        assertThat(Content.of(applied(List.of(state, Updates.diff(Updates.merge(updates), known)))))
                .isEqualTo(expected);
    }

    /** Pieces that begin anywhere, inside of items too, and overlap. */
    @ParameterizedTest
    @FieldSource("SEEDS")
    void aStateCutAnywhereGrowsTogetherAgain(int seed) {
        var random = new Random(seed);
        var full = applied(session(random));
        var pieces = new ArrayList<byte[]>();
        pieces.add(full.encode());
        for (int n = 0; n < 5; n++) pieces.add(full.encodeSince(someOf(full.stateVector(), random)));
        for (int n = 0; n < 5; n++) pieces.add(Updates.diff(full.encode(), someOf(full.stateVector(), random)));
        Collections.shuffle(pieces, random);
        var doc = applied(pieces);
        // A piece that begins inside of a pair has U+FFFD for its half.
        assertThat(doc.text("t").length()).isEqualTo(full.text("t").length());
        assertThat(doc.stateVector()).isEqualTo(full.stateVector());
        assertThat(doc.map("m").toMap()).isEqualTo(full.map("m").toMap());
        assertThat(doc.array("a").toList()).isEqualTo(full.array("a").toList());
        assertThat(doc.encode())
                .hasSameSizeAs(
                        Doc.load(doc.encode(), Limits.UNBOUNDED, Schema.any()).encode());
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void v2SaysTheSameAndIsReadBack(int seed) {
        var updates = session(new Random(seed));
        for (byte[] update : updates)
            assertThat(Updates.toV1(Updates.toV2(update))).isEqualTo(update);
        var doc = applied(updates);
        var loaded = Doc.loadV2(doc.encodeV2(), Limits.UNBOUNDED, Schema.any());
        loaded.check();
        assertThat(Content.of(loaded)).isEqualTo(Content.of(doc));
        byte[] merged = Updates.merge(updates);
        assertThat(Updates.toV1(Updates.toV2(merged))).isEqualTo(merged);
    }

    @ParameterizedTest
    @FieldSource("SEEDS")
    void aPositionComesBackAsTheIndexThatItWasMadeOf(int seed) {
        var random = new Random(seed);
        var doc = applied(session(random));
        var text = doc.text("t");
        for (int index = 0; index <= text.length(); index++) {
            assertThat(doc.index(text.position(index, 0))).hasValue(index);
            assertThat(doc.index(text.position(index, -1))).hasValue(index);
        }
        var before = new ArrayList<RelativePosition>();
        for (int index = 0; index <= text.length(); index++) before.add(text.position(index, 0));
        for (int n = 0; n < 10; n++) edit(doc, 77, random);
        int last = 0;
        for (var position : before) {
            int now = doc.index(position).orElseThrow();
            assertThat(now).isBetween(last, text.length());
            last = now;
        }
    }
}
