package hotseat.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.KeyValuePair;

/**
 * Keeps warnings and errors seldom: of each logger and level so many a minute, and with the next one how many were left out. Whoever can make the server write a
 * line could fill its disk, and some libraries write a trace for what a stranger sends. Named by {@code logback.xml}. Thread-safe.
 */
public final class LogRate extends Filter<ILoggingEvent> {
    static final int A_MINUTE = 20;
    private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);

    /** By level and logger: what anybody can cause must not hide what is broken. */
    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    /** By the events' own clock. */
    private static final class Window {
        private long began;
        private int written;
        private long leftOut;

        synchronized FilterReply take(ILoggingEvent event) {
            if (event.getTimeStamp() - began >= MINUTE_MS || event.getTimeStamp() < began) {
                began = event.getTimeStamp();
                written = 0;
            }
            if (written == A_MINUTE) {
                leftOut++;
                return FilterReply.DENY;
            }
            written++;
            if (leftOut > 0 && event instanceof LoggingEvent known) {
                known.addKeyValuePair(new KeyValuePair("leftOutBefore", leftOut));
                leftOut = 0;
            }
            return FilterReply.NEUTRAL;
        }
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(Level.WARN)
                ? windows.computeIfAbsent(event.getLevel() + " " + event.getLoggerName(), name -> new Window())
                        .take(event)
                : FilterReply.NEUTRAL;
    }
}
