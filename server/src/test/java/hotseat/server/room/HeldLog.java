package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.Session;
import hotseat.server.store.Append;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A log that commits when it is told to. */
final class HeldLog implements Log {
    final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    final List<Entry> written = new ArrayList<>();
    final List<Author> authors = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    final List<Append> appends = new ArrayList<>();
    final List<Long> checkpoints = new ArrayList<>();
    /** What the store says to checkpoints; null keeps them waiting in {@link #checkpointed}. */
    Boolean takesCheckpoints = true;

    final ArrayDeque<Consumer<Boolean>> checkpointed = new ArrayDeque<>();

    private final long before;

    /** {@code before}: entries that are in it already. */
    HeldLog(long before) {
        this.before = before;
    }

    @Override
    public void append(Append append, Runnable committed) {
        assertThat(waiting).as("batches in flight").isEmpty();
        assertThat(append.first()).as("the room counts its entries").isEqualTo(before + written.size() + 1);
        appends.add(append);
        waiting.add(() -> {
            written.addAll(append.entries());
            authors.addAll(append.authors());
            append.changed().ifPresent(sessions::add);
            committed.run();
        });
    }

    @Override
    public void checkpoint(String document, long number, byte[] state, Consumer<Boolean> stored) {
        checkpoints.add(number);
        if (takesCheckpoints == null) {
            checkpointed.add(stored);
        } else {
            stored.accept(takesCheckpoints);
        }
    }

    void commit() {
        waiting.remove().run();
    }

    void commitAll() {
        while (!waiting.isEmpty()) {
            commit();
        }
    }
}
