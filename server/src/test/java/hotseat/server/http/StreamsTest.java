package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StreamsTest {
    private long now;
    private final Streams streams = new Streams(3, () -> now);
    private final List<String> cut = new ArrayList<>();

    private Streams.Place take(String name) {
        return take("somewhere", name);
    }

    private Streams.Place take(String address, String name) {
        return streams.take(address, () -> cut.add(name)).orElseThrow();
    }

    private void seconds(int passed) {
        now += TimeUnit.SECONDS.toNanos(passed);
    }

    @Test
    void oneTooManyTakesThePlaceOfTheSlowest() {
        var fast = take("fast");
        take("deaf");
        seconds(3);
        var late = take("late, and slow");
        seconds(3);
        fast.sent(1_000);
        late.sent(10);
        take("fourth");
        assertThat(cut).containsExactly("deaf");
        seconds(6);
        take("fifth");
        assertThat(cut).containsExactly("deaf", "fourth");
        take("sixth");
        assertThat(cut).containsExactly("deaf", "fourth", "late, and slow");
    }

    @Test
    void whoHasJustBegunIsNotSlow() {
        var first = take("first");
        take("second");
        take("third");
        seconds(1);
        assertThat(streams.take("somewhere", () -> cut.add("fourth"))).isEmpty();
        assertThat(cut).isEmpty();
        first.end();
        first.end();
        take("fourth");
        assertThat(streams.take("somewhere", () -> cut.add("fifth")))
                .as("a place is given back once")
                .isEmpty();
    }

    @Test
    void whoWasCutGivesBackNothingThatIsAnothersByNow() {
        var first = take("first");
        take("second").sent(100);
        take("third").sent(100);
        seconds(6);
        take("fourth");
        assertThat(cut).containsExactly("first");
        first.end();
        assertThat(streams.take("somewhere", () -> {}))
                .as("one of the old ones gives way")
                .isPresent();
        assertThat(cut).hasSize(2);
    }

    @Test
    void ofWhichNothingIsTakenIsNotReadHoweverYoung() {
        take("first").sent(1_000);
        var second = take("second");
        take("third").sent(500);
        seconds(1);
        second.sent(1);
        seconds(1);
        take("fourth");
        assertThat(cut).containsExactly("third");
    }

    /** Whoever asks and asks and reads nothing has all places with files that seem fast: the system takes what nobody reads, for a while. */
    @Test
    void whoHasMoreThanHalfMakesWayForOthersAndNotForMoreOfTheirs() {
        take("elsewhere", "slow line");
        seconds(6);
        take("greedy", "one").sent(1_000_000);
        take("greedy", "two").sent(2_000_000);
        assertThat(streams.take("greedy", () -> cut.add("three"))).isEmpty();
        take("nearby", "honest");
        assertThat(cut).containsExactly("one");
    }

    /** Thirty who open their rooms together share one line: whoever is cut begins anew, and all would for ever. */
    @Test
    void whereAllAreSlowNobodyIs() {
        var first = take("one", "first");
        var second = take("two", "second");
        var third = take("three", "third");
        for (int i = 0; i < 20; i++) {
            seconds(1);
            first.sent(900);
            second.sent(1_000);
            third.sent(500);
        }
        assertThat(streams.take("four", () -> cut.add("fourth"))).isEmpty();
        second.sent(100_000);
        first.sent(100_000);
        take("five", "fifth");
        assertThat(cut).as("four times slower than most").containsExactly("third");
    }
}
