package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final long K = 1024;

    private final Turns turns = new Turns(1_000 * K);
    private final List<String> granted = new ArrayList<>();

    private Turns.Claim claim(String name, long bytes) {
        return turns.claim(bytes, () -> granted.add(name));
    }

    @Test
    void whoClaimsATurnIsGrantedItWhenThereIsRoomInTheOrderOfTheirComing() {
        var first = claim("first", 400 * K);
        var second = claim("second", 350 * K);
        assertThat(granted).containsExactly("first", "second");
        assertThat(turns.areAwaited()).as("they fit").isFalse();
        var large = claim("large", 500 * K);
        claim("less", 100 * K);
        assertThat(turns.areAwaited()).isTrue();
        second.end();
        assertThat(granted).as("who wants less does not go ahead").containsExactly("first", "second");
        first.end();
        assertThat(granted).containsExactly("first", "second", "large", "less");
        assertThat(turns.areAwaited()).isFalse();
        large.end();
    }

    @Test
    void whatIsSmallDoesNotWaitForWhatIsLarge() {
        claim("held", 500 * K);
        claim("held", 250 * K);
        claim("waiting", 100 * K);
        var small = claim("small", 60 * K);
        assertThat(granted).containsExactly("held", "held", "small");
        for (int i = 0; i < 3; i++) {
            claim("small", 60 * K);
        }
        claim("too much", 60 * K);
        assertThat(granted).as("what is small is bounded, too").doesNotContain("too much");
        small.end();
        assertThat(granted).endsWith("too much");
    }

    @Test
    void aTurnThatEndsMakesWayAndDoesSoOnce() {
        var held = claim("held", 500 * K);
        var waiting = claim("waiting", 400 * K);
        claim("behind", 100 * K);
        waiting.end();
        assertThat(granted).as("who has gone holds nobody up").containsExactly("held", "behind");
        held.end();
        held.end();
        waiting.end();
        claim("half", 500 * K);
        claim("what would fit had it been given back twice", 200 * K);
        assertThat(granted).containsExactly("held", "behind", "half");
    }

    @Test
    void whoWantsMoreThanThereIsStopsNobody() {
        claim("a little", 10 * K);
        claim("huge", 10_000 * K);
        assertThat(granted).containsExactly("a little", "huge");
    }

    @Test
    void fromManyThreadsEverybodyIsGrantedAndNeverTooManyAtOnce() throws InterruptedException {
        claim("most of it", 450 * K);
        var held = new AtomicInteger();
        var most = new AtomicInteger();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                for (int n = 0; n < 5_000; n++) {
                    var turn = new Semaphore(0);
                    var claim = turns.claim(100 * K, () -> {
                        most.accumulateAndGet(held.incrementAndGet(), Math::max);
                        turn.release();
                    });
                    turn.acquireUninterruptibly();
                    held.decrementAndGet();
                    claim.end();
                }
            }));
        }
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(30)))
                    .as("nobody waits for ever")
                    .isTrue();
        }
        assertThat(most.get()).isBetween(1, 3);
        assertThat(turns.areAwaited()).isFalse();
    }
}
