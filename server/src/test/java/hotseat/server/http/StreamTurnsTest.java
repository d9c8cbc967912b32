package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamTurnsTest {
    private final StreamTurns turns = new StreamTurns(2);
    private final List<Integer> begun = new ArrayList<>();

    @Test
    void whoComesLaterWaitsInLineUntilOneHasEnded() {
        for (int i = 0; i < 5; i++) {
            int number = i;
            turns.await(() -> begun.add(number));
        }
        assertThat(begun).containsExactly(0, 1);
        turns.end();
        assertThat(begun).containsExactly(0, 1, 2);
        turns.end();
        turns.end();
        assertThat(begun).containsExactly(0, 1, 2, 3, 4);
        turns.end();
        turns.end();
        turns.await(() -> begun.add(5));
        turns.await(() -> begun.add(6));
        turns.await(() -> begun.add(7));
        assertThat(begun).as("no turn is lost, and none is there twice").endsWith(4, 5, 6);
    }
}
