package hotseat.server.socket;

import hotseat.server.room.RoomLoop;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All sockets of the server, whatever is spoken on them: what they hold of the memory that is in no other account, how much of the memory outside
 * the heap each may use, and in which order newcomers are looked at. What one costs before anybody knows who it is, is small but not
 * nothing, and the head of a request may be twenty times as large in memory as on the line: so both are counted, and there are as many
 * sockets as there is memory for. Thread-safe.
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
    /** Heap of one socket: the channel, its handlers, those of a WebSocket, a piece of a file of the page. */
    static final int OWN_BYTES = 20 << 10;
    /** Heap of a line of a request's head, or of a parameter, besides its characters, which are kept as bytes and as a string. */
    private static final int PART_COST = 96;
    /** First requests that are read before all other sockets of the loop are looked after again. */
    private static final int AT_ONCE = 4;

    private static final int LINES_MAX = 100;
    private static final int PARAMETERS_MAX = 32;

    private static final AttributeKey<Head> HEAD = AttributeKey.valueOf("hotseat.head");

    private final Account account;
    private final Loops loops;
    private final Map<EventLoop, Newcomers> newcomers = new ConcurrentHashMap<>();

    /** {@code max}: bytes of heap that all sockets together may hold. */
    public Sockets(Loops loops, long max) {
        this.loops = loops;
        this.account = new Account(max, Long.MAX_VALUE);
    }

    /** Takes a connection that was just accepted, before anything of it is read; one too many is closed, and comes back later. */
    public void accept(HttpConnection connection) {
        var library = ((HttpServerConnection) connection).channelHandlerContext();
        var channel = library.channel();
        var head = new Head(channel);
        if (!head.isCounted()) {
            turnAway(channel);
            return;
        }
        channel.attr(HEAD).set(head);
        library.pipeline().addFirst("head", head).addBefore(library.name(), "head ends", head.new Ends());
        channel.config()
                .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(READ_BYTES))
                .setWriteBufferWaterMark(new WriteBufferWaterMark(WRITE_BYTES / 2, WRITE_BYTES))
                .setAutoRead(false);
        newcomers
                .computeIfAbsent(channel.eventLoop(), netty -> new Newcomers(loops.of(netty)))
                .add(channel);
    }

    /** Somebody works for a request of this channel, or for what it has become, until the answer is run. On the socket's loop, as that. */
    static Runnable work(Channel channel) {
        var head = channel.attr(HEAD).get();
        if (head == null) {
            return () -> {};
        }
        head.working++;
        return () -> {
            head.working--;
            head.settle();
        };
    }

    /** As {@link #work(Channel)}. */
    public static Runnable work(HttpServerRequest request) {
        return work(channel(request.connection()));
    }

    /**
     * When the request that is being handled is in memory no more: its body has ended and its answer has left, or the socket is closed, and nobody
     * {@linkplain #work works} for it. On the socket's loop, as {@code action}.
     */
    public static void whenOver(HttpServerRequest request, Runnable action) {
        var head = channel(request.connection()).attr(HEAD).get();
        var held = head == null || head.gone ? Optional.<Held>empty() : head.handled();
        // The library hands over what it had read even where the socket closed with the answer before.
        held.ifPresentOrElse(present -> present.whenOver.add(action), action);
    }

    static Channel channel(HttpConnection connection) {
        return ((HttpServerConnection) connection).channelHandlerContext().channel();
    }

    /**
     * The request that has been read becomes a WebSocket: all that HTTP holds of memory goes with HTTP, and frames are a {@link Connection}'s to
     * count. False where the channel has others besides it: what spoke HTTP holds them, and is to close.
     */
    static boolean leaveHttp(Channel channel) {
        var head = channel.attr(HEAD).get();
        if (head == null) {
            return true;
        }
        if (head.requests.size() > 1) {
            return false;
        }
        head.requests.clear();
        head.count(OWN_BYTES - head.counted);
        return true;
    }

    /** Closes at once. The library's own way waits until all that was said has left, and that may be never. */
    static void cut(Channel channel) {
        var first = channel.pipeline().firstContext();
        if (first != null) { // else it is closed
            first.close();
        }
    }

    /** As {@link #cut(Channel)}. */
    public static void cut(HttpServerRequest request) {
        cut(channel(request.connection()));
    }

    private static void turnAway(Channel channel) {
        cut(channel);
        LOG.atWarn().log("all the memory for sockets is in use; one is turned away");
    }

    /** One request, from its head on. */
    private static final class Held {
        private final List<Runnable> whenOver = new ArrayList<>(0);
        private long cost;
        private boolean hasBody = true;
        private boolean isAnswered;
        /** The answer has been written, and what made it with it. */
        private boolean hasLeft;

        Held(long cost) {
            this.cost = cost;
        }
    }

    /**
     * Stands before all, and counts what the heads of requests become: each is in memory from its first byte until the request is over, and longer
     * where somebody works for it, whether its socket is still there or not. The library reads some requests ahead, and the lines behind a
     * body (RFC 9112, 7.1.2) are kept as those of a head are. Of a read that a request or a piece of a body ends in, the rest may be the next
     * one's: it is counted for both.
     */
    private final class Head extends ChannelInboundHandlerAdapter {
        private final Channel channel;
        private long counted = OWN_BYTES;
        /** What the last read may have become. */
        private long last;
        /** What has come since the last request or piece, and the read that it was in. */
        private long tail;
        /** The oldest first. */
        private final Deque<Held> requests = new ArrayDeque<>(2);
        /** Pieces of work for them that are not done. */
        private int working;

        private boolean closed;
        /** Closed, and all of it given back: it takes no more. */
        private boolean gone;

        Head(Channel channel) {
            this.channel = channel;
            account.enter();
            account.add(counted);
            channel.closeFuture().addListener(ignored -> {
                closed = true;
                settle();
            });
        }

        boolean isCounted() {
            return account.allows(counted);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                last = 2L * bytes.readableBytes() + (long) PART_COST * parts(bytes);
                tail += last;
                count(last);
                if (!isCounted()) {
                    bytes.release();
                    turnAway(channel);
                    return;
                }
            }
            context.fireChannelRead(message);
        }

        private void count(long more) {
            if (!gone) {
                account.add(more);
                counted += more;
            }
        }

        /** Lines, parameters of a query, and members of a list in a line. */
        private static int parts(ByteBuf bytes) {
            int parts = 0;
            for (int at = bytes.readerIndex(); at < bytes.writerIndex(); at++) {
                byte sign = bytes.getByte(at);
                if (sign == '\n' || sign == '&' || sign == ',') {
                    parts++;
                }
            }
            return parts;
        }

        /** What has come is a request's, for as long as that is in memory; what comes next begins in the same read. */
        private void begin() {
            requests.add(new Held(tail));
            tail = last;
            count(last);
        }

        /** What has come are lines behind the body of the last one. */
        private void keepWithRequest() {
            var request = requests.peekLast();
            if (request != null) {
                request.cost += tail;
                tail = last;
                count(last);
            }
        }

        /** What has come is in memory no more, or where pieces of bodies are counted. */
        private void forget() {
            count(last - tail);
            tail = last;
        }

        private void bodyEnded() {
            var request = requests.peekLast();
            if (request != null) {
                request.hasBody = false;
                settle();
            }
        }

        /** The one that the library has handed over: it does so one by one. */
        private Optional<Held> handled() {
            return requests.stream().filter(request -> !request.isAnswered).findFirst();
        }

        /** Gives back what nobody has any more. */
        private void settle() {
            if (working > 0) {
                return;
            }
            for (var first = requests.peek();
                    first != null && (closed || (first.hasLeft && !first.hasBody));
                    first = requests.peek()) {
                requests.remove();
                count(-first.cost);
                first.whenOver.forEach(Runnable::run);
            }
            if (closed && !gone) {
                count(-counted);
                gone = true;
                account.leave();
            }
        }

        /** Stands behind the decoder. */
        private final class Ends extends ChannelDuplexHandler {
            /** Bytes that nobody had read when last nothing had happened for a while. */
            private long unread;

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (closed) { // the decoder tells of what it had left; nobody waits for an answer
                    ReferenceCountUtil.release(message);
                    return;
                }
                if (message instanceof HttpRequest request) {
                    begin();
                    refuseManyParts(request);
                } else if (message instanceof LastHttpContent end
                        && !end.trailingHeaders().isEmpty()) {
                    keepWithRequest();
                } else if (message instanceof HttpContent) {
                    forget();
                }
                if (message instanceof LastHttpContent) {
                    bodyEnded();
                }
                context.fireChannelRead(message);
            }

            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
                var request = message instanceof LastHttpContent && !isInformational(message)
                        ? handled()
                        : Optional.<Held>empty();
                if (request.isEmpty()) {
                    context.write(message, promise);
                    return;
                }
                request.get().isAnswered = true;
                context.write(message, promise.unvoid()).addListener(written -> {
                    request.get().hasLeft = true;
                    settle();
                });
            }

            /** For so long nothing has come, and nothing has left as a whole. */
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                if (!(event instanceof IdleStateEvent)) {
                    context.fireUserEventTriggered(event);
                    return;
                }
                var waiting = channel.unsafe().outboundBuffer();
                long rest = waiting == null ? 0 : waiting.totalPendingWriteBytes() - waiting.currentProgress();
                boolean isRead = rest > 0 && rest != unread;
                unread = rest;
                if (!isRead) {
                    cut(channel);
                }
            }

            /** More is to come, or the request goes on as a WebSocket. */
            private static boolean isInformational(Object message) {
                return message instanceof HttpResponse head
                        && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            }
        }
    }

    /** No honest client sends so many, and of lines of three characters thousands fit into what a head may have. They are dropped at once. */
    private static void refuseManyParts(HttpRequest request) {
        int lines = 0;
        for (var all = request.headers().iteratorCharSequence(); all.hasNext(); all.next()) { // a name may have many
            lines++;
        }
        long parameters = request.uri().chars().filter(sign -> sign == '&').count();
        if (lines > LINES_MAX || parameters > PARAMETERS_MAX) {
            request.headers().clear();
            request.setUri("/");
            request.setDecoderResult(
                    DecoderResult.failure(new TooLongHttpHeaderException("too many lines or parameters")));
        }
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
}
