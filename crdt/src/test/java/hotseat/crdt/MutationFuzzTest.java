package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import hotseat.crdt.codec.Reason;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged updates: bytes changed, cut, inserted and copied from other updates. Whatever comes, the document is changed by the rules or not
 * at all, and its invariants hold. {@code -Dseed=n} runs one case, {@code -Dcases=n} more of them.
 */
class MutationFuzzTest {
    private static final int CASES = Integer.getInteger("cases", 600);
    /** So small that honest sessions break them too, which is where taking back is tried. */
    private static final Limits TIGHT = Limits.INTERVIEW
            .withUpdate(1 << 16, 200, 50)
            .withPending(400)
            .withDepth(5, 4)
            .withDocument(8, 24, 400, 40);

    private static final Schema ROOM = Schema.of(root -> switch (root) {
        case "t" -> Schema.Kind.TEXT;
        case "m" -> Schema.Kind.MAP;
        case "a", "n" -> Schema.Kind.ANY;
        default -> Schema.Kind.NONE;
    });

    @Test
    void aDamagedUpdateIsAppliedByTheRulesOrRefusedWithoutATrace() {
        Integer only = Integer.getInteger("seed");
        int first = only == null ? 1 : only;
        int last = only == null ? CASES : only;
        int refusedInAll = 0;
        var reasons = java.util.EnumSet.noneOf(Reason.class);
        try (var oracle = Oracle.start()) {
            List<byte[]> updates = List.of();
            for (int seed = first; seed <= last; seed++) {
                if (seed % 10 == 0 || updates.isEmpty()) updates = Session.updates(oracle, 10_000 + seed / 10, 120);
                try {
                    refusedInAll += play(updates, new Random(seed), reasons);
                } catch (RuntimeException | AssertionError | StackOverflowError e) {
                    fail("failed; again with -Dseed=" + seed, e);
                }
            }
        }
        if (only == null) {
            assertThat(refusedInAll).isGreaterThan(1_000);
            assertThat(reasons).contains(Reason.MALFORMED, Reason.SCHEMA, Reason.DOCUMENT_FULL, Reason.PENDING_FULL);
        }
    }

    private static int play(List<byte[]> updates, Random random, java.util.Set<Reason> reasons) {
        var doc = new Doc(random.nextBoolean() ? TIGHT : Limits.INTERVIEW, random.nextBoolean() ? ROOM : Schema.any());
        byte[] state = doc.encode();
        int refused = 0;
        for (int step = 0; step < 60; step++) {
            byte[] update = updates.get(Math.min(updates.size() - 1, step + random.nextInt(3)));
            if (random.nextInt(3) > 0) update = Damage.to(update, updates, random);
            if (random.nextInt(6) == 0) {
                try {
                    doc.transact(
                            5,
                            edit -> edit.insert(
                                    doc.text("t"),
                                    random.nextInt(1 + doc.text("t").length()),
                                    "é😀"));
                } catch (hotseat.crdt.codec.RejectedUpdate full) {
                    assertThat(doc.encode()).isEqualTo(state);
                }
                state = doc.encode();
            }
            var result = doc.apply(update);
            doc.check();
            byte[] now = doc.encode();
            switch (result) {
                case Refused refusal -> {
                    assertThat(Hex.of(now)).isEqualTo(Hex.of(state));
                    reasons.add(refusal.reason());
                    refused++;
                }
                case Applied applied -> {
                    if (!applied.changed()) assertThat(Hex.of(now)).isEqualTo(Hex.of(state));
                }
            }
            state = now;
        }
        // What the document says of itself can be read again and is the same units. Not always in the same order: where
        // an item with forged neighbours goes depends on what came before it, for yjs too.
        var loaded = Doc.load(state, Limits.UNBOUNDED, Schema.any());
        loaded.check();
        assertThat(sorted(loaded.text("t"))).isEqualTo(sorted(doc.text("t")));
        assertThat(loaded.stateVector()).isEqualTo(doc.stateVector());
        return refused;
    }

    private static int[] sorted(Text text) {
        return text.toString().chars().sorted().toArray();
    }
}
