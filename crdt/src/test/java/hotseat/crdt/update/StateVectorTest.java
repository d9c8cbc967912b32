package hotseat.crdt.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.Sync;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateVectorTest {
    private static StateVector decode(String hex) {
        return StateVector.decode(HexFormat.of().parseHex(hex), 3);
    }

    @Test
    void ordersDoNotMatterAndOfARepeatedClientTheLastClockCounts() {
        assertThat(decode("03" + "0103" + "0905" + "0104")).isEqualTo(new StateVector(Map.of(9L, 5, 1L, 4)));
        assertThat(decode("02" + "0905" + "0103")).isEqualTo(decode("02" + "0103" + "0905"));
        assertThat(decode("02" + "0905" + "0103").encode()).containsExactly(2, 9, 5, 1, 3);
        assertThat(decode("00")).isEqualTo(StateVector.EMPTY);
    }

    @Test
    void findsEachClientAndNoOther() {
        var random = new Random(1);
        for (int n = 0; n < 50; n++) {
            var clocks = new java.util.HashMap<Long, Integer>();
            for (int i = 0; i < n; i++) clocks.put(random.nextLong(1L << 53), random.nextInt(1 << 30));
            var vector = new StateVector(clocks);
            clocks.forEach((client, clock) -> assertThat(vector.clock(client)).isEqualTo(clock));
            assertThat(vector.clock(random.nextLong(1L << 53))).isZero();
            assertThat(vector.clocks()).isEqualTo(clocks);
            assertThat(vector.size()).isEqualTo(n);
            assertThat(StateVector.decode(vector.encode())).isEqualTo(vector).hasSameHashCodeAs(vector);
        }
    }

    @Test
    void moreClientsThanTheCallerWantsAreRefusedBeforeTheyAreRead() {
        assertThatThrownBy(() -> decode("04" + "0103" + "0203" + "0303" + "0403"))
                .isInstanceOfSatisfying(RejectedUpdate.class, rejected -> {
                    assertThat(rejected.reason()).isEqualTo(Reason.TOO_LARGE);
                    assertThat(rejected.value()).isEqualTo(4);
                    assertThat(rejected.limit()).isEqualTo(3);
                });
        byte[] step1 = new ByteWriter()
                .varUint(Sync.STEP1)
                .bytes(new byte[] {2, 9, 5, 1, 3})
                .toByteArray();
        assertThat(Sync.read(new ByteReader(step1), 2)).isInstanceOf(Sync.Step1.class);
        assertThatThrownBy(() -> Sync.read(new ByteReader(step1), 1)).isInstanceOf(RejectedUpdate.class);
    }
}
