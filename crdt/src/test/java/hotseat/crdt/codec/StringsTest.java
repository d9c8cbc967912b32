package hotseat.crdt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings are UTF-8 behind their length. Short ones, long ones and those of one byte per unit are written by loops of their own. */
class StringsTest {
    private static final int SHORT = 32;

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static ByteReader reader(String hex) {
        return new ByteReader(hex(hex));
    }

    /** The first and the last code point of each length, and what lies beside the surrogates. */
    @ParameterizedTest
    @CsvSource({
        "000000,00",
        "00007f,7f",
        "000080,c280",
        "0000e9,c3a9",
        "0000ff,c3bf",
        "000100,c480",
        "0007ff,dfbf",
        "000800,e0a080",
        "00d7ff,ed9fbf",
        "00e000,ee8080",
        "00feff,efbbbf",
        "00ffff,efbfbf",
        "010000,f0908080",
        "01f600,f09f9880",
        "02ffff,f0afbfbf",
        "030000,f0b08080",
        "040000,f1808080",
        "10ffff,f48fbfbf"
    })
    void codePointsAreReadAndWritten(String number, String utf8) {
        int codePoint = HexFormat.fromHexDigits(number);
        byte[] bytes = hex(utf8);
        assertThat(Utf8.codePoint(bytes, 0)).isEqualTo(codePoint);
        assertThat(Utf8.length(bytes[0])).isEqualTo(bytes.length);
        String one = Character.toString(codePoint);
        assertThat(one.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        isReadAndWritten(one);
        isReadAndWritten(one + "\0x");
        isReadAndWritten("é" + one);
        for (int pad : new int[] {SHORT - 2, SHORT - 1, SHORT, 200}) isReadAndWritten("a".repeat(pad) + one);
    }

    private static void isReadAndWritten(String text) {
        byte[] expected = new ByteWriter()
                .bytes(text.getBytes(StandardCharsets.UTF_8))
                .uint8(5)
                .toByteArray();
        // Written behind so much that it fits only if the writer makes room.
        for (int before : new int[] {0, 14, 15, 16}) {
            assertThat(behind(before).varString(text).uint8(5).toByteArray()).endsWith(expected);
            assertThat(behind(before)
                            .varString(("x" + text + "x").toCharArray(), 1, text.length())
                            .uint8(5)
                            .toByteArray())
                    .endsWith(expected);
            if (text.chars().allMatch(c -> c <= 0xff)) {
                byte[] bytes = ("x" + text + "x").getBytes(StandardCharsets.ISO_8859_1);
                var out = behind(before);
                boolean ascii = text.chars().allMatch(c -> c < 0x80);
                assertThat(out.asciiString(bytes, 1, text.length())).isEqualTo(ascii);
                if (ascii) assertThat(out.uint8(5).toByteArray()).endsWith(expected);
                else assertThat(out.size()).isEqualTo(before);
            }
        }
        assertThat(new ByteReader(expected).varString()).isEqualTo(text);
        var in = new ByteReader(expected);
        assertThat(in.skipString()).isEqualTo(text.length());
        assertThat(in.uint8()).isEqualTo(5);
        in.expectEnd();
    }

    private static ByteWriter behind(int bytes) {
        return new ByteWriter(16).raw(new byte[bytes], 0, bytes);
    }

    @Test
    void anEmptyStringIsItsLength() {
        isReadAndWritten("");
        assertThat(new ByteWriter().varString("").toByteArray()).containsExactly(0);
    }

    @Test
    void aLoneSurrogateIsWrittenAsTheReplacementCharacter() {
        for (String before : new String[] {"", "a".repeat(40)}) {
            for (String lone : new String[] {"\ud83d", "\ude00", "\ud83dx", "\ude00\ud83d"}) {
                byte[] utf8 = (before + lone.replace('\ud83d', '\ufffd').replace('\ude00', '\ufffd'))
                        .getBytes(StandardCharsets.UTF_8);
                assertThat(new ByteWriter().varString(before + lone).toByteArray())
                        .isEqualTo(new ByteWriter().bytes(utf8).toByteArray());
            }
        }
        // The second half lies behind what is written.
        assertThat(new ByteWriter()
                        .varString("\ud83d\ude00".toCharArray(), 0, 1)
                        .toByteArray())
                .isEqualTo(hex("03efbfbd"));
    }

    /** Each case: what starts no character, ends too early, is longer than it must be, is a surrogate or beyond the last code point. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c0af",
                "c1bf",
                "f5808080",
                "f888808080",
                "ff",
                "c3",
                "e282",
                "f09f98",
                "c37f",
                "c3c0",
                "e0a07f",
                "e0a0c0",
                "f0908041",
                "f09080c0",
                "e09fbf",
                "f08fbfbf",
                "eda080",
                "edbfbf",
                "f4908080"
            })
    void whatIsNotUtf8IsRefused(String utf8) {
        for (String around : new String[] {"", "61", "c3a9"}) {
            byte[] bytes = hex(around + utf8 + around);
            assertThat(Utf8.units(bytes, 0, bytes.length)).isEqualTo(-1);
            byte[] string = new ByteWriter().bytes(bytes).toByteArray();
            assertThatThrownBy(() -> new ByteReader(string).varString()).isInstanceOf(RejectedUpdate.class);
            assertThatThrownBy(() -> new ByteReader(string).skipString()).isInstanceOf(RejectedUpdate.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "026162,true",
        "0161,false",
        "03616263,false",
        "026163,false",
        "02c3a9,false",
        "03c3a962,false",
        "0461626162,false"
    })
    void aWordIsRecognised(String hex, boolean same) {
        var in = reader(hex + "07");
        assertThat(in.skipStringIs("ab")).isEqualTo(same);
        assertThat(in.uint8()).isEqualTo(7);
    }
}
