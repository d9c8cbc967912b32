package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.server.document.Edited;
import hotseat.server.document.LiveDocument;
import hotseat.server.session.CodeFile;
import hotseat.server.session.ParticipantId;
import hotseat.server.store.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
    private final LiveDocument document = PeopleTest.document();
    private final HeldLog log = new HeldLog(0);
    private Instant now = Instant.EPOCH;
    private final Batch batch = new Batch(log, new HandPace(), () -> now, 0, () -> {});
    private boolean storeIsBehind;
    private final Checkpoints checkpoints = new Checkpoints(document, batch, log, () -> now, new Surroundings() {
        @Override
        public boolean isServerFull() {
            return false;
        }

        @Override
        public boolean isStoreBehind() {
            return storeIsBehind;
        }
    });
    private final Doc noor = new Doc(Limits.UNBOUNDED, Schema.any());

    CheckpointsTest() {
        log.takesCheckpoints = null;
    }

    private void types(int times) {
        for (int i = 0; i < times; i++) {
            var update = noor.transact(7, edit -> edit.insert(noor.text(CodeFile.root(CodeFile.FIRST)), 0, "x"));
            assertThat(document.apply(new ParticipantId("noor"), update, false, Set.of()))
                    .isInstanceOf(Edited.Changed.class);
        }
    }

    private void typesUntilItIsDue() {
        while (!document.isCheckpointDue()) {
            types(1);
        }
    }

    @Test
    void oneIsMadeWhenMuchLiesBehindTheLastAndOnlyOneAtATime() {
        types(1);
        checkpoints.settled();
        assertThat(log.checkpointed).isEmpty();
        typesUntilItIsDue();
        checkpoints.settled();
        checkpoints.settled();
        checkpoints.make();
        assertThat(log.checkpointed).hasSize(1);
        types(1);
        log.checkpointed.remove().accept(true);
        checkpoints.settled();
        assertThat(log.checkpointed).as("one update is not much").isEmpty();
        checkpoints.make();
        assertThat(log.checkpointed).as("but it is something").hasSize(1);
        log.checkpointed.remove().accept(true);
        checkpoints.make();
        assertThat(log.checkpointed).as("nothing is new").isEmpty();
    }

    @Test
    void afterOneThatFailedItIsNotTriedAtEachBatch() {
        typesUntilItIsDue();
        checkpoints.settled();
        log.checkpointed.remove().accept(false);
        checkpoints.settled();
        assertThat(log.checkpointed).isEmpty();
        now = now.plus(Duration.ofSeconds(4));
        checkpoints.settled();
        assertThat(log.checkpointed).isEmpty();
        now = now.plus(Duration.ofSeconds(1));
        checkpoints.settled();
        assertThat(log.checkpointed).hasSize(1);
    }

    @Test
    void theLastOneOfARoomIsTriedEvenAfterOneThatFailed() {
        typesUntilItIsDue();
        checkpoints.settled();
        log.checkpointed.remove().accept(false);
        checkpoints.make();
        assertThat(log.checkpointed).hasSize(1);
    }

    @Test
    void noneIsMadeWhileTheStoreHasNotTakenThoseOfOthers() {
        typesUntilItIsDue();
        storeIsBehind = true;
        checkpoints.settled();
        checkpoints.make();
        assertThat(log.checkpointed).isEmpty();
        storeIsBehind = false;
        checkpoints.settled();
        assertThat(log.checkpointed).hasSize(1);
    }

    @Test
    void noneIsMadeOfWhatIsNotOnDisk() {
        types(1);
        batch.execute(
                () -> batch.write(new ParticipantId("noor"), "shared", Entry.Kind.UPDATE, new byte[0], List.of()));
        checkpoints.make();
        assertThat(log.checkpointed).isEmpty();
        log.commit();
        checkpoints.make();
        assertThat(log.checkpointed).hasSize(1);
    }
}
