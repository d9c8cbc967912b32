package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.document.CodeAnswer;
import hotseat.server.session.CodeFile;
import hotseat.server.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A server that is full: what it takes, what it turns away, and what is free again. */
class RoomsMemoryTest extends RoomsByHand {
    @Test
    void requestsBeyondWhatMayWaitForARoomAreToldToTryAgainAtOnce() {
        var session = session();
        text(session);
        store.hold();
        var waiting = new ArrayList<CompletableFuture<CodeAnswer>>();
        for (int i = 0; i < 64; i++) {
            waiting.add(replace(session, "x" + i));
        }
        assertBusy(replace(session, "one too many"));
        assertBusy(rooms.read(session, CodeFile.FIRST, bytes -> true));
        assertThat(text(session())).as("another room").isEqualTo(PYTHON.starter());
        store.release();
        waiting.forEach(CompletableFuture::join);
        assertThat(text(session)).isEqualTo("x63");
    }

    @Test
    void aServerThatIsFullTakesNoFurtherRoomsAndKeepsThoseThatAreAwake() {
        rooms = rooms(1);
        var session = session();
        var noor = enter(session, "noor");
        assertBusy(rooms.read(session(), CodeFile.FIRST, bytes -> true));
        assertBusy(rooms.join(member(session(), "mara"), new Ear(true)));
        noor.types(clients.incrementAndGet(), "type on ");
        noor.ear().awaits("ACK 1");
        noor.types(clients.incrementAndGet(), "x".repeat(2_000));
        noor.ear().awaits("NACK 2 server-full");
    }

    @Test
    void aRoomThatWaitedToBeLoadedWhileTheServerBecameFullIsNotLoaded() {
        rooms = rooms(100_000);
        var growing = session();
        text(growing);
        var gate = new CountDownLatch(1);
        store.beforeLoad(() -> awaitQuietly(gate));
        var loading = List.of(
                rooms.read(session(), CodeFile.FIRST, bytes -> true),
                rooms.read(session(), CodeFile.FIRST, bytes -> true));
        var waiting = rooms.read(session(), CodeFile.FIRST, bytes -> true);
        replace(growing, "x".repeat(500_000)).join();
        loop.quiet();
        gate.countDown();
        loading.forEach(CompletableFuture::join);
        assertBusy(waiting);
    }

    /** Each of many who come at once would hand a task for each of many rooms to the loops: more than there is memory for. */
    @Test
    void manyWhoFindNoMemoryAskARoomToSleepOnce() {
        var asked = new AtomicInteger();
        var counting = new RoomLoop() {
            @Override
            public void execute(Runnable task) {
                asked.incrementAndGet();
                loop.execute(task);
            }

            @Override
            public void later(Runnable task) {
                loop.later(task);
            }
        };
        rooms = new Rooms("test", store, id -> counting, timer, 1, timer);
        text(session());
        var goOn = loop.hold();
        asked.set(0);
        for (int i = 0; i < 20; i++) {
            assertBusy(rooms.read(session(), CodeFile.FIRST, bytes -> true));
        }
        assertThat(asked).hasValue(1);
        goOn.run();
        loop.quiet();
        assertThat(text(session())).isEqualTo(PYTHON.starter());
    }

    @Test
    void whatARoomHeldIsFreeWhenItSleeps() {
        rooms = rooms(1);
        var first = session();
        text(first);
        assertBusy(rooms.read(session(), CodeFile.FIRST, bytes -> true)); // which sends the empty ones to sleep
        loop.quiet();
        assertThat(text(session())).isEqualTo(PYTHON.starter());
    }

    @Test
    void whatARoomHeldIsFreeWhenItFails() {
        rooms = rooms(1);
        var session = session();
        var noor = enter(session, "noor");
        store.failWrites(StoreException.Kind.FENCED);
        noor.types(clients.incrementAndGet(), "x");
        noor.ear().awaits("CLOSE 1013");
        loop.quiet();
        store.recover();
        assertThat(text(session())).isEqualTo(PYTHON.starter());
    }

    /** As the doors do, which live on the same loops. */
    @Test
    void aFullServerMayBeAskedOnTheLoopOfTheRoomThatIsToSleep() {
        rooms = rooms(1);
        var first = session();
        text(first);
        var second = session();
        while (place(second.id()) != place(first.id())) { // in the same bin of the table of rooms
            second = session();
        }
        var asked = second;
        var answer = new CompletableFuture<CodeAnswer>();
        loop.later(() -> rooms.read(asked, CodeFile.FIRST, bytes -> true).whenComplete((code, failure) -> {
            if (failure == null) {
                answer.complete(code);
            } else {
                answer.completeExceptionally(failure);
            }
        }));
        assertBusy(answer.orTimeout(10, TimeUnit.SECONDS));
    }
}
