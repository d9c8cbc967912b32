package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AccountTest {
    private static final long K = 1024;

    private final Account account = new Account(1_000 * K);
    private final List<String> granted = new ArrayList<>();

    private Account.Claim claim(String name, long bytes) {
        return account.claim(bytes, () -> granted.add(name));
    }

    @Test
    void itIsFullBeyondItsBoundUntilSomethingIsDealtWith() {
        account.add(1_000 * K);
        assertThat(account.isFull()).isFalse();
        account.add(1);
        assertThat(account.isFull()).isTrue();
        account.add(-60);
        assertThat(account.isFull()).isFalse();
    }

    @Test
    void whoClaimsRoomIsGrantedItWhenThereIsSomeInTheOrderOfTheirComing() {
        account.add(350 * K);
        claim("first", 400 * K);
        assertThat(granted).containsExactly("first");
        assertThat(account.isFull()).as("it fits").isFalse();
        claim("large", 300 * K);
        claim("less", 100 * K);
        assertThat(account.isFull()).as("somebody waits").isTrue();
        account.add(-200 * K);
        assertThat(granted).as("who wants less does not go ahead").containsExactly("first");
        account.add(-150 * K);
        assertThat(granted).containsExactly("first", "large");
        account.add(-50 * K);
        assertThat(granted).containsExactly("first", "large", "less");
        assertThat(account.isFull()).isFalse();
    }

    @Test
    void whatIsSmallDoesNotWaitForWhatIsLarge() {
        claim("held", 500 * K);
        claim("held", 250 * K);
        claim("waiting", 100 * K);
        claim("small", 60 * K);
        assertThat(granted).containsExactly("held", "held", "small");
        account.add(200 * K);
        claim("too much", 1);
        assertThat(granted).as("what is small is bounded, too").hasSize(3);
        account.add(-200 * K);
        assertThat(granted).endsWith("too much");
    }

    @Test
    void aClaimThatEndsMakesWayAndDoesSoOnce() {
        var held = claim("held", 500 * K);
        var waiting = claim("waiting", 400 * K);
        claim("behind", 100 * K);
        waiting.end();
        assertThat(granted).as("who has gone holds nobody up").containsExactly("held", "behind");
        held.end();
        held.end();
        waiting.end();
        account.add(900 * K);
        assertThat(account.isFull()).as("no more than is held").isFalse();
        account.add(1);
        assertThat(account.isFull()).isTrue();
    }

    @Test
    void whoWantsMoreThanThereIsStopsNobody() {
        account.add(10 * K);
        claim("huge", 10_000 * K);
        assertThat(granted).containsExactly("huge");
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
                    var claim = account.claim(100 * K, () -> {
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
        assertThat(account.isFull()).isFalse();
    }
}
