package hotseat.crdt.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.StateVector;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as y-protocols writes them. */
class SyncTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static Sync.Message read(String hex) {
        var in = new ByteReader(bytes(hex));
        assertThat(in.varUint()).isEqualTo(Sync.CHANNEL);
        return Sync.read(in, 1);
    }

    @Test
    void stepsAndUpdatesAreReadAsTheyAreWritten() {
        var known = new StateVector(Map.of(1L, 2));
        assertThat(Sync.step1(known)).isEqualTo(bytes("000003010102"));
        assertThat(read("000003010102")).isEqualTo(new Sync.Step1(known));
        assertThat(Sync.step1(StateVector.EMPTY)).isEqualTo(bytes("00000100"));
        assertThat(Sync.step2(bytes("0000"))).isEqualTo(bytes("0001020000"));
        assertThat(((Sync.Step2) read("0001020000")).update()).containsExactly(0, 0);
        assertThat(Sync.update(bytes("01010102840101012100"))).isEqualTo(bytes("00020a01010102840101012100"));
        assertThat(((Sync.Update) read("00020a01010102840101012100")).update())
                .isEqualTo(bytes("01010102840101012100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0003020000", "000103", "00010200", "000102000000", "00000201", "00"})
    void whatIsNoSyncMessageIsRefused(String hex) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(RejectedUpdate.class);
    }
}
