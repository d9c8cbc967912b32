package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class MemoryTest {
    @Test
    void itIsFullBeyondWhatItMayHoldAndNotAtIt() {
        var memory = new Memory(100);
        memory.add(100);
        assertThat(memory.isFull()).isFalse();
        memory.add(1);
        assertThat(memory.isFull()).isTrue();
        memory.add(-1);
        assertThat(memory.isFull()).isFalse();
    }

    @Test
    void whatManyRoomsAddAndGiveBackAtOnceIsCountedOnce() throws InterruptedException {
        var memory = new Memory(0);
        var rooms = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            rooms.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 10_000; j++) {
                    memory.add(7);
                    memory.add(-7);
                }
            }));
        }
        for (var room : rooms) {
            room.join();
        }
        assertThat(memory.isFull()).isFalse();
        memory.add(1);
        assertThat(memory.isFull()).isTrue();
    }
}
