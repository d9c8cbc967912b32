package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.update.IdSet;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document that keeps what was deleted shows every state that it was in, and is otherwise the same. */
class HistoryTest {
    private static Doc keeping() {
        return new Doc(Waiting.LIMITS, Schema.any(), History.KEEP);
    }

    private record Seen(Snapshot snapshot, String text) {}

    @Test
    void aSnapshotHasTheBytesOfYjs() {
        var doc = keeping();
        doc.transact(300, edit -> edit.insert(doc.text("t"), 0, "hello"));
        assertThat(Hex.of(doc.snapshot().encode())).isEqualTo("0001ac0205");
        doc.transact(300, edit -> edit.delete(doc.text("t"), 1, 2));
        assertThat(Hex.of(doc.snapshot().encode())).isEqualTo("01ac0201010201ac0205");
        assertThat(Snapshot.decode(doc.snapshot().encode())).isEqualTo(doc.snapshot());
        assertThat(Snapshot.decode(new byte[] {0, 0})).isEqualTo(Snapshot.EMPTY);
        assertThat(Snapshot.EMPTY).isEqualTo(new Snapshot(StateVector.EMPTY, IdSet.EMPTY));
    }

    @Test
    void theTextOfASnapshotIsShownAgain() {
        var doc = keeping();
        var text = doc.text("t");
        doc.transact(1, edit -> edit.insert(text, 0, "let x = 1;"));
        var before = doc.snapshot();
        doc.transact(1, edit -> edit.replace(text, "const y = 2;"));
        assertThat(text.at(before)).isEqualTo("let x = 1;");
        assertThat(text.at(doc.snapshot())).isEqualTo("const y = 2;");
        assertThat(text.at(Snapshot.EMPTY)).isEmpty();
    }

    @Test
    void aDocumentThatDropsItSaysSo() {
        var doc = new Doc(Waiting.LIMITS, Schema.any());
        assertThatThrownBy(() -> doc.text("t").at(Snapshot.EMPTY)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(doc::encodeHistory).isInstanceOf(IllegalStateException.class);
    }

    /** Replicas edit at once, and messages come late; each state that the keeping one was in is shown again, also after loading. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void everyStateOfASessionIsShownAgain(int seed) {
        var random = new Random(seed);
        var doc = keeping();
        var dropping = new Doc(Waiting.LIMITS, Schema.any());
        var others = List.of(new Doc(Waiting.LIMITS, Schema.any()), new Doc(Waiting.LIMITS, Schema.any()));
        var log = new ArrayList<byte[]>();
        var seen = new ArrayList<Seen>();
        var late = new ArrayList<byte[]>();
        for (int step = 0; step < 150; step++) {
            int who = random.nextInt(3);
            byte[] update;
            if (who == 0) {
                update = edit(doc, 1, random);
                others.forEach(other -> other.apply(update));
            } else {
                update = edit(others.get(who - 1), 1 + who, random);
                late.add(update);
                while (!late.isEmpty() && random.nextInt(3) == 0) {
                    byte[] next = late.remove(random.nextInt(late.size()));
                    doc.apply(next);
                    dropping.apply(next);
                    log.add(next);
                }
                others.get(2 - who).apply(update);
            }
            if (who == 0) {
                dropping.apply(update);
                log.add(update);
            }
            doc.check();
            assertThat(doc.encode()).isEqualTo(dropping.encode());
            seen.add(new Seen(doc.snapshot(), doc.text("t").toString()));
        }
        var waiting = Doc.load(doc.encodeHistory(), List.of(), Waiting.LIMITS, Schema.any(), History.KEEP);
        for (byte[] next : late) {
            doc.apply(next);
            log.add(next);
            waiting.apply(next);
        }
        assertThat(waiting.encode()).isEqualTo(doc.encode());
        byte[] history = doc.encodeHistory();
        var loaded = Doc.load(history, List.of(), Waiting.LIMITS, Schema.any(), History.KEEP);
        assertThat(loaded.encode()).isEqualTo(doc.encode());
        assertThat(Doc.load(history, Waiting.LIMITS, Schema.any()).encode()).isEqualTo(doc.encode());
        var merged = Doc.load(Updates.merge(log), List.of(), Waiting.LIMITS, Schema.any(), History.KEEP);
        assertThat(merged.encode()).isEqualTo(doc.encode());
        for (var state : seen) {
            assertThat(doc.text("t").at(state.snapshot)).isEqualTo(state.text);
            assertThat(loaded.text("t").at(state.snapshot)).isEqualTo(state.text);
            assertThat(merged.text("t").at(state.snapshot)).isEqualTo(state.text);
        }
    }

    /** A state that was collected comes before the log and behind it; the text of the log is kept either way, and around it the deletion. */
    @Test
    void mergingALogWithACollectedStateKeepsTheTextOfTheLog() {
        var doc = new Doc(Waiting.LIMITS, Schema.any());
        var text = doc.text("t");
        byte[] first = doc.transact(1, edit -> edit.insert(text, 0, "unseen "));
        byte[] second = doc.transact(1, edit -> edit.insert(text, 7, "seen"));
        byte[] third = doc.transact(1, edit -> edit.insert(text, 11, " unseen too"));
        var before = doc.snapshot();
        doc.transact(1, edit -> edit.delete(text, 0, 22));
        doc.transact(1, edit -> edit.insert(text, 0, "now"));
        for (var order : List.of(List.of(doc.encode(), second), List.of(second, doc.encode()))) {
            byte[] merged = Updates.merge(order);
            var keeping = Doc.load(merged, List.of(), Waiting.LIMITS, Schema.any(), History.KEEP);
            assertThat(keeping.encode()).isEqualTo(doc.encode());
            assertThat(keeping.text("t").at(before)).isEqualTo("seen");
        }
        var all = Updates.merge(List.of(doc.encode(), first, second, third));
        var keeping = Doc.load(all, List.of(), Waiting.LIMITS, Schema.any(), History.KEEP);
        assertThat(keeping.text("t").at(before)).isEqualTo("unseen seen unseen too");
        assertThat(keeping.encode()).isEqualTo(doc.encode());
    }

    private static byte[] edit(Doc doc, long client, Random random) {
        var text = doc.text("t");
        return doc.transact(client, edit -> {
            int length = text.length();
            if (length > 0 && random.nextInt(3) == 0) {
                int at = random.nextInt(length);
                edit.delete(text, at, 1 + random.nextInt(Math.min(9, length - at)));
            } else {
                edit.insert(
                        text,
                        random.nextInt(length + 1),
                        new String[] {"a", "bc", "é", "Ж", "hello "}[random.nextInt(5)]);
            }
        });
    }

    @Test
    void aRefusedUpdateLeavesTheHistoryAlone() {
        var doc = keeping();
        var text = doc.text("t");
        doc.transact(1, edit -> edit.insert(text, 0, "abcdef"));
        var before = doc.snapshot();
        // Deletes "bc", then refers to a place that the second struct makes impossible: a parent that is no type.
        var refused = doc.apply(Hex.bytes("010102000400010003017a" + "0101010102"));
        assertThat(refused).isInstanceOf(Refused.class);
        assertThat(doc.snapshot()).isEqualTo(before);
        doc.transact(1, edit -> edit.delete(text, 0, 6));
        assertThat(text.at(before)).isEqualTo("abcdef");
    }
}
