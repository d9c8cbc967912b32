package hotseat.crdt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecTest {
    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static ByteReader reader(String hex) {
        return new ByteReader(hex(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "0,00",
        "127,7f",
        "128,8001",
        "300,ac02",
        "2147483647,ffffffff07",
        "4294967295,ffffffff0f",
        "9007199254740991,ffffffffffffff0f"
    })
    void unsignedNumbersAreReadAndWritten(long value, String hex) {
        assertThat(new ByteWriter().varUint(value).toByteArray()).isEqualTo(hex(hex));
        assertThat(reader(hex).varUint()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"0,00", "1,01", "-1,41", "63,3f", "-63,7f", "64,8001", "-64,c001", "2147483647,bfffffff0f"})
    void signedNumbersAreReadAndWritten(long value, String hex) {
        assertThat(new ByteWriter().varInt(Math.abs(value), value < 0).toByteArray())
                .isEqualTo(hex(hex));
        assertThat(reader(hex).varInt()).isEqualTo(value);
    }

    @Test
    void minusZeroExists() {
        assertThat(new ByteWriter().varInt(0, true).toByteArray()).isEqualTo(hex("40"));
        assertThat(reader("40").varInt()).isEqualTo(ByteReader.MINUS_ZERO);
        assertThat(AnyValue.read(reader("7d40"))).isEqualTo(-0.0);
        var out = new ByteWriter();
        AnyValue.write(out, -0.0);
        assertThat(out.toByteArray()).isEqualTo(hex("7d40"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "ffffffffffffff1f", "8080808080808080808001"})
    void numbersThatEndEarlyOrAreTooLargeAreRejected(String hex) {
        assertThatThrownBy(() -> reader(hex).varUint()).isInstanceOf(RejectedUpdate.class);
    }

    @Test
    void paddedNumbersAreRead() {
        assertThat(reader("8000").varUint()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'',00", "é,02c3a9", "😀,04f09f9880"})
    void stringsAreReadAndWritten(String text, String hex) {
        assertThat(new ByteWriter().varString(text).toByteArray()).isEqualTo(hex(hex));
        assertThat(reader(hex).varString()).isEqualTo(text);
        assertThat(reader(hex).skipString()).isEqualTo(text.length());
    }

    @Test
    void aLoneSurrogateIsWrittenAsTheReplacementCharacter() {
        assertThat(new ByteWriter().varString("\ud83d").toByteArray()).isEqualTo(hex("03efbfbd"));
        assertThat(new ByteWriter().varString("\ude00\ud83d").toByteArray()).isEqualTo(hex("06efbfbdefbfbd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"03eda080", "02c080", "0180", "01c3", "04f4908080", "03e08080", "05f888808080"})
    void illFormedStringsAreRejected(String hex) {
        assertThatThrownBy(() -> reader(hex).varString()).isInstanceOf(RejectedUpdate.class);
        assertThatThrownBy(() -> reader(hex).skipString()).isInstanceOf(RejectedUpdate.class);
    }

    @Test
    void aByteOrderMarkIsText() {
        assertThat(reader("03efbbbf").varString()).isEqualTo("\ufeff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7e",
                "7d00",
                "7d41",
                "7c4f000000",
                "7ccf000000",
                "7b3fb999999999999a",
                "79",
                "78",
                "7700",
                "7600",
                "7500",
                "7403010203",
                "760201617d010162750178"
            })
    void valuesAreWrittenAsTheyWereRead(String hex) {
        var out = new ByteWriter();
        AnyValue.write(out, AnyValue.read(reader(hex)));
        assertThat(out.toByteArray()).isEqualTo(hex(hex));
        var in = reader(hex);
        AnyValue.skip(in, 100);
        assertThat(in.remaining()).isZero();
    }

    @Test
    void valuesOfAllKindsAreRead() {
        assertThat(AnyValue.read(reader("7f"))).isNull();
        assertThat(AnyValue.read(reader("7a000000000000000a"))).isEqualTo(10L);
        assertThat(AnyValue.read(reader("7b3ff0000000000000"))).isEqualTo(1L);
        assertThat((Double) AnyValue.read(reader("7b7ff8000000000000"))).isNaN();
        var map = new LinkedHashMap<String, Object>(Map.of("a", 1L));
        map.put("b", new ArrayList<>(List.of(true)));
        assertThat(AnyValue.read(reader("760201617d010162750178"))).isEqualTo(map);
        assertThat(AnyValue.read(reader("75027e7e"))).isEqualTo(Arrays.asList(null, null));
    }

    @Test
    void theDepthOfAValueIsBounded() {
        assertThat(AnyValue.skip(reader("7501750178"), 2)).isEqualTo(2);
        assertThatThrownBy(() -> AnyValue.skip(reader("7501750178"), 1)).isInstanceOf(RejectedUpdate.class);
        assertThat(AnyValue.skip(reader("7601095f5f70726f746f5f5f78"), 2)).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"73", "76ffffffffff0f", "75ffffffffff0f", "7705", "7c00", "740501"})
    void valuesThatAreNoneAreRejected(String hex) {
        assertThatThrownBy(() -> AnyValue.skip(reader(hex), 100)).isInstanceOf(RejectedUpdate.class);
        assertThatThrownBy(() -> AnyValue.read(reader(hex))).isInstanceOf(RejectedUpdate.class);
    }
}
