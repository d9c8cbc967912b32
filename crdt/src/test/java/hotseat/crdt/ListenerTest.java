package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.Delta.Delete;
import hotseat.crdt.Delta.Insert;
import hotseat.crdt.Delta.InsertValue;
import hotseat.crdt.Delta.Retain;
import hotseat.crdt.update.UnitId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners are told what changed, once, after it changed. */
class ListenerTest {
    private final Doc doc = new Doc(Waiting.LIMITS, Schema.any());
    private final Text text = doc.text("t");
    private final List<Delta> deltas = new ArrayList<>();

    @Test
    void updatesComeWithTheirOrigin() {
        var told = new ArrayList<Object>();
        var subscription = doc.onUpdate((update, origin) -> told.addAll(List.of(Hex.of(update), origin)));
        byte[] typed = doc.transact(1, "here", edit -> edit.insert(text, 0, "a"));
        doc.apply(Hex.bytes("01010200840100016200"), "there", client -> true);
        doc.apply(Hex.bytes("01010200840100016200"), "again", client -> true);
        doc.transact(1, "nothing", edit -> {});
        assertThat(told).containsExactly(Hex.of(typed), "here", "01010200840100016200", "there");
        subscription.cancel();
        doc.transact(1, "silent", edit -> edit.insert(text, 0, "c"));
        assertThat(told).hasSize(4);
    }

    @Test
    void aDeltaSaysWhereTheTextChanged() {
        doc.onDelta(text, (delta, origin) -> deltas.add(delta));
        doc.transact(1, edit -> edit.insert(text, 0, "hello world"));
        doc.transact(1, edit -> {
            edit.delete(text, 0, 1);
            edit.insert(text, 0, "J");
            edit.insert(text, 11, "!");
        });
        doc.transact(1, edit -> {
            edit.insert(text, 0, "gone");
            edit.delete(text, 0, 4);
        });
        assertThat(deltas)
                .containsExactly(
                        new Delta(List.of(new Insert("hello world"))),
                        new Delta(List.of(new Delete(1), new Insert("J"), new Retain(10), new Insert("!"))));
    }

    @Test
    void whatIsNotTextComesAsAValue() {
        doc.onDelta(text, (delta, origin) -> deltas.add(delta));
        doc.apply(Hex.bytes("0101010005010174" + "0d7b22696d616765223a2269227d" + "00"));
        assertThat(deltas).containsExactly(new Delta(List.of(new InsertValue(java.util.Map.of("image", "i")))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void deltasInARowGiveTheText(int seed) {
        var random = new Random(seed);
        var other = new Doc(Waiting.LIMITS, Schema.any());
        var mirror = new String[] {""};
        doc.onDelta(text, (delta, origin) -> mirror[0] = delta.applyTo(mirror[0]));
        var late = new ArrayList<byte[]>();
        for (int step = 0; step < 200; step++) {
            if (random.nextBoolean()) other.apply(edits(doc, 1, random));
            else late.add(edits(other, 2, random));
            while (!late.isEmpty() && random.nextInt(4) == 0) doc.apply(late.remove(random.nextInt(late.size())));
            doc.check();
            assertThat(mirror[0]).as("step %d", step).isEqualTo(text.toString());
        }
    }

    private static byte[] edits(Doc doc, long client, Random random) {
        var text = doc.text("t");
        return doc.transact(client, edit -> {
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int length = text.length();
                if (length > 0 && random.nextInt(3) == 0) {
                    int at = random.nextInt(length);
                    edit.delete(text, at, 1 + random.nextInt(Math.min(9, length - at)));
                } else {
                    edit.insert(text, random.nextInt(length + 1), "word ".substring(random.nextInt(5)));
                }
            }
        });
    }

    @Test
    void aTextThatIsDeletedTellsNothingMore() {
        var nested = new Text[1];
        doc.transact(1, edit -> nested[0] = edit.setText(doc.map("m"), "k"));
        doc.onDelta(nested[0], (delta, origin) -> deltas.add(delta));
        doc.transact(1, edit -> edit.insert(nested[0], 0, "a"));
        doc.transact(1, edit -> edit.remove(doc.map("m"), "k"));
        assertThat(deltas).containsExactly(new Delta(List.of(new Insert("a"))));
    }

    @Test
    void aListenerMustNotChangeTheDocument() {
        doc.onUpdate((update, origin) -> doc.transact(2, edit -> edit.insert(text, 0, "loop")));
        assertThatThrownBy(() -> doc.transact(1, edit -> edit.insert(text, 0, "a")))
                .isInstanceOf(IllegalStateException.class);
        assertThat(text.toString()).isEqualTo("a");
        doc.check();
    }

    /** What is asked of a document in the middle of a change would be lost in it. */
    @Test
    void aChangeHasNoOtherWithin() {
        byte[] other = Hex.bytes("010102000401017401 7a00".replace(" ", ""));
        assertThatThrownBy(() -> doc.transact(1, edit -> {
                    edit.insert(text, 0, "outer");
                    doc.transact(2, inner -> inner.insert(text, 0, "inner"));
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> doc.transact(1, edit -> {
                    edit.insert(text, 0, "outer");
                    doc.apply(other);
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> doc.apply(Hex.bytes("01010300040101740179 00".replace(" ", "")), null, client -> {
                    doc.apply(other);
                    return true;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(doc.encode()).isEqualTo(new byte[2]);
        assertThat(doc.apply(other)).isInstanceOf(Applied.class);
        assertThat(text).hasToString("z");
        doc.check();
    }

    @Test
    void aCancelledSubscriptionTellsNothingMore() {
        var told = new ArrayList<String>();
        UpdateListener same = (update, origin) -> told.add("update");
        var first = doc.onUpdate(same);
        doc.onUpdate(same);
        first.cancel();
        first.cancel();
        doc.transact(1, edit -> edit.insert(text, 0, "a"));
        assertThat(told).containsExactly("update");

        told.clear();
        var subscriptions = new ArrayList<Subscription>();
        doc.onDelta(text, (delta, origin) -> subscriptions.forEach(Subscription::cancel));
        subscriptions.add(doc.onDelta(text, (delta, origin) -> told.add("cancelled delta")));
        subscriptions.add(doc.onUpdate((update, origin) -> told.add("cancelled update")));
        doc.transact(1, edit -> edit.insert(text, 0, "b"));
        assertThat(told).containsExactly("update");
    }

    @Test
    void aListenerThatThrowsKeepsNothingFromTheOthers() {
        doc.onDelta(text, (delta, origin) -> {
            if (origin != null) throw new IllegalArgumentException("of " + origin);
        });
        doc.onDelta(text, (delta, origin) -> deltas.add(delta));
        var updates = new ArrayList<Object>();
        doc.onUpdate((update, origin) -> updates.add(Hex.of(update)));
        assertThatThrownBy(() -> doc.transact(1, "first", edit -> edit.insert(text, 0, "a")))
                .hasMessage("of first");
        assertThat(deltas).containsExactly(new Delta(List.of(new Insert("a"))));
        assertThat(updates).hasSize(1);
        byte[] waits = Hex.bytes("010101058401040178 00".replace(" ", ""));
        assertThat(((Applied) doc.apply(waits)).pending()).isTrue();
        assertThat(deltas).hasSize(1);
    }

    @Test
    void aDeltaIsOfATextOfTheDocument() {
        var other = new Doc(Waiting.LIMITS, Schema.any()).text("t");
        assertThatThrownBy(() -> doc.onDelta(other, (delta, origin) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theUpdateOfNothingIsTheCallersOwn() {
        doc.transact(1, edit -> {})[0] = 9;
        ((Applied) doc.apply(new byte[2])).update()[0] = 9;
        assertThat(doc.transact(1, edit -> {})).containsExactly(0, 0);
        assertThat(doc.encode()).containsExactly(0, 0);
    }

    @Test
    void aRefusedUpdateTellsNothing() {
        doc.onUpdate((update, origin) -> {
            throw new AssertionError("told of a refused update");
        });
        assertThat(doc.apply(Hex.bytes("0101"))).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> doc.transact(1, edit -> {
                    edit.insert(text, 0, "a");
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsMissingIsNamed() {
        var waits = (Applied) doc.apply(Hex.bytes("01010200840100014200"));
        assertThat(waits.missing()).containsExactly(new UnitId(1, 0));
        assertThat(waits.forwardable()).isFalse();
        var gap = (Applied) doc.apply(Hex.bytes("0101030284030101" + "4300"));
        assertThat(gap.missing()).containsExactlyInAnyOrder(new UnitId(1, 0), new UnitId(3, 0));
        var comes = (Applied) doc.apply(Hex.bytes("0101010004010174014100"));
        assertThat(comes.missing()).containsExactly(new UnitId(3, 0));
        assertThat(text.toString()).isEqualTo("AB");
        var deletion = (Applied) doc.apply(Hex.bytes("000109010502"));
        assertThat(deletion.missing()).contains(new UnitId(9, 5));
    }
}
