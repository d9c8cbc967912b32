package hotseat.server.room;

import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.store.Append;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Seen means saved: one batch in flight.
 *
 * <pre>
 * execute ─▶ inbox ─▶ FILLING: commands run ─▶ WRITING: log.append ─▶ SETTLING: what was to be said is said ─▶ next batch
 * </pre>
 *
 * <p>What a command says, it says by {@link #afterCommit}: nobody hears of anything that is not on disk. What arrives meanwhile waits
 * and is applied only afterwards; so whatever is answered from a document while a batch settles is on disk. Long work is done in
 * stretches ({@link Pace}), and nothing of the next batch gets in between. Knows no member and no document.
 */
final class Batch {
    private enum Phase {
        /** Nothing in flight. */
        IDLE,
        FILLING,
        WRITING,
        SETTLING,
        /** Nothing in flight, and the loop has been asked to go on with what waits. */
        RESTING
    }

    private final Log log;
    private final Pace pace;
    private final InstantSource clock;
    private final Runnable settled;
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private final ArrayDeque<Runnable> toSay = new ArrayDeque<>();
    private Phase phase = Phase.IDLE;
    private List<Entry> entries = new ArrayList<>();
    private List<Author> authors = new ArrayList<>();
    private Optional<Session> changed = Optional.empty();
    private long lastNumber;
    private OptionalInt run = OptionalInt.empty();

    /**
     * @param lastNumber of the latest entry in the log
     * @param settled what to do at the end of each batch, before the next one begins
     */
    Batch(Log log, Pace pace, InstantSource clock, long lastNumber, Runnable settled) {
        this.log = log;
        this.pace = pace;
        this.clock = clock;
        this.lastNumber = lastNumber;
        this.settled = settled;
    }

    /** Runs a command at once, or behind the batch in flight. Commands run in the order in which they come. */
    void execute(Runnable command) {
        inbox.add(command);
        if (phase == Phase.IDLE) {
            pace.begin();
            goOn();
        }
    }

    /** From within a command: this is done when the batch is on disk. */
    void afterCommit(Runnable action) {
        toSay.add(action);
    }

    /** Does this as soon as all that the documents hold is on disk: now, or with what the batch in flight says; ahead of what waits. */
    void whenSaved(Runnable action) {
        if (isInFlight()) {
            toSay.add(action);
        } else {
            action.run();
        }
    }

    /** From within a command: this is written with the batch. */
    void write(ParticipantId author, String document, Entry.Kind kind, byte[] bytes, List<Author> claims) {
        entries.add(new Entry(clock.instant(), author, document, kind, bytes));
        authors.addAll(claims);
    }

    /** From within a command: the number of the latest run, for the session's row. */
    void countRun(int number) {
        run = OptionalInt.of(number);
    }

    /** From within a command: the session is this from now on. */
    void change(Session session) {
        changed = Optional.of(session);
    }

    /** Whether a document is ahead of the log at this moment. */
    boolean isInFlight() {
        return phase == Phase.FILLING || phase == Phase.WRITING;
    }

    /** Whether there is nothing to do. */
    boolean isIdle() {
        return phase == Phase.IDLE && inbox.isEmpty();
    }

    /** Number of the latest entry on disk. Exactly what the documents hold, unless a batch is in flight. */
    long lastNumber() {
        return lastNumber;
    }

    private void goOn() {
        while (!inbox.isEmpty()) {
            if (pace.isSpent()) {
                phase = Phase.RESTING;
                pace.later(this::again);
                return;
            }
            phase = Phase.FILLING;
            do {
                inbox.remove().run();
            } while (!inbox.isEmpty() && !pace.isSpent());
            if (!entries.isEmpty()) {
                append();
                return;
            }
            if (!settle()) {
                return;
            }
        }
    }

    private void again() {
        phase = Phase.IDLE;
        pace.begin();
        goOn();
    }

    private void append() {
        phase = Phase.WRITING;
        var append = new Append(lastNumber + 1, entries, authors, run, changed);
        entries = new ArrayList<>();
        authors = new ArrayList<>();
        run = OptionalInt.empty();
        changed = Optional.empty();
        log.append(append, () -> {
            lastNumber = append.last();
            settleOn();
        });
    }

    private void settleOn() {
        pace.begin();
        if (settle()) {
            goOn();
        }
    }

    /** False where the rest was put off. */
    private boolean settle() {
        phase = Phase.SETTLING;
        while (!toSay.isEmpty()) {
            if (pace.isSpent()) {
                pace.later(this::settleOn);
                return false;
            }
            toSay.remove().run();
        }
        settled.run();
        phase = Phase.IDLE;
        return true;
    }
}
