package hotseat.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever keeps to the list that WELCOME tells is not refused for a size; each number is the last that passes. */
class LimitsTest {
    private static final Limits.Run RUN = Limits.RUN;

    private static Inbound read(int i, String event) throws Inbound.Malformed {
        var json = "{\"type\":\"RUN\",\"run\":\"" + "a".repeat(32) + "\",\"i\":" + i + "," + event + "}";
        var message = new ByteWriter().varUint(100).varString(json).toByteArray();
        assertThat(message.length).isLessThanOrEqualTo(Limits.MESSAGE_BYTES);
        return Inbound.decode(message);
    }

    @Test
    void theLargestEntryOfARunIsTakenInItsLargestEncoding() throws Inbound.Malformed {
        var text = "\\u0001".repeat(RUN.entryUnits());
        assertThat(read(RUN.entries() - 1, "\"kind\":\"output\",\"chunks\":[[1,\"" + text + "\"]]"))
                .isInstanceOf(Inbound.Run.class);
        var empty = String.join(",", Collections.nCopies(RUN.chunks(), "[2,\"\"]"));
        assertThat(read(0, "\"kind\":\"output\",\"chunks\":[" + empty + "]")).isInstanceOf(Inbound.Run.class);
        assertThat(read(0, "\"kind\":\"input\",\"text\":\"" + "x".repeat(RUN.textUnits()) + "\""))
                .isInstanceOf(Inbound.Run.class);
        assertThat(read(
                        1,
                        "\"kind\":\"ended\",\"code\":1,\"ms\":1,\"error\":{\"message\":\"" + "x".repeat(RUN.textUnits())
                                + "\",\"line\":" + RUN.place() + ",\"column\":" + RUN.place() + "}"))
                .isInstanceOf(Inbound.Run.class);
    }

    @Test
    void beyondThemAnEntryIsRefusedAndNotMalformed() throws Inbound.Malformed {
        for (var event : List.of(
                "\"kind\":\"output\",\"chunks\":[[1,\"" + "x".repeat(RUN.entryUnits() + 1) + "\"]]",
                "\"kind\":\"input\",\"text\":\"" + "x".repeat(RUN.textUnits() + 1) + "\"",
                "\"kind\":\"ended\",\"code\":1,\"ms\":1,\"error\":{\"message\":\"x\",\"line\":" + (RUN.place() + 1L)
                        + "}")) {
            assertThat(read(1, event)).isInstanceOf(Inbound.BadRun.class);
        }
        assertThat(read(RUN.entries(), "\"kind\":\"input\",\"text\":\"x\"")).isInstanceOf(Inbound.BadRun.class);
    }

    @Test
    void whatARunMaySendIsLessThanWhatIsKeptOfIt() {
        var line =
                Json.MAPPER.writeValueAsBytes(new RunEvent.Output(List.of(List.of(1, "x".repeat(RUN.bytes() / 16)))));
        assertThat(line.length * 16L).as("plain text").isLessThan(4L << 20);
        assertThat(new String(line, StandardCharsets.UTF_8)).contains("xxx");
    }

    @Test
    void theLargestUpdateFitsAMessage() {
        assertThat(hotseat.crdt.Limits.INTERVIEW.updateBytes() + 16).isLessThanOrEqualTo(Limits.MESSAGE_BYTES);
        assertThat(Limits.AWARENESS_BYTES).isLessThan(Limits.MESSAGE_BYTES);
    }
}
