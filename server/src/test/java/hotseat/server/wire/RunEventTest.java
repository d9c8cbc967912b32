package hotseat.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.server.session.InvalidInput;
import hotseat.server.session.Language;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunEventTest {
    private static RunEvent read(String json) {
        return Json.convert(Json.MAPPER.readTree(json), RunEvent.class);
    }

    /** What the others get of what somebody sent. */
    private static String passedOn(String json) {
        return Json.MAPPER.writeValueAsString(read(json));
    }

    private static void assertRefused(String json, String detail) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        refused -> assertThat(refused.detail()).startsWith(detail));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"started\",\"file\":\"main\",\"fileName\":\"main.py\",\"language\":\"python\"}",
                "{\"kind\":\"phase\",\"phase\":\"loading\"}",
                "{\"kind\":\"phase\",\"phase\":\"starting\"}",
                "{\"kind\":\"phase\",\"phase\":\"running\"}",
                "{\"kind\":\"phase\",\"phase\":\"waiting\"}",
                "{\"kind\":\"output\",\"chunks\":[[1,\"out\"],[2,\"err\"],[1,\"\"]]}",
                "{\"kind\":\"output\",\"chunks\":[]}",
                "{\"kind\":\"input\",\"text\":\"42\\n\"}",
                "{\"kind\":\"input\",\"text\":\"half of a pair: \\uD83D\"}",
                "{\"kind\":\"ended\",\"code\":0,\"ms\":12.5,\"reason\":\"exit\"}",
                "{\"kind\":\"ended\",\"code\":-2147483648,\"ms\":0.0,\"error\":{\"message\":\"x\",\"line\":1,\"column\":2147483647,\"file\":\"main.py\"},\"reason\":\"crashed\",\"truncated\":true}"
            })
    void whatAPageSaysIsPassedOnAsItIs(String json) {
        assertThat(Json.MAPPER.readTree(passedOn(json))).isEqualTo(Json.MAPPER.readTree(json));
    }

    @Test
    void everyLanguageOfTheTableRunsAndNoOther() {
        for (var language : Language.all()) {
            assertThat(new RunEvent.Started("main", "x", language.id())).isNotNull();
        }
        assertRefused(
                "{\"kind\":\"started\",\"file\":\"main\",\"fileName\":\"x\",\"language\":\"cobol\"}", "language:");
        assertRefused("{\"kind\":\"started\",\"file\":\"main\",\"fileName\":\"x\"}", "language: missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "../x", "a b", "a\\n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void aFileIsNamedByAnIdOfAFile(String file) {
        assertRefused(
                "{\"kind\":\"started\",\"file\":\"" + file + "\",\"fileName\":\"x\",\"language\":\"python\"}", "file:");
    }

    @Test
    void namesHaveSoManyUnitsAndNoMore() {
        var longest = "x".repeat(RunEvent.NAME_UNITS);
        assertThat(new RunEvent.Started("main", longest, "python")).isNotNull();
        assertThatThrownBy(() -> new RunEvent.Started("main", longest + "x", "python"))
                .hasMessage("fileName: 121 characters, at most 120; shorten it");
        assertThat(new RunEvent.Failure("x", null, null, longest)).isNotNull();
        assertThatThrownBy(() -> new RunEvent.Failure("x", null, null, longest + "x"))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void textsHaveSoManyUnitsAndNoMore() {
        var longest = "x".repeat(Limits.RUN.textUnits());
        assertThat(new RunEvent.Input(longest)).isNotNull();
        assertThatThrownBy(() -> new RunEvent.Input(longest + "x")).isInstanceOf(InvalidInput.class);
        assertThat(new RunEvent.Failure(longest, null, null, null)).isNotNull();
        assertThatThrownBy(() -> new RunEvent.Failure(longest + "x", null, null, null))
                .isInstanceOf(InvalidInput.class);
    }

    @Test
    void outputHasSoManyChunksAndUnitsAndNoMore() {
        int chunks = Limits.RUN.chunks();
        List<Object> empty = List.of(1, "");
        assertThat(new RunEvent.Output(Collections.nCopies(chunks, empty))).isNotNull();
        assertThatThrownBy(() -> new RunEvent.Output(Collections.nCopies(chunks + 1, empty)))
                .isInstanceOf(InvalidInput.class);
        int units = Limits.RUN.entryUnits();
        assertThat(new RunEvent.Output(List.of(List.of(1, "x".repeat(units - 1)), List.of(2, "x"))))
                .isNotNull();
        assertThatThrownBy(() -> new RunEvent.Output(List.of(List.of(1, "x".repeat(units)), List.of(2, "x"))))
                .isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[null]",
                "[[]]",
                "[[1]]",
                "[[1,\"x\",2]]",
                "[[0,\"x\"]]",
                "[[3,\"x\"]]",
                "[[\"1\",\"x\"]]",
                "[[1.0,\"x\"]]",
                "[[1,2]]",
                "[[1,null]]",
                "[[1,[\"x\"]]]",
                "[[4294967297,\"x\"]]",
                "{}",
                "\"x\"",
                "[\"x\"]"
            })
    void aChunkIsAPairOfOneOrTwoAndAText(String chunks) {
        assertThatThrownBy(() -> read("{\"kind\":\"output\",\"chunks\":" + chunks + "}"))
                .isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.001", "1e999", "\"NaN\"", "\"Infinity\"", "\"1\"", "true", "null", "[]"})
    void aRunTakesAFiniteTimeThatIsNotNegative(String ms) {
        assertRefused("{\"kind\":\"ended\",\"code\":0,\"ms\":" + ms + "}", "ms:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"0\"", "null", "true", "{}"})
    void aCodeIsANumber(String code) {
        assertRefused("{\"kind\":\"ended\",\"code\":" + code + ",\"ms\":1}", "code:");
    }

    @ParameterizedTest
    @CsvSource({"line,0", "line,-1", "column,0", "column,-2147483648"})
    void linesAndColumnsCountFromOne(String field, int place) {
        assertRefused(
                "{\"kind\":\"ended\",\"code\":1,\"ms\":1,\"error\":{\"message\":\"x\",\"" + field + "\":" + place
                        + "}}",
                field + ":");
    }

    @Test
    void aReasonIsOneOfTheFive() {
        for (var reason : List.of("exit", "stopped", "time", "output", "crashed")) {
            assertThat(new RunEvent.Ended(0, 1, null, reason, null)).isNotNull();
        }
        assertRefused("{\"kind\":\"ended\",\"code\":0,\"ms\":1,\"reason\":\"bored\"}", "reason: one of");
        assertRefused("{\"kind\":\"phase\",\"phase\":\"thinking\"}", "phase: one of");
        assertRefused("{\"kind\":\"phase\"}", "phase: one of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"kind\":null}",
                "{\"kind\":5}",
                "{\"kind\":\"gone\",\"why\":\"away\"}",
                "{\"kind\":\"hotseat.server.Main\"}",
                "[]",
                "5"
            })
    void whatIsNoEventIsRefusedInWordsOfOurs(String json) {
        assertThatThrownBy(() -> read(json))
                .satisfies(failure -> assertThat(failure.getMessage() + "")
                        .doesNotContain("jackson", "hotseat.server.wire.RunEvent"));
    }
}
