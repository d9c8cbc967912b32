package hotseat.server.socket;

import hotseat.server.room.Attendance;
import hotseat.server.room.Outbox;
import hotseat.server.room.RoomLoop;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Limits;
import hotseat.server.wire.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a participant. Reads messages for the room, sends what the room says; holds both to their sizes. Its fields
 * are touched on the socket's loop only, but for one.
 *
 * <p>The library opens and closes the socket. What comes and goes in between does not pass through it: frames are taken where they have been
 * decoded, and go to the Netty channel as they are, encoded once for all who get them. Its own writes, which may come between
 * two fragments, are used for pings and the close frame.
 */
final class Connection implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** What the room may hold of one connection before the socket is no longer read. TCP does the rest, nothing is lost. */
    private static final int IN_FLIGHT_MAX = 1 << 20;

    private static final int IN_FLIGHT_LOW = 256 << 10;
    /** What a message costs in memory besides its bytes, while it waits: a record, some closures, their places in queues. */
    private static final int MESSAGE_COST = 256;
    /** Whose oldest frame has waited for so long makes way for others when the server has too much to send; or who takes nothing. */
    private static final long SLOW_NS = TimeUnit.SECONDS.toNanos(5);

    private static final long STILL_NS = TimeUnit.SECONDS.toNanos(1);
    /** What is sent in any case, however much all sockets have not taken. */
    private static final int SMALL_BYTES = 8 << 10;
    /** Stock Yjs clients leave after 30 s without a message. */
    private static final long KEEP_ALIVE_MS = 25_000;
    /** A page is looked after more closely: others see soon that its line is dead. It is asked by a ping, which no throttled tab delays. */
    private static final long LOOK_MS = 2_500;
    /** Without anything for so long, pongs included, others see somebody as out of reach. */
    private static final long SILENT_NS = TimeUnit.SECONDS.toNanos(6);
    /** And then the other side is gone. */
    private static final long SILENCE_MAX_NS = TimeUnit.SECONDS.toNanos(60);
    /** Of a close frame (RFC 6455, 5.5.1). */
    private static final int REASON_BYTES_MAX = 123;

    private static final String OUTER = "outer";
    private static final Runnable NOBODY_ASKS = () -> {};
    private static final byte[] KEEP_ALIVE = new Outbound.KeepAlive().frame();

    private final ServerWebSocket socket;
    private final Vertx vertx;
    private final ChannelHandlerContext netty;
    private final RoomLoop loop;
    private final Account intake;
    private final Account unsent;
    private final Turns turns;
    private final boolean speaksHotseat;
    private final Frames frames = new Frames(Limits.MESSAGE_BYTES);
    private final Backlog backlog;
    private final long keepAlive;
    private Runnable whenClosed = () -> {};
    private @Nullable Attendance attendance;
    /** Bytes of a frame that is not whole yet. */
    private int arriving;
    /** What the room has of this connection, and that together with half a frame and half a message, as the account was told. */
    private int inFlight;

    private long counted;
    private boolean paused;
    private boolean dirty;
    private boolean closed;
    /** The room has nothing of this connection any more, or never had. */
    private boolean released;

    private long heardAt = System.nanoTime();
    private long keptAliveAt = System.nanoTime();
    /** Nothing has been heard for a while, and the room knows. */
    private boolean silent;
    /** To be sent something long. Begun on the room's loop, where no other field is touched; over on whichever comes first to its end. */
    private volatile Turns.@Nullable Claim turn;

    /**
     * @param intake what all connections have sent and rooms have not dealt with
     * @param unsent what all connections have not been sent yet
     * @param turns to be sent something long
     */
    Connection(
            ServerWebSocket socket,
            Vertx vertx,
            Loops loops,
            Account intake,
            Account unsent,
            Turns turns,
            boolean speaksHotseat) {
        this.socket = socket;
        this.vertx = vertx;
        this.intake = intake;
        this.unsent = unsent;
        this.turns = turns;
        var library = ((WebSocketInternal) socket).channelHandlerContext();
        var pipeline = library.pipeline().addFirst(OUTER, new Outer()).addBefore(library.name(), "inner", new Inner());
        if (pipeline.get(IdleStateHandler.class) != null) {
            pipeline.remove(IdleStateHandler.class); // of requests; a socket is looked after here
        }
        Sockets.upgraded(pipeline);
        this.netty = pipeline.context(OUTER);
        this.backlog = new Backlog(netty, unsent, System::nanoTime);
        this.loop = loops.of(netty.channel().eventLoop());
        this.speaksHotseat = speaksHotseat;
        this.keepAlive = vertx.setPeriodic(speaksHotseat ? LOOK_MS : KEEP_ALIVE_MS, ignored -> keepAlive());
        intake.enter();
        unsent.enter();
        read(false); // before the room is there
        socket.exceptionHandler(e -> LOG.atDebug().setCause(e).log("socket failed"));
        socket.closeHandler(ignored -> closed());
    }

    /** Stands before all: what has come of a frame lies in the library's memory until the frame is whole. */
    private final class Outer extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                arriving += bytes.readableBytes();
                heard(); // a large frame on a slow line takes longer than silence may
            }
            context.fireChannelRead(message); // takes off again what of it made frames whole
            count();
        }
    }

    /** Stands before the library, which is left only what opens and closes: it knows no bound, and has no haste. */
    private final class Inner extends ChannelInboundHandlerAdapter {
        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (!backlog.isEmpty() && !closed) {
                flush();
            }
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof WebSocketFrame frame) || frame instanceof CloseWebSocketFrame) {
                context.fireChannelRead(message);
                return;
            }
            try {
                int bytes = frame.content().readableBytes();
                arriving = Math.max(0, arriving - bytes - Frames.head(bytes));
                if (!closed) {
                    receive(frame);
                }
            } finally {
                frame.release();
            }
        }
    }

    /** Before the loop turns again: nobody closes it meanwhile. */
    void whenClosed(Runnable action) {
        whenClosed = action;
    }

    /** The room is ready for this connection's messages. */
    void enter(Attendance attended) {
        loop.execute(() -> {
            attendance = attended;
            if (closed) {
                attended.leave();
            } else {
                read(true);
            }
        });
    }

    /** Whether the socket is read: what is not is left to TCP. */
    private void read(boolean is) {
        netty.channel().config().setAutoRead(is);
    }

    private void closed() {
        closed = true;
        intake.leave();
        unsent.leave();
        arriving = 0; // the library gives it back with the socket
        vertx.cancelTimer(keepAlive);
        frames.clear();
        backlog.clear();
        endTurn();
        count();
        whenClosed.run();
        var attended = attendance;
        if (attended != null) {
            loop.later(attended::leave); // thousands may be cut off at once, and others are typing
        }
    }

    @Override
    public void released() {
        endTurn();
        loop.execute(() -> {
            released = true;
            count();
        });
    }

    // ── in

    private void heard() {
        heardAt = System.nanoTime();
        tellSilent(false);
    }

    private void tellSilent(boolean is) {
        var attended = attendance;
        if (silent != is && attended != null && !closed) {
            silent = is;
            attended.silent(is);
        }
    }

    private void receive(WebSocketFrame frame) {
        if (frame instanceof PingWebSocketFrame) { // the library would answer without a bound
            backlog.pong(ByteBufUtil.getBytes(frame.content()));
            flushLater();
            return;
        }
        switch (frames.take(frame)) {
            case Frames.Result.Message(var bytes) -> receive(bytes);
            case Frames.Result.More ignored -> count(); // the rest of the message is on its way
            case Frames.Result.TooBig ignored ->
                end(CloseCode.TOO_BIG, "a message of more than " + Limits.MESSAGE_BYTES + " bytes; send less at once");
            case Frames.Result.Broken(var reason) -> end(CloseCode.PROTOCOL, reason);
            case Frames.Result.Text ignored -> end(CloseCode.NOT_BINARY, "text; only binary messages are spoken here");
        }
    }

    private void receive(byte[] bytes) {
        var attended = attendance;
        if (attended == null) {
            return; // paused until then: only what was under way already can get here
        }
        Inbound message;
        try {
            message = Inbound.decode(bytes);
        } catch (Inbound.Malformed e) {
            end(CloseCode.REFUSED, e.reason());
            return;
        }
        int cost = bytes.length + MESSAGE_COST + message.weight();
        inFlight += cost;
        count();
        if (closed) {
            return;
        }
        if (inFlight > IN_FLIGHT_MAX && !paused) {
            paused = true;
            read(false);
        }
        attended.receive(message, cost);
    }

    /** Tells the server's account what this connection holds of it. */
    private void count() {
        // What a closed connection has handed over is in memory until the room gets to it, and what has come of a frame
        // until the socket is gone: coming back does not make room for more.
        long holds = (released ? 0 : inFlight) + frames.held() + arriving;
        intake.add(holds - counted);
        counted = holds;
        if (!closed && !intake.allows(holds)) {
            end(CloseCode.TOO_SLOW, "the server has too much to do; come back");
        }
    }

    @Override
    public void handled(int cost) {
        loop.execute(() -> {
            inFlight -= cost;
            count();
            if (paused && inFlight < IN_FLIGHT_LOW && !closed) {
                paused = false;
                heardAt = System.nanoTime(); // nobody could be heard meanwhile
                read(true);
            }
        });
    }

    // ── out

    @Override
    public boolean speaksHotseat() {
        return speaksHotseat;
    }

    @Override
    public void send(byte[] frame) {
        send(frame, NOBODY_ASKS);
    }

    @Override
    public void send(byte[] frame, Runnable written) {
        unsent.add(Backlog.cost(frame)); // now, not when the loop gets to it: a room is faster than many loops
        loop.execute(() -> write(frame, written));
    }

    @Override
    public boolean hasRoomFor(int bytes) {
        return bytes <= SMALL_BYTES || unsent.allows(bytes);
    }

    @Override
    public void awaitTurn(int bytes, Runnable go) {
        turn = turns.claim(bytes, go); // the one before is over: what was sent in it has left
    }

    @Override
    public void sendInTurn(byte[] frames, Runnable written) {
        Runnable over = () -> {
            endTurn();
            written.run();
        };
        if (frames.length == 0) {
            over.run();
        } else {
            send(frames, over);
        }
    }

    /** Does no harm twice. One that is begun while the connection closes is over when it is released, at the latest. */
    private void endTurn() {
        var over = turn;
        if (over != null) {
            over.end();
        }
    }

    /** While the server has too much that is unsent: whoever has been slow to read comes back. From any thread. */
    void makeWay() {
        loop.execute(() -> {
            if (backlog.isBehind(SLOW_NS, STILL_NS)) {
                end(CloseCode.TOO_SLOW, "reading too slowly while the server has much to send; come back and catch up");
            }
        });
    }

    private void write(byte[] frame, Runnable written) {
        var channel = netty.channel();
        if (closed || !channel.isActive()) {
            unsent.add(-Backlog.cost(frame));
            return;
        }
        if (!backlog.add(frame, written)) {
            end(CloseCode.TOO_SLOW, "reading too slowly; come back and catch up");
            return;
        }
        flushLater();
    }

    /** Once, behind all that this turn still writes. */
    private void flushLater() {
        if (!dirty) {
            dirty = true;
            netty.channel().eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        dirty = false;
        backlog.write();
        netty.flush();
    }

    private void keepAlive() {
        long now = System.nanoTime();
        // Nobody can be heard who is not read; and whoever is still taking what was said is there.
        long silence =
                paused ? 0 : Math.min(now - heardAt, backlog.isEmpty() ? Long.MAX_VALUE : now - backlog.wroteAt());
        if (silence > SILENCE_MAX_NS) {
            end(CloseCode.STALLED, "nothing was heard for a minute");
            return;
        }
        if (speaksHotseat) { // others are asked so rarely that most are silent in between
            tellSilent(silence > SILENT_NS);
        }
        long since = TimeUnit.NANOSECONDS.toMillis(now - keptAliveAt);
        if (since > KEEP_ALIVE_MS - LOOK_MS) {
            keptAliveAt = now;
            send(KEEP_ALIVE);
        }
        boolean isAsked = !speaksHotseat || TimeUnit.NANOSECONDS.toMillis(silence) > LOOK_MS / 2;
        if (!closed && isAsked && netty.channel().isWritable()) { // who does not read would have all the pings waiting
            socket.writePing(Buffer.buffer());
        }
    }

    @Override
    public void close(CloseCode code, String reason) {
        loop.execute(() -> end(code, reason));
    }

    private void end(CloseCode code, String reason) {
        if (closed) {
            return;
        }
        backlog.write();
        closed = true;
        frames.clear();
        backlog.clear(); // of a reader who is too slow; it comes back and is told anew
        endTurn();
        count();
        netty.flush();
        socket.close((short) code.code(), cut(reason));
        read(true); // the other side's close frame, behind what was under way
        Farewell.begin(netty);
    }

    private static String cut(String reason) {
        var cut = reason;
        while (cut.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX) {
            cut = cut.substring(0, cut.length() - 1);
        }
        return cut;
    }
}
