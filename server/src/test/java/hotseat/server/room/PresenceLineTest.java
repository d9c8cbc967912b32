package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.server.document.PresenceNews;
import hotseat.server.wire.Outbound;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceLineTest {
    private final Ear slow = Ear.slow();
    private final PresenceNews news = new PresenceNews();
    private final PresenceLine line = new PresenceLine(
            slow,
            RoomByHand.UNHURRIED,
            () -> new AwarenessUpdate(List.of(new AwarenessUpdate.Entry(9, 1, "{}"))),
            news);

    private void tell(long client, int clock, String state) {
        var entries = List.of(new AwarenessUpdate.Entry(client, clock, state));
        news.add(entries);
        line.tell(new Outbound.Presence(new AwarenessUpdate(entries)).frame());
    }

    @Test
    void aSlowReaderIsToldTheLatestOfEachOnceWhatWentBeforeHasLeft() {
        for (int i = 0; i < 1_000; i++) {
            tell(7, i, "{\"x\":" + i + "}");
        }
        tell(8, 1, "null");
        assertThat(slow.take()).containsExactly("AWARENESS 7 {\"x\":0}");
        slow.writing.remove().run();
        assertThat(slow.take()).containsExactly("AWARENESS 7 {\"x\":999}", "AWARENESS 8 null");
        slow.writing.remove().run();
        assertThat(slow.writing).as("nothing else is under way").isEmpty();
    }

    @Test
    void whoAsksAThousandTimesIsToldOfEverybodyOnceMoreAndOfThoseWhoLeft() {
        for (int i = 0; i < 1_000; i++) {
            line.tellEverybody();
        }
        tell(8, 1, "null");
        assertThat(slow.take()).containsExactly("AWARENESS 9 {}");
        slow.writing.remove().run();
        assertThat(slow.take()).containsExactly("AWARENESS 8 null", "AWARENESS 9 {}");
        slow.writing.remove().run();
        assertThat(slow.writing).isEmpty();
    }

    @Test
    void whoAsksWhileTheServerHasTooMuchToSendComesBack() {
        slow.full = true;
        line.tellEverybody();
        line.tellEverybody();
        assertThat(slow.take()).containsExactly("CLOSE 1013");
        assertThat(slow.writing).isEmpty();
    }

    @Test
    void whoReadsIsToldEachAsItComes() {
        for (int i = 0; i < 3; i++) {
            tell(7, i, "{\"x\":" + i + "}");
            slow.writing.remove().run();
        }
        assertThat(slow.take())
                .containsExactly("AWARENESS 7 {\"x\":0}", "AWARENESS 7 {\"x\":1}", "AWARENESS 7 {\"x\":2}");
    }
}
