package hotseat.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.protocol.AwarenessUpdate.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceNewsTest {
    private final PresenceNews news = new PresenceNews();

    private static Entry entry(long client, int clock) {
        return new Entry(client, clock, "{}");
    }

    @Test
    void eachIsToldTheLatestOfWhatTheyLack() {
        news.add(List.of(entry(7, 1), entry(8, 1)));
        long told = news.latest();
        assertThat(news.since(told)).isEmpty();
        news.add(List.of(entry(9, 1)));
        news.add(List.of(entry(7, 2)));
        news.add(List.of(entry(7, 3)));
        assertThat(news.since(told)).containsExactly(entry(9, 1), entry(7, 3));
        assertThat(news.since(0)).containsExactly(entry(8, 1), entry(9, 1), entry(7, 3));
    }

    @Test
    void itHoldsOneOfEachHoweverManyAreToBeTold() {
        for (int clock = 0; clock < 1_000; clock++) {
            news.add(List.of(entry(7, clock)));
        }
        assertThat(news.memory()).isBetween(1L, 200L);
        long told = news.latest();
        news.clear();
        assertThat(news.memory()).isZero();
        news.add(List.of(entry(7, 1_000)));
        assertThat(news.since(told)).containsExactly(entry(7, 1_000));
    }
}
