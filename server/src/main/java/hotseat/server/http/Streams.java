package hotseat.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The large files of the page that are being sent. Each holds a piece of its file and what unpacks it, partly outside the heap, so there are not
 * more than so many: one too many takes the place of the slowest, which for all we know is not read at all. Nobody
 * waits in line: that would be memory, too. Thread-safe.
 */
final class Streams {
    /** Before that it cannot be told how fast a line is: what the system takes is sent as soon as it fits in there. */
    private static final long YOUNG_NS = 5_000_000_000L;
    /** Of which nothing is taken for so long, that one is not read. */
    private static final long STILL_NS = 1_000_000_000L;
    /** What is so many times slower than most is slow. Where all share one line they are equally slow, and nobody's share is thrown away. */
    private static final int SLOWER = 4;

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
        private final String address;
        private final Runnable cut;
        private final long began = clock.getAsLong();
        private volatile long sent;
        private volatile long sentAt = began;

        private Place(String address, Runnable cut) {
            this.address = address;
            this.cut = cut;
        }

        void sent(int bytes) {
            sent += bytes; // by one thread
            sentAt = clock.getAsLong();
        }

        private boolean isSlow(long now, double usual) {
            return now - sentAt > STILL_NS || (now - began > YOUNG_NS && bytesPerNs(now) * SLOWER < usual);
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

    /**
     * A place; empty when none can be had.
     *
     * @param address where the file goes: who has more than half of all places makes way for others, however fast
     * @param cut ends the sending for another one's sake, on any thread
     */
    Optional<Place> take(String address, Runnable cut) {
        var place = new Place(address, cut);
        Optional<Place> slowest = Optional.empty();
        synchronized (taken) {
            if (taken.size() >= max) {
                slowest = slowest(address);
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

    private Optional<Place> slowest(String newcomer) {
        long now = clock.getAsLong();
        var places = taken.stream().collect(Collectors.groupingBy(place -> place.address, Collectors.counting()));
        var greedy = places.keySet().stream()
                .filter(address -> places.getOrDefault(address, 0L) > max / 2)
                .findFirst();
        var speeds = taken.stream()
                .mapToDouble(place -> place.bytesPerNs(now))
                .sorted()
                .toArray();
        double usual = speeds[speeds.length / 2];
        return taken.stream()
                .filter(place -> greedy.isEmpty() || greedy.get().equals(place.address))
                .filter(place -> place.isSlow(now, usual) || !newcomer.equals(greedy.orElse(newcomer)))
                .min(Comparator.comparingDouble(place -> place.bytesPerNs(now)));
    }
}
