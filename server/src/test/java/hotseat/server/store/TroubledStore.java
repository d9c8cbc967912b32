package hotseat.server.store;

import hotseat.server.session.Participant;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real store, in front of which a test puts trouble: writes or reads that fail, and writes that take as long as the test likes. */
public final class TroubledStore implements Store {
    private final Store store;
    private final AtomicInteger loads = new AtomicInteger();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private volatile StoreException.@Nullable Kind writeTrouble;
    private volatile StoreException.@Nullable Kind readTrouble;
    private volatile Runnable beforeLoad = () -> {};
    private boolean holding;

    public TroubledStore(Store store) {
        this.store = store;
    }

    public void failWrites(StoreException.Kind kind) {
        writeTrouble = kind;
    }

    public void failReads(StoreException.Kind kind) {
        readTrouble = kind;
    }

    public void recover() {
        writeTrouble = null;
        readTrouble = null;
    }

    /** From now on appends wait until {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    public void release() {
        Queue<Runnable> all;
        synchronized (this) {
            holding = false;
            all = new ArrayDeque<>(held);
            held.clear();
        }
        all.forEach(Runnable::run);
    }

    /** How many appends wait. */
    public synchronized int held() {
        return held.size();
    }

    /** How many documents were read. */
    public int loads() {
        return loads.get();
    }

    /** What happens on the thread that is about to load a document. */
    public void beforeLoad(Runnable hook) {
        beforeLoad = hook;
    }

    private <T> CompletableFuture<T> write(Supplier<CompletableFuture<T>> write) {
        var kind = writeTrouble;
        return kind == null
                ? write.get()
                : CompletableFuture.failedFuture(new StoreException(kind, "no write, says the test"));
    }

    private <T> T read(Supplier<T> read) {
        var kind = readTrouble;
        if (kind != null) {
            throw new StoreException(kind, "no read, says the test");
        }
        return read.get();
    }

    @Override
    public CompletableFuture<Void> append(SessionId session, Append append) {
        synchronized (this) {
            if (holding) {
                var done = new CompletableFuture<Void>();
                held.add(() -> write(() -> store.append(session, append)).whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        done.complete(nothing);
                    } else {
                        done.completeExceptionally(failure);
                    }
                }));
                return done;
            }
        }
        return write(() -> store.append(session, append));
    }

    @Override
    public CompletableFuture<Void> create(Session session, List<Entry> entries, List<Author> authors) {
        return write(() -> store.create(session, entries, authors));
    }

    @Override
    public CompletableFuture<Optional<Participant>> join(
            SessionId session, Function<List<Participant>, Optional<Participant>> admit, byte[] tokenHash, int epoch) {
        return write(() -> store.join(session, admit, tokenHash, epoch));
    }

    @Override
    public CompletableFuture<Void> checkpoint(SessionId session, String document, long number, byte[] state) {
        return write(() -> store.checkpoint(session, document, number, state));
    }

    @Override
    public Optional<Session> session(SessionId id) {
        return read(() -> store.session(id));
    }

    @Override
    public Optional<Participant> participant(Session session, byte[] tokenHash) {
        return read(() -> store.participant(session, tokenHash));
    }

    @Override
    public List<Participant> participants(SessionId session) {
        return read(() -> store.participants(session));
    }

    @Override
    public StoredDocument load(SessionId session, String document, Consumer<byte[]> into) {
        beforeLoad.run();
        loads.incrementAndGet();
        return read(() -> store.load(session, document, into));
    }

    @Override
    public List<Numbered> latest(SessionId session, Entry.Kind kind, int most, long bytesMax) {
        return read(() -> store.latest(session, kind, most, bytesMax));
    }

    @Override
    public Counters counters(SessionId session) {
        return read(() -> store.counters(session));
    }

    @Override
    public long written() {
        return store.written();
    }

    @Override
    public void declareRestored() {
        store.declareRestored();
    }

    @Override
    public void check() {
        var kind = writeTrouble;
        if (kind != null) {
            throw new StoreException(kind, "no write, says the test");
        }
        store.check();
    }

    @Override
    public void close() {
        store.close();
    }
}
