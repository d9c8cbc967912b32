package hotseat.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogRateTest {
    private final LoggerContext loggers = new LoggerContext();
    private final LogRate rate = new LogRate();
    private Instant now = Instant.parse("2026-06-01T12:00:00Z");

    private LoggingEvent event(String logger, Level level) {
        Logger from = loggers.getLogger(logger);
        var event = new LoggingEvent("LogRateTest", from, level, "says the test", null, null);
        event.setInstant(now);
        return event;
    }

    private boolean isWritten(String logger, Level level) {
        return rate.decide(event(logger, level)) != FilterReply.DENY;
    }

    private int written(int events, String logger, Level level) {
        int written = 0;
        for (int i = 0; i < events; i++) {
            written += isWritten(logger, level) ? 1 : 0;
        }
        return written;
    }

    @Test
    void ofWarningsSoManyAMinuteAreWrittenAndThenHowManyWereNot() {
        assertThat(written(1_000, "noisy", Level.WARN)).isEqualTo(LogRate.A_MINUTE);
        assertThat(isWritten("noisy", Level.ERROR)).as("what is worse").isTrue();
        assertThat(isWritten("other", Level.ERROR)).as("another has its own").isTrue();
        assertThat(written(1_000, "noisy", Level.INFO)).as("what is asked for").isEqualTo(1_000);
        now = now.plus(Duration.ofMinutes(1));
        var next = event("noisy", Level.WARN);
        assertThat(rate.decide(next)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(next.getKeyValuePairs()).singleElement().satisfies(pair -> {
            assertThat(pair.key).isEqualTo("leftOutBefore");
            assertThat(pair.value).isEqualTo(1_000L - LogRate.A_MINUTE);
        });
        assertThat(event("noisy", Level.WARN).getKeyValuePairs()).isNull();
        assertThat(written(1_000, "noisy", Level.WARN)).isEqualTo(LogRate.A_MINUTE - 1);
    }

    @Test
    void aClockThatIsSetBackSilencesNobody() {
        assertThat(written(1_000, "noisy", Level.WARN)).isEqualTo(LogRate.A_MINUTE);
        now = now.minus(Duration.ofDays(1));
        assertThat(isWritten("noisy", Level.WARN)).isTrue();
    }
}
