package hotseat.server.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import hotseat.server.session.CodeFile;
import hotseat.server.session.InvalidInput;
import hotseat.server.session.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens in a run. The browser that runs it says so; everybody else, and the log, get it as it came, bounded. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.Started.class, name = "started"),
    @JsonSubTypes.Type(value = RunEvent.Phase.class, name = "phase"),
    @JsonSubTypes.Type(value = RunEvent.Output.class, name = "output"),
    @JsonSubTypes.Type(value = RunEvent.Input.class, name = "input"),
    @JsonSubTypes.Type(value = RunEvent.Ended.class, name = "ended")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RunEvent {
    int NAME_UNITS = 120;

    record Started(String file, String fileName, String language) implements RunEvent {
        public Started {
            if (CodeFile.parseId(require("file", file)).isEmpty()) {
                throw new InvalidInput("file", "not the id of a file");
            }
            limit("fileName", require("fileName", fileName), NAME_UNITS);
            Language.parse("language", require("language", language));
        }
    }

    /** What the program does now: those who only watch want to know whom it waits for. */
    record Phase(String phase) implements RunEvent {
        private static final List<String> PHASES = List.of("loading", "starting", "running", "waiting");

        public Phase {
            if (phase == null || !PHASES.contains(phase)) {
                throw new InvalidInput("phase", "one of " + String.join(", ", PHASES));
            }
        }
    }

    /** Each chunk is a pair: 1 for standard output or 2 for standard error, and the text. */
    record Output(List<List<Object>> chunks) implements RunEvent {
        public Output {
            if (chunks == null || chunks.size() > Limits.RUN.chunks()) {
                throw new InvalidInput("chunks", "give a list of at most " + Limits.RUN.chunks());
            }
            int units = 0;
            for (var chunk : chunks) {
                if (chunk.size() != 2
                        || !(chunk.get(0) instanceof Integer stream && (stream == 1 || stream == 2))
                        || !(chunk.get(1) instanceof String text)) {
                    throw new InvalidInput("chunks", "each is a pair of 1 or 2 and a text");
                }
                units += text.length();
            }
            if (units > Limits.RUN.entryUnits()) {
                throw new InvalidInput(
                        "chunks",
                        units + " characters, at most " + Limits.RUN.entryUnits() + "; send several messages");
            }
        }
    }

    /** A line the program was given. */
    record Input(String text) implements RunEvent {
        public Input {
            limit("text", require("text", text), Limits.RUN.textUnits());
        }
    }

    record Ended(
            int code,
            double ms,
            @Nullable Failure error,
            @Nullable String reason,
            @Nullable Boolean truncated) implements RunEvent {
        private static final List<String> REASONS = List.of("exit", "stopped", "time", "output", "crashed");

        public Ended {
            if (reason != null && !REASONS.contains(reason)) {
                throw new InvalidInput("reason", "one of " + String.join(", ", REASONS));
            }
            if (!Double.isFinite(ms) || ms < 0) {
                throw new InvalidInput("ms", "a number of milliseconds from 0 on");
            }
        }
    }

    /** Why a run failed, and where in the code if that is known; line and column count from 1. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failure(
            String message,
            @Nullable Integer line,
            @Nullable Integer column,
            @Nullable String file) {
        public Failure {
            limit("message", require("message", message), Limits.RUN.textUnits());
            if (file != null) {
                limit("file", file, NAME_UNITS);
            }
            countsFromOne("line", line);
            countsFromOne("column", column);
        }

        private static void countsFromOne(String field, @Nullable Integer place) {
            if (place != null && place < 1) {
                throw new InvalidInput(field, "a number from 1 on");
            }
        }
    }

    private static String require(String field, @Nullable String value) {
        if (value == null) {
            throw new InvalidInput(field, "missing");
        }
        return value;
    }

    private static void limit(String field, String value, int max) {
        if (value.length() > max) {
            throw new InvalidInput(field, value.length() + " characters, at most " + max + "; shorten it");
        }
    }
}
