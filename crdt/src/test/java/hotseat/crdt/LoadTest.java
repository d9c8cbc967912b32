package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.codec.RejectedUpdate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final byte[] NOTHING = {0, 0};
    private static final Limits TINY = Limits.INTERVIEW.withUpdate(64, 4, 4).withDocument(1, 50, 100, 100);

    /** Updates of some writers who hear of each other now and then. */
    private static List<byte[]> session(long seed) {
        var random = new Random(seed);
        var writers = List.of(
                new Doc(Limits.UNBOUNDED, Schema.any()),
                new Doc(Limits.UNBOUNDED, Schema.any()),
                new Doc(Limits.UNBOUNDED, Schema.any()));
        var updates = new ArrayList<byte[]>();
        for (int i = 0; i < 120; i++) {
            int who = random.nextInt(writers.size());
            var doc = writers.get(who);
            updates.add(doc.transact(100 + who, edit -> {
                int length = doc.text("t").length();
                if (length > 0 && random.nextInt(4) == 0) edit.delete(doc.text("t"), random.nextInt(length), 1);
                else edit.insert(doc.text("t"), random.nextInt(length + 1), "ab");
                edit.set(doc.map("m"), "k" + random.nextInt(3), (long) random.nextInt(100));
            }));
            if (random.nextInt(5) == 0) updates.forEach(doc::apply);
        }
        return updates;
    }

    @Test
    void aStateAndWhatWasAcceptedAfterItGiveTheDocumentBack() {
        for (long seed = 0; seed < 30; seed++) {
            var updates = session(seed);
            if (seed % 2 == 1) Collections.shuffle(updates, new Random(seed)); // some of it waits for a while
            var live = new Doc(Limits.UNBOUNDED, Schema.any());
            int cut = (int) (updates.size() * seed / 30);
            updates.subList(0, cut).forEach(live::apply);
            var checkpoint = live.encode();
            var later = updates.subList(cut, updates.size());
            later.forEach(live::apply);
            var loaded = Doc.load(checkpoint, later, Limits.UNBOUNDED, Schema.any());
            loaded.check();
            assertThat(loaded.encode()).as("seed " + seed).isEqualTo(live.encode());
            assertThat(Doc.load(NOTHING, updates, Limits.UNBOUNDED, Schema.any())
                            .encode())
                    .isEqualTo(live.encode());
        }
    }

    @Test
    void limitsDoNotBindWhatWasAcceptedBefore() {
        var updates = session(7);
        var loaded = Doc.load(NOTHING, updates, TINY, Schema.any());
        assertThat(loaded.text("t").length()).isGreaterThan(50);
        var other = new Doc(Limits.UNBOUNDED, Schema.any());
        var more = other.transact(7, edit -> edit.insert(other.text("t"), 0, "more"));
        assertThat(loaded.apply(more)).isInstanceOf(Refused.class);
    }

    @Test
    void aDamagedUpdateEndsTheLoading() {
        assertThatThrownBy(() -> Doc.load(NOTHING, List.of(new byte[] {1, 2, 3}), Limits.UNBOUNDED, Schema.any()))
                .isInstanceOf(RejectedUpdate.class);
    }
}
