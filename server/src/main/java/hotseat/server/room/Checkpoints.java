package hotseat.server.room;

import hotseat.server.document.LiveDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stores the merged state of a document from time to time, so that loading it need not read all that led there. */
final class Checkpoints {
    /** After one that failed: the next batch would try in vain, and each try is the work of a whole document. */
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(5);

    private final LiveDocument document;
    private final Batch batch;
    private final Log log;
    private final InstantSource clock;
    private final Surroundings surroundings;
    private boolean underWay;
    private Instant notBefore = Instant.MIN;

    Checkpoints(LiveDocument document, Batch batch, Log log, InstantSource clock, Surroundings surroundings) {
        this.document = document;
        this.batch = batch;
        this.log = log;
        this.clock = clock;
        this.surroundings = surroundings;
    }

    /** A batch is on disk. */
    void settled() {
        if (document.isCheckpointDue() && !clock.instant().isBefore(notBefore)) {
            make();
        }
    }

    /**
     * Does nothing while a batch is in flight or another is under way, nor when there is nothing new; nor while the store is behind: each
     * that waits for it is a whole document in memory, and the log has everything.
     */
    void make() {
        if (underWay || batch.isInFlight() || !document.hasTail() || surroundings.isStoreBehind()) {
            return;
        }
        underWay = true;
        var made = document.checkpoint();
        log.checkpoint(document.kind().word(), batch.lastNumber(), made.state(), stored -> {
            underWay = false;
            if (stored) {
                document.stored(made);
            } else {
                notBefore = clock.instant().plus(AGAIN_AFTER);
            }
        });
    }
}
