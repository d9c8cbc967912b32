package hotseat.crdt.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.AwarenessUpdate.Entry;
import hotseat.crdt.update.StateVector;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwarenessTest {
    private Instant now = Instant.EPOCH;
    private final Awareness awareness = new Awareness(() -> now);

    private List<Entry> say(long connection, long client, int clock, String json) {
        var update = new AwarenessUpdate(List.of(new Entry(client, clock, json)));
        return awareness.apply(connection, update).entries();
    }

    @Test
    void aFirstEntryWithClockZeroIsIgnored() {
        assertThat(say(1, 5, 0, "{}")).isEmpty();
        assertThat(say(1, 5, 1, "{}")).hasSize(1);
    }

    @Test
    void onlyAHigherClockOrARemovalIsAccepted() {
        say(1, 5, 3, "{\"a\":1}");
        assertThat(say(1, 5, 3, "{\"a\":2}")).isEmpty();
        assertThat(say(1, 5, 2, "null")).isEmpty();
        assertThat(say(1, 5, 3, "null")).hasSize(1);
        assertThat(say(1, 5, 3, "{\"a\":2}")).isEmpty();
        assertThat(awareness.all().entries()).isEmpty();
        assertThat(say(1, 5, 4, "{\"a\":2}")).hasSize(1);
    }

    @Test
    void aConnectionCannotSpeakForAClientOfAnother() {
        say(1, 5, 1, "{}");
        assertThat(say(2, 5, 2, "{\"name\":\"forged\"}")).isEmpty();
        assertThat(say(2, 5, 2, "null")).isEmpty();
    }

    @Test
    void aConnectionThatEndsTakesItsClientsWithIt() {
        say(1, 5, 1, "{}");
        say(2, 6, 1, "{}");
        assertThat(awareness.disconnect(1).entries()).containsExactly(new Entry(5, 1, "null"));
        assertThat(awareness.all().entries()).containsExactly(new Entry(6, 1, "{}"));
        // A client that returns on another connection with a higher clock is here again.
        assertThat(say(3, 5, 2, "{}")).hasSize(1);
    }

    @Test
    void anEntryThatIsNotRenewedForHalfAMinuteIsGone() {
        say(1, 5, 1, "{}");
        now = now.plusSeconds(20);
        say(1, 6, 1, "{}");
        now = now.plusSeconds(11);
        assertThat(awareness.expire().entries()).containsExactly(new Entry(5, 1, "null"));
        assertThat(awareness.all().entries()).containsExactly(new Entry(6, 1, "{}"));
    }

    @Test
    void updatesAreReadAndWrittenAsTheProtocolSays() {
        byte[] bytes = HexFormat.of().parseHex("010100027b7d");
        var update = AwarenessUpdate.decode(bytes, 100, 10);
        assertThat(update.entries()).containsExactly(new Entry(1, 0, "{}"));
        assertThat(update.encode()).isEqualTo(bytes);
        assertThat(new AwarenessUpdate(List.of()).encode()).containsExactly(0);
    }

    @Test
    void updatesThatAreTooLargeOrNotJsonAreRejected() {
        var rejected = RejectedUpdate.class;
        byte[] two = new AwarenessUpdate(List.of(new Entry(1, 1, "{}"), new Entry(2, 1, "{}"))).encode();
        assertThatThrownBy(() -> AwarenessUpdate.decode(two, two.length - 1, 2)).isInstanceOf(rejected);
        assertThatThrownBy(() -> AwarenessUpdate.decode(two, two.length, 1)).isInstanceOf(rejected);
        for (String json : List.of("", "{", "{\"a\":}", "nul", "01", "[1,]", "\"\u0001\"", "{}{}", "undefined")) {
            byte[] bytes = new AwarenessUpdate(List.of(new Entry(1, 1, json))).encode();
            assertThatThrownBy(() -> AwarenessUpdate.decode(bytes, 100, 1))
                    .as(json)
                    .isInstanceOf(rejected);
        }
        byte[] trailing = HexFormat.of().parseHex("010100027b7d00");
        assertThatThrownBy(() -> AwarenessUpdate.decode(trailing, 100, 1)).isInstanceOf(rejected);
    }

    @Test
    void syncMessagesAreFramedWithTheirChannel() {
        assertThat(hex(Sync.step1(new StateVector(Map.of(1L, 2))))).isEqualTo("000003010102");
        assertThat(hex(Sync.step1(StateVector.EMPTY))).isEqualTo("00000100");
        assertThat(hex(Sync.step2(new byte[] {0, 0}))).isEqualTo("0001020000");
        assertThat(hex(Sync.update(HexFormat.of().parseHex("01010102840101012100"))))
                .isEqualTo("00020a01010102840101012100");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Peers parse the JSON: white space around it changes nothing. */
    @Test
    void aStateOfNullIsGoneHoweverItIsWritten() {
        byte[] payload = {1, 5, 1, 6, ' ', 'n', 'u', 'l', 'l', '\n'};
        var entry = AwarenessUpdate.decode(payload, 100, 10).entries().getFirst();
        assertThat(entry.gone()).isTrue();
    }
}
