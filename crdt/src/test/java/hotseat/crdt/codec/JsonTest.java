package hotseat.crdt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is taken and written as {@code JSON.parse} and {@code JSON.stringify} of JavaScript do it. */
class JsonTest {
    private static final int DEPTH = 9;

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static byte[] any(String json) {
        var out = new ByteWriter();
        JsonAny.toAny(json, out);
        return out.toByteArray();
    }

    private static String json(byte[] any) {
        var in = new ByteReader(any);
        String json = JsonAny.toJson(in);
        in.expectEnd();
        return json;
    }

    /** The same value, without and with space between all its parts, and the any-value that it is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            null          | 7e
            true          | 78
            false         | 79
            ""            | 7700
            "é😀\u007f"    | 7707c3a9f09f98807f
            0             | 7d00
            -7            | 7d47
            10            | 7d0a
            19            | 7d13
            []            | 7500
            {}            | 7600
            [1]           | 75017d01
            [1,false,[]]  | 75037d01797500
            {"a":1}       | 760101617d01
            {"a":{},"":[null,{}]} | 76020161760000750 27e7600
            """)
    void valuesAreReadAndWritten(String json, String any) {
        byte[] bytes = hex(any.replace(" ", ""));
        assertThat(any(json)).isEqualTo(bytes);
        assertThat(json(bytes)).isEqualTo(json);
        String spaced = json.replaceAll("([\\[\\]{},:])", " \t\n\r$1\r\n\t ");
        for (String text : new String[] {json, spaced, " " + json, json + "\n"}) {
            assertThat(any(text)).isEqualTo(bytes);
            assertThat(JsonAny.parse(text, DEPTH)).isEqualTo(AnyValue.read(new ByteReader(bytes)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            1.5e3        | 7d9c17 | 1500
            -0           | 7d40   | 0
            1E2          | 7da401 | 100
            1e+2         | 7da401 | 100
            5e-1         | 7c3f000000 | 0.5
            0.5          | 7c3f000000 | 0.5
            -12.25       | 7cc1440000 | -12.25
            "\\u00e9\\u00E9" | 7704c3a9c3a9 | "éé"
            "\\"\\\\\\/" | 7703225c2f | "\\"\\\\/"
            "\\b\\f\\n\\r\\t" | 7705080c0a0d09 | "\\b\\f\\n\\r\\t"
            "\\u0000\\u000f\\u0010\\u001f\\u0020" | 7705000f101f20 | "\\u0000\\u000f\\u0010\\u001f "
            "\\ud83d"    | 7703efbfbd | "\ufffd"
            {"a":1,"a":2} | 760101617d02 | {"a":2}
            """)
    void whatCanBeWrittenInManyWaysIsWrittenInOne(String json, String any, String written) {
        assertThat(any(json)).isEqualTo(hex(any));
        assertThat(json(hex(any))).isEqualTo(written);
        assertThat(JsonAny.parse(json, DEPTH)).isEqualTo(AnyValue.read(new ByteReader(hex(any))));
    }

    /** Floats of eight bytes as JavaScript prints them. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000,0",
        "8000000000000000,0",
        "7ff8000000000000,null",
        "fff0000000000000,null",
        "3fb999999999999a,0.1",
        "bfb999999999999a,-0.1",
        "3fd3333333333334,0.30000000000000004",
        "4029000000000000,12.5",
        "4011666666666666,4.35",
        "4059000000000000,100",
        "405ec00000000000,123",
        "416312d000000000,10000000",
        "4415af1d78b58c40,100000000000000000000",
        "441ac53a7e04bcda,123456789012345680000",
        "444b1ae4d6e2ef50,1e+21",
        "4454542ba12a337c,1.5e+21",
        "4450000000000000,1.1805916207174113e+21",
        "7fefffffffffffff,1.7976931348623157e+308",
        "3f50624dd2f1a9fc,0.001",
        "3ef4f8b588e368f1,0.00002",
        "3eef75104d551d69,0.000015",
        "3eb0c6f7a0b5ed8d,0.000001",
        "3eb4b3fd5942cd96,0.000001234",
        "3e7ad7f29abcaf48,1e-7",
        "3e8421f5f40d8376,1.5e-7",
        "3c36b082c2148b8e,1.23e-18",
        "0010000000000000,2.2250738585072014e-308",
        "0000000000000001,5e-324",
        "0000000000000002,1e-323",
        "0000000000000014,1e-322",
        "0000000000000003,1.5e-323",
        "0000000000000008,4e-323",
        "0000000000000009,4.4e-323",
        "0000000000000016,1.1e-322"
    })
    void numbersArePrintedAsJavaScriptDoes(String bits, String printed) {
        assertThat(json(hex("7b" + bits))).isEqualTo(printed);
        assertThat(json(hex("75027b" + bits + "7d01"))).isEqualTo("[" + printed + ",1]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            7f                   | null
            75027f7d01           | [null,1]
            760201617f01627d01   | {"b":1}
            760301617d0101627f01637d02 | {"a":1,"c":2}
            """)
    void undefinedIsNullOrLeftOut(String any, String json) {
        assertThat(json(hex(any))).isEqualTo(json);
    }

    @ParameterizedTest
    @CsvSource({"7a0000000000000001,0", "7403010203,0", "75017400,2", "73,0"})
    void whatJsonDoesNotHaveIsRefused(String any, int offset) {
        assertThatThrownBy(() -> json(hex(any))).isInstanceOfSatisfying(RejectedUpdate.class, rejected -> {
            assertThat(rejected.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(rejected.offset()).isEqualTo(offset);
        });
    }

    /** A string is written here between bars, so that all its bytes are seen; the number is the byte where it is wrong. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``          | 0
            ` `         | 1
            nul         | 3
            truE        | 3
            fals0       | 4
            nullx       | 4
            undefined   | 0
            1 2         | 2
            -           | 1
            +1          | 0
            01          | 1
            -01         | 2
            .5          | 0
            1.          | 2
            1.e1        | 2
            1e          | 2
            1e+         | 3
            1e*1        | 2
            1d5         | 1
            0x1         | 1
            1:          | 1
            1/          | 1
            Infinity    | 0
            "           | 1
            "a          | 2
            "\\         | 2
            "\\"        | 3
            "\\x"       | 3
            "\\'"       | 3
            "\\u"       | 3
            "\\u12"     | 5
            "\\u123g"   | 6
            "\\u123é"   | 6
            'a'         | 0
            [           | 1
            [1          | 2
            [1,         | 3
            [1,]        | 3
            [,1]        | 1
            [1 2]       | 3
            [1}         | 2
            ]           | 0
            {           | 1
            {"a"        | 4
            {"a":       | 5
            {"a":}      | 5
            {"a":1      | 6
            {"a":1,     | 7
            {"a":1,}    | 7
            {"a" 1}     | 5
            {a:1}       | 1
            {1:1}       | 1
            {"a":1]     | 6
            {"a":1 "b":2} | 7
            é           | 0
            """)
    void whatIsNotJsonIsRefusedWhereItIsWrong(String json, int offset) {
        isWrong(json, offset);
        isWrong("[1," + json, offset + 3);
    }

    private static void isWrong(String json, int offset) {
        assertThatThrownBy(() -> JsonAny.parse(json, DEPTH)).isInstanceOfSatisfying(RejectedUpdate.class, rejected -> {
            assertThat(rejected.detail()).isEqualTo("not JSON");
            assertThat(rejected.offset()).as(json).isEqualTo(offset);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 13, 31})
    void controlCharactersStandInStringsAsEscapesOnly(int c) {
        isWrong("\"a" + (char) c + "\"", 2);
        assertThat(JsonAny.parse("\"a b\"", DEPTH)).isEqualTo("a b");
    }

    @Test
    void noSpaceOfUnicodeIsOneOfJson() {
        isWrong("1\u00a0", 1);
        isWrong("\ufeff1", 0);
        isWrong("\f1", 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[[]]]", "{\"a\":{\"a\":[]}}", "[1,[2,[3]],{\"a\":[]}]", "[{\"a\":[]}]"})
    void theDepthIsBounded(String json) {
        int depth = 2 + (json.contains("3") ? 1 : 0);
        assertThat(JsonAny.parse(json, depth)).isNotNull();
        assertThatThrownBy(() -> JsonAny.parse(json, depth - 1))
                .isInstanceOfSatisfying(RejectedUpdate.class, rejected -> {
                    assertThat(rejected.reason()).isEqualTo(Reason.TOO_LARGE);
                    assertThat(rejected.value()).isEqualTo(depth);
                    assertThat(rejected.limit()).isEqualTo(depth - 1);
                });
    }

    @ParameterizedTest
    @CsvSource({"09756e646566696e6564,true", "0131,true", "09756e646566696e6565,false", "0161,false", "00,false"})
    void theBareWordUndefinedIsTakenWhereTheFormatHasIt(String hex, boolean taken) {
        var in = new ByteReader(hex("05" + hex + "06"));
        in.uint8();
        if (taken) {
            in.skipJson(DEPTH, true);
            assertThat(in.uint8()).isEqualTo(6);
        } else {
            assertThatThrownBy(() -> in.skipJson(DEPTH, true)).isInstanceOf(RejectedUpdate.class);
        }
    }

    @Test
    void theBareWordUndefinedIsNoJson() {
        var in = new ByteReader(hex("09756e646566696e6564"));
        assertThatThrownBy(() -> in.skipJson(DEPTH, false)).isInstanceOf(RejectedUpdate.class);
    }
}
