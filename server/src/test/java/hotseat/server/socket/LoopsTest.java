package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.SessionId;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopsTest {
    private final Vertx vertx = Vertx.vertx();
    private final Loops loops = new Loops(vertx, 2);
    private final Loops.Loop loop = (Loops.Loop) loops.of(SessionId.random());

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    /** Runs on the loop and waits for the end of it. */
    private void on(Runnable task) throws Exception {
        var done = new CompletableFuture<Void>();
        loop.later(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable failure) {
                done.completeExceptionally(failure);
            }
        });
        get(done);
    }

    @Test
    void aSessionLivesOnTheSameLoopAlwaysAndAllLoopsHaveSome() {
        var used = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            var id = SessionId.random();
            assertThat(loops.of(id)).isSameAs(loops.of(new SessionId(id.value())));
            used.add(loops.of(id));
        }
        assertThat(used).hasSize(2);
        assertThat(loops.contexts()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void tasksFromElsewhereRunInTheirOrderOnOneThread() throws Exception {
        var order = new ConcurrentLinkedQueue<Integer>();
        var threads = new ConcurrentLinkedQueue<Thread>();
        for (int i = 0; i < 10_000; i++) {
            int number = i;
            loop.execute(() -> {
                order.add(number);
                threads.add(Thread.currentThread());
            });
        }
        on(() -> {});
        assertThat(List.copyOf(order)).hasSize(10_000).isSorted();
        assertThat(new HashSet<>(threads)).hasSize(1);
    }

    @Test
    void whatIsHandedOverTogetherWakesALoopWhenAllIsThere() throws Exception {
        var ran = new ConcurrentLinkedQueue<Integer>();
        var early = new AtomicInteger();
        Loops.together(() -> {
            for (int i = 0; i < 100; i++) {
                int number = i;
                loop.execute(() -> ran.add(number));
            }
            early.set(ran.size());
        });
        on(() -> {});
        assertThat(early).hasValue(0);
        assertThat(ran).hasSize(100);
        assertThatThrownBy(() -> Loops.together(() -> {
                    loop.execute(() -> ran.add(100));
                    throw new IllegalStateException("says the test");
                }))
                .hasMessage("says the test");
        on(() -> {});
        assertThat(ran).as("what was handed over before").hasSize(101);
    }

    @Test
    void onTheLoopItselfATaskRunsAtOnceUnlessSomethingWaits() throws Exception {
        var events = new ConcurrentLinkedQueue<String>();
        on(() -> {
            loop.execute(() -> events.add("at once"));
            events.add("then");
            loop.later(() -> events.add("waits"));
            loop.execute(() -> events.add("behind it"));
            events.add("at last");
        });
        get(loops.settled());
        assertThat(events).containsExactly("at once", "then", "at last", "waits", "behind it");
    }

    /** A task that puts off its rest for ever would keep the sockets of its loop waiting. */
    @Test
    void whatIsPutOffLetsTheSocketsInFirst() throws Exception {
        var accepted = new CompletableFuture<NetSocket>();
        var port = new CompletableFuture<Integer>();
        loop.later(() -> vertx.createNetServer()
                .connectHandler(accepted::complete)
                .listen(0, "127.0.0.1")
                .onSuccess(server -> port.complete(server.actualPort())));
        try (var client = new Socket("127.0.0.1", get(port))) {
            var socket = get(accepted);
            var came = new AtomicBoolean();
            var rounds = new CompletableFuture<Integer>();
            on(() -> {
                socket.handler(bytes -> came.set(true));
                send(client);
                goRound(1_000, came, rounds);
            });
            assertThat(get(rounds)).as("rounds left").isPositive();
        }
    }

    private static void send(Socket client) {
        try {
            client.getOutputStream().write(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void goRound(int left, AtomicBoolean until, CompletableFuture<Integer> rounds) {
        if (left == 0 || until.get()) {
            rounds.complete(left);
        } else {
            loop.later(() -> goRound(left - 1, until, rounds));
        }
    }

    @Test
    void loopsAreSettledWhenTheyHaveDoneWhatTheyWereHanded() throws Exception {
        var events = new ConcurrentLinkedQueue<String>();
        for (int i = 0; i < 100; i++) {
            loop.execute(() -> loop.later(() -> events.add("done")));
        }
        get(loops.settled());
        assertThat(events).hasSize(100);
    }

    @Test
    void aTaskThatFailsTakesNoOtherWithIt() throws Exception {
        var ran = new AtomicInteger();
        var gate = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (var failure : List.of(new IllegalStateException("says the test"), new AssertionError("says the test"))) {
            loop.execute(() -> {
                ran.incrementAndGet();
                if (failure instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) failure;
            });
            loop.execute(ran::incrementAndGet);
        }
        gate.countDown();
        on(() -> {});
        assertThat(ran).hasValue(4);
    }

    @Test
    void longWorkLetsWhatElseTheLoopDoesComeInBetween() throws Exception {
        var found = new CompletableFuture<Context>();
        on(() -> found.complete(Vertx.currentContext()));
        var context = get(found);
        var stop = new CompletableFuture<Integer>();
        var rounds = new AtomicInteger();
        loop.execute(new Runnable() {
            @Override
            public void run() {
                rounds.incrementAndGet();
                if (!stop.isDone()) {
                    loop.later(this); // there is always something waiting
                }
            }
        });
        // As reading and flushing sockets is: not a task of ours.
        context.runOnContext(ignored -> stop.complete(rounds.get()));
        assertThat(get(stop)).isNotNegative();
    }

    @Test
    void nothingIsLostBetweenManyThatAskAtOnce() throws Exception {
        var count = new AtomicInteger();
        var threads = List.of(1, 2, 3, 4).stream()
                .map(i -> Thread.ofPlatform().start(() -> {
                    for (int j = 0; j < 5_000; j++) {
                        loop.execute(count::incrementAndGet);
                    }
                }))
                .toList();
        for (var thread : threads) {
            thread.join();
        }
        on(() -> {});
        assertThat(count).hasValue(20_000);
    }

    @Test
    void aConnectionOnALoopThatNobodyListensOnIsABug() {
        try (var foreign = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())) {
            EventLoop strange = foreign.next();
            assertThatThrownBy(() -> loops.of(strange)).isInstanceOf(IllegalStateException.class);
        }
    }
}
