package hotseat.server.socket;

import hotseat.server.room.RoomLoop;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets of the server, whatever is spoken on them: how many there may be, and how much of the memory outside the heap each may
 * use. What one costs before anybody knows who it is, and besides what accounts count, is small but not nothing; so their number is bounded, and all of
 * that with it. Thread-safe.
 */
public final class Sockets {
    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
    /**
     * What is read at once. The library decodes all that it has read, whatever it has been told since: requests that nobody waits for the
     * answers of are twenty times as large in memory as on the line. And of a request or frame that is not whole it keeps all that
     * it has read into, be it for one byte. What is not read is left to TCP.
     */
    private static final int READ_BYTES = 1 << 10;
    /** What the channel takes for one that does not read, and one fragment more. The rest waits in an account. */
    private static final int WRITE_BYTES = 16 << 10;
    /** At most once in such a while it is said that sockets are turned away. */
    private static final long SAID_EVERY_NS = TimeUnit.MINUTES.toNanos(1);

    /** First requests that are read before all other sockets of the loop are looked after again. */
    private static final int AT_ONCE = 4;

    private final int max;
    private final Loops loops;
    private final Map<EventLoop, Newcomers> newcomers = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong mayBeSaidAt = new AtomicLong(System.nanoTime());

    public Sockets(Loops loops, int max) {
        this.max = max;
        this.loops = loops;
    }

    /** Takes a connection that was just accepted, before anything of it is read; one too many is closed, and comes back later. */
    public void accept(HttpConnection connection) {
        var channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        int others = open.getAndIncrement();
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        if (others >= max) {
            turnAway(channel);
            return;
        }
        channel.config()
                .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES))
                .setWriteBufferWaterMark(new WriteBufferWaterMark(WRITE_BYTES / 2, WRITE_BYTES))
                .setAutoRead(false);
        newcomers
                .computeIfAbsent(channel.eventLoop(), netty -> new Newcomers(loops.of(netty)))
                .add(channel);
    }

    /** Of one loop: those whose first request is still to be read, some at a time, with all other sockets in between. On that loop only. */
    private static final class Newcomers {
        private final RoomLoop loop;
        private final Queue<Channel> waiting = new ArrayDeque<>();

        Newcomers(RoomLoop loop) {
            this.loop = loop;
        }

        void add(Channel channel) {
            waiting.add(channel);
            if (waiting.size() == 1) {
                loop.later(this::letIn);
            }
        }

        private void letIn() {
            for (int i = 0; i < AT_ONCE && !waiting.isEmpty(); i++) {
                waiting.remove().config().setAutoRead(true);
            }
            if (!waiting.isEmpty()) {
                loop.later(this::letIn);
            }
        }
    }

    private void turnAway(Channel channel) {
        channel.close();
        long now = System.nanoTime();
        long from = mayBeSaidAt.get();
        if (now - from >= 0 && mayBeSaidAt.compareAndSet(from, now + SAID_EVERY_NS)) {
            LOG.atWarn()
                    .addKeyValue("sockets", max)
                    .log("there are as many sockets as the memory is for; more are turned away");
        }
    }
}
