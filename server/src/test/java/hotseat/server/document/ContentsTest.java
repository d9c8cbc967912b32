package hotseat.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.update.StateVector;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A document that rests in between is, for whoever asks, the one that never does. */
class ContentsTest {
    private static final int WRITERS = 4;
    private static final int EDITS = 2_000;

    private final Random random = new Random(7);
    private final Doc author = new Doc(Limits.UNBOUNDED, Schema.any());
    private final Doc awake = new Doc(Limits.INTERVIEW, Schema.any());
    private final Contents contents =
            new Contents(new Doc(Limits.INTERVIEW, Schema.any()), Limits.INTERVIEW, Schema.any());

    private byte[] edit() {
        var text = author.text("text");
        long client = 1 + random.nextInt(WRITERS);
        return author.transact(client, edit -> {
            int at = random.nextInt(text.length() + 1);
            if (random.nextInt(3) > 0 || text.length() == 0) {
                edit.insert(text, at, "w" + random.nextInt(100) + " ");
            } else {
                int from = Math.min(at, text.length() - 1);
                edit.delete(text, from, Math.min(3, text.length() - from));
            }
        });
    }

    private void packed() {
        contents.rest();
        contents.rest();
    }

    private void assertSame(StateVector known) {
        assertThat(contents.state()).isEqualTo(awake.encode());
        assertThat(contents.vector()).isEqualTo(awake.stateVector());
        var theirs = new Doc(Limits.UNBOUNDED, Schema.any());
        theirs.apply(contents.since(StateVector.EMPTY));
        theirs.apply(contents.since(known));
        assertThat(theirs.encode()).isEqualTo(awake.encode());
    }

    @Test
    void whatRestsInBetweenIsTheSameForAllWhoAsk() {
        var old = new Doc(Limits.UNBOUNDED, Schema.any());
        for (int i = 0; i < EDITS; i++) {
            var update = edit();
            awake.apply(update);
            contents.open().apply(update);
            if (i == EDITS / 2) {
                old.apply(awake.encode());
            }
            if (random.nextInt(20) == 0) {
                packed();
                assertSame(i > EDITS / 2 ? old.stateVector() : StateVector.EMPTY);
            }
        }
        packed();
        assertSame(old.stateVector());
        old.apply(contents.since(old.stateVector()));
        assertThat(old.encode()).as("whoever comes back").isEqualTo(awake.encode());
        assertThat(contents.open().text("text").toString())
                .isEqualTo(author.text("text").toString());
    }

    private static byte[] withoutUnits(byte[] deletions) {
        var update = new byte[1 + deletions.length];
        System.arraycopy(deletions, 0, update, 1, deletions.length);
        return update;
    }

    /** Whoever has all of it says so with the deletions; anything else is looked at. */
    @Test
    void whoHasAllOfItDoesNotOpenIt() {
        for (int i = 0; i < EDITS; i++) {
            contents.open().apply(edit());
        }
        var inStep = author.encodeSince(author.stateVector());
        assertThat(inStep.length).as("there are deletions").isGreaterThan(100);
        assertThat(contents.isInStep(inStep)).as("not while it is open").isFalse();
        packed();
        assertThat(contents.isInStep(inStep)).isTrue();
        assertThat(contents.since(author.stateVector()))
                .as("what they are told")
                .isEqualTo(inStep);
        assertThat(contents.isInStep(new byte[2])).isTrue();
        for (int from = 2; from < inStep.length; from++) {
            var part = withoutUnits(Arrays.copyOfRange(inStep, from, inStep.length));
            assertThat(contents.isInStep(part))
                    .as("the deletions from byte %d on", from)
                    .isFalse();
        }
        for (int length = 0; length < inStep.length; length++) {
            assertThat(contents.isInStep(Arrays.copyOf(inStep, length))).isFalse();
        }
        author.transact(1, edit -> edit.delete(author.text("text"), 0, 1));
        assertThat(contents.isInStep(author.encodeSince(author.stateVector())))
                .as("one more deletion")
                .isFalse();
        assertThat(contents.isInStep(author.encode())).isFalse();
        assertThat(contents.isPacked()).isTrue();
    }

    @Test
    void whatNobodyTouchesBetweenTwoLooksTakesLittleRoom() {
        for (int i = 0; i < EDITS; i++) {
            contents.open().apply(edit());
        }
        long open = contents.memory();
        contents.rest();
        assertThat(contents.isPacked()).as("it was in use a moment ago").isFalse();
        contents.rest();
        assertThat(contents.isPacked()).isTrue();
        assertThat((long) contents.sizeEstimate()).isLessThan(open / 3);
        assertThat(contents.memory()).as("there must be memory to open it").isGreaterThanOrEqualTo(open);
        contents.state();
        contents.vector();
        contents.since(StateVector.EMPTY);
        assertThat(contents.isPacked()).as("who only asks does not open it").isTrue();
        contents.open();
        contents.rest();
        assertThat(contents.isPacked()).isFalse();
    }

    @Test
    void whatIsLargeStaysOpenSinceOpeningItHoldsTheLoop() {
        contents.open().apply(author.transact(1, edit -> edit.insert(author.text("text"), 0, "x".repeat(100_000))));
        packed();
        assertThat(contents.isPacked()).isFalse();
    }
}
