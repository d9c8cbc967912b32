package hotseat.server.room;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop of one thread, as those of the sockets are: at once on the loop itself with nothing waiting, else in order. */
final class TestLoop implements RoomLoop, AutoCloseable {
    private final AtomicInteger waiting = new AtomicInteger();
    private final ExecutorService thread;
    private volatile Thread me = Thread.currentThread();

    TestLoop() {
        thread = Executors.newSingleThreadExecutor(task -> {
            me = Thread.ofPlatform().name("test-loop").daemon().unstarted(task);
            return me;
        });
    }

    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() == me && waiting.get() == 0) {
            task.run();
        } else {
            later(task);
        }
    }

    @Override
    public void later(Runnable task) {
        waiting.incrementAndGet();
        thread.execute(() -> {
            waiting.decrementAndGet();
            task.run();
        });
    }

    /** Stops the loop; what comes meanwhile waits. Returns what lets it go on. */
    Runnable hold() {
        var latch = new CountDownLatch(1);
        later(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return latch::countDown;
    }

    /** Waits until all that waits by now has been done, and what that has led to on the loop. */
    void quiet() {
        for (int i = 0; i < 3; i++) {
            var latch = new CountDownLatch(1);
            later(latch::countDown);
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
