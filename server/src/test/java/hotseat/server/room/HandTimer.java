package hotseat.server.room;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Time as the test lets it pass: the clock of a room and the timer of all rooms. */
final class HandTimer extends ScheduledThreadPoolExecutor implements InstantSource {
    private record Due(Instant at, Runnable task) {}

    private final List<Due> waiting = new ArrayList<>();
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");

    HandTimer() {
        super(1);
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    @SuppressWarnings("NullAway") // rooms never cancel
    public synchronized ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        waiting.add(new Due(now.plus(delay, unit.toChronoUnit()), task));
        return null;
    }

    @Override
    @SuppressWarnings("NullAway")
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return null;
    }

    /** The next task that is due by then, without which time does not go on. */
    private synchronized Optional<Runnable> next(Instant until) {
        var first = waiting.stream().min(Comparator.comparing(Due::at));
        if (first.isEmpty() || first.get().at.isAfter(until)) {
            now = until;
            return Optional.empty();
        }
        waiting.remove(first.get());
        now = first.get().at;
        return first.map(Due::task);
    }

    /** Lets time pass; everything that becomes due meanwhile is done on the loop before it goes on. */
    void pass(Duration time, TestLoop loop) {
        var until = instant().plus(time);
        for (var task = next(until); task.isPresent(); task = next(until)) {
            task.get().run();
            loop.quiet();
        }
    }

    synchronized int waiting() {
        return waiting.size();
    }
}
