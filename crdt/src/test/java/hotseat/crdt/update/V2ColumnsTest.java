package hotseat.crdt.update;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteReader;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The run-length coders of V2, as yjs writes them. */
class V2ColumnsTest {
    private static ByteReader reader(String hex) {
        return new ByteReader(HexFormat.of().parseHex(hex));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static long[] numbers(String list) {
        return list.isEmpty()
                ? new long[0]
                : Stream.of(list.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    @ParameterizedTest
    @CsvSource({"1 1 1 7,010207", "7 7 7,07", "'',''"})
    void bytesAreCountedButForTheLast(String list, String bytes) {
        var writer = new V2Columns.RleWriter();
        for (long value : numbers(list)) writer.add((int) value);
        assertThat(hex(writer.toByteArray())).isEqualTo(bytes);
        var reader = new V2Columns.RleReader(reader(bytes));
        for (long value : numbers(list)) assertThat(reader.next()).isEqualTo((int) value);
    }

    @Test
    void theLastByteRepeatsForEver() {
        var reader = new V2Columns.RleReader(reader("07"));
        assertThat(IntStream.range(0, 1_000).map(i -> reader.next())).allMatch(value -> value == 7);
    }

    @ParameterizedTest
    @CsvSource({"1 2 3 3 3 3,01024302", "0 0,4000", "5,05"})
    void numbersAreCountedFromTheSecondOn(String list, String bytes) {
        var writer = new V2Columns.OptRleWriter();
        for (long value : numbers(list)) writer.add(value);
        assertThat(hex(writer.toByteArray())).isEqualTo(bytes);
        var reader = new V2Columns.OptRleReader(reader(bytes));
        for (long value : numbers(list)) assertThat(reader.next()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"1 2 3 4,0302", "3 1100 1101 1050 0,06922202e601f420", "5 4 3 2,0a4101"})
    void differencesAreCountedFromTheSecondOn(String list, String bytes) {
        var writer = new V2Columns.DiffWriter();
        for (long value : numbers(list)) writer.add(value);
        assertThat(hex(writer.toByteArray())).isEqualTo(bytes);
        var reader = new V2Columns.DiffReader(reader(bytes));
        for (long value : numbers(list)) assertThat(reader.next()).isEqualTo(value);
    }

    static Stream<Arguments> strings() {
        return Stream.of(
                Arguments.of(List.of("a", "bcd", ""), "0461626364010300"),
                // Halves of a pair are one character in the bytes, and two strings again by their lengths.
                Arguments.of(List.of("\ud83d", "\ude00"), "04f09f98804100"));
    }

    @ParameterizedTest
    @MethodSource("strings")
    void stringsAreOneWithTheirLengths(List<String> strings, String bytes) {
        var writer = new V2Columns.StringWriter();
        strings.forEach(writer::add);
        assertThat(hex(writer.toByteArray())).isEqualTo(bytes);
        var reader = new V2Columns.StringReader(reader(bytes));
        for (String string : strings) assertThat(reader.next()).isEqualTo(string);
    }
}
