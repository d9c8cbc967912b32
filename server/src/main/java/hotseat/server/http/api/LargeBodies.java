package hotseat.server.http.api;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The memory of large bodies: of requests while they are read and until they are answered, and of answers until they have left. Small ones
 * are few to a socket; of large ones no more go at a time than there is memory for: whoever sends one slowly, or does not read, a hundred
 * times over, must not fill it. Nor may they keep it: who has long been waited for makes way. Thread-safe.
 */
final class LargeBodies {
    /** What is smaller goes in any case. */
    private static final int LARGE_BYTES = 4 << 10;
    /** So long nobody makes way: on most lines a body has come, or gone, by then. */
    private static final long PATIENCE_NS = 5_000_000_000L;

    private final long max;
    /** As {@link System#nanoTime}. */
    private final LongSupplier clock;
    /** Those for whom the network is waited for, the longest first. */
    private final Set<Claim> waited = new LinkedHashSet<>();

    private long held;

    LargeBodies(long max, LongSupplier clock) {
        this.max = max;
        this.clock = clock;
    }

    /** Of one body. Holds nothing yet. */
    Claim claim() {
        return new Claim();
    }

    /** The memory of one body, which may be in it in several forms, one after the other. */
    final class Claim {
        private int bytes;
        private boolean over;
        private long since;
        private @Nullable Runnable cut;

        /** Whether the body may have so many bytes; then it holds them until {@link #end}. One alone always may, however little there is. */
        boolean holds(int wanted) {
            List<Runnable> cuts;
            synchronized (waited) {
                int more = wanted - bytes;
                if (over || wanted < LARGE_BYTES || more <= 0) {
                    return !over;
                }
                var leave = whoLeave(this, more);
                if (leave == null) {
                    return false;
                }
                cuts = leave.stream().map(Claim::leave).toList();
                held += more;
                bytes = wanted;
            }
            cuts.forEach(Runnable::run);
            return true;
        }

        /** From now on the network is waited for. {@code cut} ends that for another one's sake, on any thread. */
        void mayBeCut(Runnable cut) {
            synchronized (waited) {
                if (!over && bytes > 0) {
                    this.cut = cut;
                    since = clock.getAsLong();
                    waited.remove(this);
                    waited.add(this);
                }
            }
        }

        /** The network is waited for no more. */
        void stays() {
            synchronized (waited) {
                cut = null;
                waited.remove(this);
            }
        }

        private Runnable leave() {
            var cutNow = cut;
            end();
            return cutNow == null ? () -> {} : cutNow;
        }

        /** It is not in memory any more, nor will it be: nobody waits for it. Does no harm twice. */
        void end() {
            synchronized (waited) {
                stays();
                over = true;
                held -= bytes;
                bytes = 0;
            }
        }
    }

    /** Those who have to leave so that one may hold so much more; null where that is not enough. */
    private @Nullable List<Claim> whoLeave(Claim newcomer, int more) {
        long others = held - newcomer.bytes;
        long now = clock.getAsLong();
        var leave = new ArrayList<Claim>();
        for (var claim : waited) {
            if (others <= 0 || others + newcomer.bytes + more <= max || now - claim.since < PATIENCE_NS) {
                break;
            }
            if (claim != newcomer) {
                leave.add(claim);
                others -= claim.bytes;
            }
        }
        return others <= 0 || others + newcomer.bytes + more <= max ? leave : null;
    }
}
