package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Damaged bytes for everything that reads bytes without a document: refused, or read and then good for everything else.
 * {@code -Dseed=n} runs one case, {@code -Dcases=n} more of them.
 */
class UpdatesMutationTest {
    private static final int CASES = Integer.getInteger("cases", 20_000);
    private static final int V1_BYTES_MAX = 1 << 20;

    private int refused;
    private int read;

    @Test
    void damagedBytesAreReadOrRefused() {
        Integer only = Integer.getInteger("seed");
        int first = only == null ? 1 : only;
        int last = only == null ? CASES : only;
        try (var oracle = Oracle.start()) {
            List<byte[]> updates = List.of();
            for (int seed = first; seed <= last; seed++) {
                if (seed % 200 == 0 || updates.isEmpty()) updates = Session.updates(oracle, 40_000 + seed / 200, 60);
                try {
                    damage(updates, new Random(seed));
                } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
                    fail("failed; again with -Dseed=" + seed, e);
                }
            }
        }
        if (only == null) {
            assertThat(refused).isGreaterThan(CASES / 4);
            assertThat(read).isGreaterThan(CASES / 4);
        }
    }

    private void damage(List<byte[]> updates, Random random) {
        byte[] good = updates.get(random.nextInt(updates.size()));
        byte[] bad = Damage.to(good, updates, random);
        orRefuse(() -> Updates.stateVector(bad));
        orRefuse(() -> Updates.inspect(bad));
        orRefuse(() -> Updates.diff(bad, known(updates, random)));
        orRefuse(() -> {
            // What is read is well-formed: it can be merged, and the merge says the same again.
            byte[] merged = Updates.merge(List.of(good, bad, good));
            assertThat(Updates.merge(List.of(merged))).isEqualTo(merged);
            assertThat(Updates.stateVector(Updates.diff(merged, StateVector.EMPTY)))
                    .isEqualTo(Updates.stateVector(merged));
        });
        orRefuse(() -> assertThat(Updates.toV1(Updates.toV2(bad))).isNotEmpty());
        byte[] badV2 = Damage.to(Updates.toV2(good), updates, random);
        orRefuse(() -> Updates.stateVector(Updates.toV1(badV2, V1_BYTES_MAX)));
        orRefuse(() -> Doc.loadV2(badV2, Limits.INTERVIEW, Schema.any()).check());
        orRefuse(() -> StateVector.decode(bad).encode());
        orRefuse(() -> Snapshot.decode(bad).encode());
        orRefuse(() -> RelativePosition.decode(bad).encode());
        orRefuse(() -> AwarenessUpdate.decode(Damage.to(AWARENESS, updates, random), 1_000, 10)
                .encode());
    }

    private static final byte[] AWARENESS = new AwarenessUpdate(List.of(
                    new AwarenessUpdate.Entry(1L << 40, 7, "{\"cursor\":{\"anchor\":[1,2.5e3,\"\\u00e9\"]}}"),
                    new AwarenessUpdate.Entry(2, 1, "null")))
            .encode();

    private static StateVector known(List<byte[]> updates, Random random) {
        var some = new ArrayList<byte[]>();
        for (int n = random.nextInt(4); n > 0; n--) some.add(updates.get(random.nextInt(updates.size())));
        return Updates.stateVector(Updates.merge(some));
    }

    private void orRefuse(Runnable reading) {
        try {
            reading.run();
            read++;
        } catch (RejectedUpdate expected) {
            assertThat(expected.detail()).isNotEmpty();
            refused++;
        }
    }
}
