package hotseat.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The large files of the page that are being sent. Each holds a piece of its file and what unpacks it, partly outside the heap, so there are not
 * more than so many: one too many takes the place of the slowest, which for all we know is not read at all. Nobody waits in line: that would
 * be memory, too. Thread-safe.
 */
final class Streams {
    /** Before that it cannot be told how fast a line is. */
    private static final long YOUNG_NS = 5_000_000_000L;

    private final int max;
    /** As {@link System#nanoTime}. */
    private final LongSupplier clock;

    private final List<Place> taken = new ArrayList<>();

    Streams(int max, LongSupplier clock) {
        this.max = max;
        this.clock = clock;
    }

    /** Of one file that is being sent. It is given back with {@link #end}, which does no harm twice. */
    final class Place {
        private final Runnable cut;
        private final long began = clock.getAsLong();
        private volatile long sent;

        private Place(Runnable cut) {
            this.cut = cut;
        }

        void sent(int bytes) {
            sent += bytes; // by one thread
        }

        private double bytesPerNs(long now) {
            return (double) sent / Math.max(1, now - began);
        }

        void end() {
            synchronized (taken) {
                taken.remove(this);
            }
        }
    }

    /** A place; empty when all are taken by such as have just begun. {@code cut} ends the sending for another one's sake, on any thread. */
    Optional<Place> take(Runnable cut) {
        var place = new Place(cut);
        Optional<Place> slowest = Optional.empty();
        synchronized (taken) {
            if (taken.size() >= max) {
                long now = clock.getAsLong();
                slowest = taken.stream()
                        .filter(other -> now - other.began > YOUNG_NS)
                        .min(Comparator.comparingDouble(other -> other.bytesPerNs(now)));
                if (slowest.isEmpty()) {
                    return Optional.empty();
                }
                taken.remove(slowest.get());
            }
            taken.add(place);
        }
        slowest.ifPresent(other -> other.cut.run());
        return Optional.of(place);
    }
}
