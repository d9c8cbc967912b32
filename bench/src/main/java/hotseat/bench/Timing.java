package hotseat.bench;

import java.util.ArrayList;
import java.util.function.IntSupplier;

/** Repeats work: first to warm up, then to take the median. The same rule as {@code bench/crdt/fork.mjs}, for what JMH does not measure. */
final class Timing {
    private final long warmNanos;
    private final long measureNanos;
    private long sink;

    Timing(long warmMillis, long measureMillis) {
        warmNanos = warmMillis * 1_000_000;
        measureNanos = measureMillis * 1_000_000;
    }

    /** Milliseconds of {@code work}, the median; {@code prepare} goes before each and is not measured. */
    double median(Runnable prepare, IntSupplier work) {
        long start = System.nanoTime();
        do {
            prepare.run();
            sink += work.getAsInt();
        } while (System.nanoTime() - start < warmNanos);
        var times = new ArrayList<Long>();
        start = System.nanoTime();
        while (times.isEmpty() || System.nanoTime() - start < measureNanos) {
            prepare.run();
            long from = System.nanoTime();
            sink += work.getAsInt();
            times.add(System.nanoTime() - from);
        }
        times.sort(null);
        return times.get(times.size() / 2) / 1e6;
    }

    /** Throws if no work gave anything: it might have been optimised away. */
    void requireResults() {
        if (sink == 0) throw new IllegalStateException("nothing was measured");
    }
}
