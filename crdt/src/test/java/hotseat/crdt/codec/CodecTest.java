package hotseat.crdt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
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
        "16383,ff7f",
        "16384,808001",
        "2097151,ffff7f",
        "2097152,80808001",
        "268435455,ffffff7f",
        "2147483647,ffffffff07",
        "4294967295,ffffffff0f",
        "8796093022208,80808080808002",
        "9007199254740991,ffffffffffffff0f"
    })
    void unsignedNumbersAreReadAndWritten(long value, String hex) {
        assertThat(new ByteWriter().varUint(value).toByteArray()).isEqualTo(hex(hex));
        // Long ones are read another way where bytes follow.
        for (String behind : List.of("", "05", "0506")) {
            var in = reader(hex + behind);
            assertThat(in.varUint()).isEqualTo(value);
            assertThat(in.position()).isEqualTo(hex.length() / 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,00",
        "1,01",
        "-1,41",
        "63,3f",
        "-63,7f",
        "64,8001",
        "-64,c001",
        "8191,bf7f",
        "8192,808001",
        "2147483647,bfffffff0f",
        "9007199254740991,bfffffffffffff1f"
    })
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
        AnyValue.write(out, -0.0, 0);
        assertThat(out.toByteArray()).isEqualTo(hex("7d40"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "ffffffffffffff1f", "8080808080808080808001"})
    void numbersThatEndEarlyOrAreTooLargeAreRejected(String hex) {
        assertThatThrownBy(() -> reader(hex).varUint()).isInstanceOf(RejectedUpdate.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", "800005", "808000", "80800005", "80808000"})
    void paddedNumbersAreRead(String hex) {
        var in = reader(hex);
        assertThat(in.varUint()).isZero();
        assertThat(in.position()).isEqualTo(hex.lastIndexOf("00") / 2 + 1);
    }

    /** Whatever is written before: the array grows in time. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 12, 13, 14, 15, 16, 17, 32})
    void whatIsWrittenFollowsWhatWasWritten(int before) {
        Map<String, UnaryOperator<ByteWriter>> pieces = Map.of(
                "ff",
                out -> out.uint8(255),
                "80808080808002",
                out -> out.varUint(1L << 43),
                "c08001",
                out -> out.varInt(8192, true),
                "01020304",
                out -> out.int32(0x01020304),
                "0102030405060708",
                out -> out.int64(0x0102030405060708L),
                "02" + "0102",
                out -> out.bytes(new byte[] {1, 2}),
                "0203",
                out -> out.raw(new byte[] {1, 2, 3, 4}, 1, 2),
                "04",
                out -> out.head(4, -1, 0, -1, 0),
                "c4" + "ac0205" + "0106",
                out -> out.head(0xc4, 300, 5, 1, 6));
        pieces.forEach((hex, piece) -> {
            var out = new ByteWriter(16).raw(new byte[before], 0, before);
            assertThat(piece.apply(out).toByteArray()).isEqualTo(hex("00".repeat(before) + hex));
            assertThat(out.size()).isEqualTo(before + hex.length() / 2);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7e",
                "7d00",
                "7d41",
                "7dbfffffff0f",
                "7dffffffff0f",
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
        AnyValue.write(out, AnyValue.read(reader(hex)), 100);
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
        assertThat(AnyValue.read(reader("7b0000000000000000"))).isEqualTo(0L);
        assertThat(AnyValue.read(reader("7b8000000000000000"))).isEqualTo(-0.0);
        assertThat(AnyValue.read(reader("7b433fffffffffffff"))).isEqualTo((1L << 53) - 1);
        assertThat(AnyValue.read(reader("7b4340000000000000"))).isEqualTo(0x1p53);
        var map = new LinkedHashMap<String, Object>(Map.of("a", 1L));
        map.put("b", new ArrayList<>(List.of(true)));
        assertThat(AnyValue.read(reader("760201617d010162750178"))).isEqualTo(map);
        assertThat(AnyValue.read(reader("75027e7e"))).isEqualTo(Arrays.asList(null, null));
    }

    @ParameterizedTest
    @CsvSource({"78,0", "7500,1", "7600,1", "7501750178,2", "760101617601016278,2", "750275007502787501" + "78,3"})
    void theDepthOfAValueIsBounded(String hex, int depth) {
        assertThat(AnyValue.skip(reader(hex), depth)).isEqualTo(depth);
        if (depth < 2) return;
        assertThatThrownBy(() -> AnyValue.skip(reader(hex), depth - 1))
                .isInstanceOfSatisfying(RejectedUpdate.class, rejected -> {
                    assertThat(rejected.reason()).isEqualTo(Reason.TOO_LARGE);
                    assertThat(rejected.value()).isEqualTo(depth);
                    assertThat(rejected.limit()).isEqualTo(depth - 1);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "7601095f5f70726f746f5f5f78,true",
        "75017601095f5f70726f746f5f5f78,true",
        "7601095f5f70726f746f5f7878,false",
        "7601016178,false",
        "7601085f5f70726f746f5f78,false",
        "7601045f5f707278,false"
    })
    void aKeyThatSomeReadersAssignToIsSeen(String hex, boolean seen) {
        assertThat(AnyValue.skip(reader(hex), 2) >= AnyValue.HAS_PROTO_KEY).isEqualTo(seen);
    }

    private interface Read {
        void from(ByteReader in);
    }

    private static final Map<String, Read> READS = Map.of(
            "varUint", ByteReader::varUint,
            "varUint9", in -> in.varUint(9, "number"),
            "varInt", ByteReader::varInt,
            "count", in -> in.count(3, "count"),
            "bytes", ByteReader::bytes,
            "int64", ByteReader::int64,
            "skip", in -> AnyValue.skip(in, 9),
            "read", AnyValue::read,
            "end", ByteReader::expectEnd,
            "json", in -> in.skipJson(9, true));

    /** What is wrong, the bound that it broke, and where. The byte in front shows that the place is one in all bytes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            varUint  |                    | bytes end too early         | 1 | 0 | 1
            varUint  | 80                 | bytes end too early         | 1 | 1 | 1
            varUint  | 8080808080808010   | number too large            | 9007199254740992 | 9007199254740991 | 1
            varUint  | 808080808080808000 | number longer than 8 bytes  | 0 | 0 | 1
            varUint9 | 0a                 | number too large            | 10 | 9 | 1
            varInt   | ffffffffffffffff01 | number longer than 8 bytes  | 0 | 0 | 9
            count    | 0400000000         | count too large             | 4 | 1 | 1
            bytes    | 0301               | bytes end too early         | 3 | 1 | 2
            int64    | 00000000000000     | bytes end too early         | 4 | 3 | 5
            skip     | 75017f73           | bytes after the end         | 1 | 0 | 4
            skip     | 750173             | unknown kind of value       | 0 | 0 | 3
            skip     | 7701c3             | string is not UTF-8         | 0 | 0 | 3
            skip     | 76030000           | number of keys too large    | 3 | 1 | 2
            read     | 750173             | unknown kind of value       | 0 | 0 | 3
            read     | 7701c3             | string is not UTF-8         | 0 | 0 | 2
            end      | 00                 | bytes after the end         | 1 | 0 | 1
            json     | 0178               | not JSON                    | 0 | 0 | 2
            json     | 09756e646566696e6578 | not JSON                  | 0 | 0 | 2
            """)
    void whatIsRefusedIsNamedWithItsPlace(String read, String hex, String detail, long value, long limit, int offset) {
        byte[] bytes = hex("00" + (hex == null ? "" : hex));
        assertThatThrownBy(() -> {
                    var in = new ByteReader(bytes, 1, bytes.length);
                    READS.get(read).from(in);
                    in.expectEnd();
                })
                .isInstanceOfSatisfying(RejectedUpdate.class, rejected -> {
                    assertThat(rejected.reason()).isEqualTo(Reason.MALFORMED);
                    assertThat(rejected.detail()).isEqualTo(detail);
                    assertThat(rejected.value()).isEqualTo(value);
                    assertThat(rejected.limit()).isEqualTo(limit);
                    assertThat(rejected.offset()).isEqualTo(offset);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"73", "76ffffffffff0f", "75ffffffffff0f", "7705", "7c00", "740501"})
    void valuesThatAreNoneAreRejected(String hex) {
        assertThatThrownBy(() -> AnyValue.skip(reader(hex), 100)).isInstanceOf(RejectedUpdate.class);
        assertThatThrownBy(() -> AnyValue.read(reader(hex))).isInstanceOf(RejectedUpdate.class);
    }
}
