package hotseat.server.socket;

import hotseat.server.room.Attendance;
import hotseat.server.room.Outbox;
import hotseat.server.room.RoomLoop;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Limits;
import hotseat.server.wire.Outbound;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a participant. Reads messages for the room, sends what the room says; holds both to their sizes. Its fields
 * are touched on the socket's loop only, but for one.
 *
 * <p>What is said goes to the Netty channel as it is, encoded once for all who get it; only pings and the close frame may come between two
 * fragments.
 */
final class Connection implements Outbox, WebSocket.Listener {
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
    /** Stock Yjs clients leave after 30 s without a message; and who says nothing for so long is asked. */
    private static final long KEEP_ALIVE_MS = 25_000;

    private static final long KEEP_ALIVE_NS = TimeUnit.MILLISECONDS.toNanos(KEEP_ALIVE_MS);
    /** A page is looked after more closely: others see soon that its line is dead. It is asked by a ping, which no throttled tab delays. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(2_500);
    /** Others are looked at when it is due: not again at once where that could not be said. */
    private static final long LOOK_NS_MIN = TimeUnit.SECONDS.toNanos(1);
    /** Without anything for so long, pongs included, others see somebody as out of reach. */
    private static final long SILENT_NS = TimeUnit.SECONDS.toNanos(6);
    /** And then the other side is gone. */
    private static final long SILENCE_MAX_NS = TimeUnit.SECONDS.toNanos(60);

    private static final Runnable NOBODY_ASKS = () -> {};
    private static final byte[] KEEP_ALIVE = new Outbound.KeepAlive().frame();

    private final WebSocket socket;
    private final RoomLoop loop;
    private final Account intake;
    private final Account unsent;
    private final Turns turns;
    private final boolean speaksHotseat;
    private final Frames frames = new Frames(Limits.MESSAGE_BYTES);
    private final Backlog backlog;
    private Future<?> nextLook;
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
    private long saidAt = System.nanoTime();
    private long askedAt = System.nanoTime();
    /** Nothing has been heard for a while, and the room knows. */
    private boolean silent;
    /** To be sent something long. Begun on the room's loop, where no other field is touched; over on whichever comes first to its end. */
    private volatile Turns.@Nullable Claim turn;

    /**
     * @param intake what all connections have sent and rooms have not dealt with
     * @param unsent what all connections have not been sent yet
     * @param turns to be sent something long
     */
    Connection(WebSocket socket, Loops loops, Account intake, Account unsent, Turns turns, boolean speaksHotseat) {
        this.socket = socket;
        this.intake = intake;
        this.unsent = unsent;
        this.turns = turns;
        this.backlog = new Backlog(socket.netty(), unsent, System::nanoTime);
        this.loop = loops.of(socket.netty().channel().eventLoop());
        this.speaksHotseat = speaksHotseat;
        this.nextLook = lookIn(speaksHotseat ? LOOK_NS : KEEP_ALIVE_NS);
        intake.enter();
        unsent.enter();
    }

    /** Takes the socket over; it is read when the room is there. */
    void begin(Runnable whenClosed) {
        this.whenClosed = whenClosed;
        socket.read(false);
        socket.begin(this);
    }

    @Override
    public void reads(int bytes) {
        arriving += bytes;
        heard(); // a large frame on a slow line takes longer than silence may
    }

    @Override
    public void take(WebSocketFrame frame) {
        int bytes = frame.content().readableBytes();
        arriving = Math.max(0, arriving - bytes - Frames.head(bytes));
        if (!closed) {
            receive(frame);
        }
    }

    @Override
    public void hasRead() {
        count();
    }

    @Override
    public void broken(CloseCode code, String reason) {
        end(code, reason);
    }

    @Override
    public void writabilityChanged() {
        if (!backlog.isEmpty() && !closed) {
            flush();
        }
    }

    /** The room is ready for this connection's messages. */
    void enter(Attendance attended) {
        loop.execute(() -> {
            attendance = attended;
            if (closed) {
                attended.leave();
            } else {
                socket.read(true);
            }
        });
    }

    @Override
    public void closed() {
        intake.leave();
        unsent.leave();
        arriving = 0; // given back with the socket
        nextLook.cancel(false);
        stop();
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
            socket.read(false);
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
                socket.read(true);
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
        var channel = channel();
        if (closed || !channel.isActive()) {
            unsent.add(-Backlog.cost(frame));
            return;
        }
        saidAt = System.nanoTime();
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
            channel().eventLoop().execute(this::flush);
        }
    }

    private void flush() {
        dirty = false;
        backlog.write();
        socket.netty().flush();
    }

    private Future<?> lookIn(long ns) {
        return channel().eventLoop().schedule(this::look, ns, TimeUnit.NANOSECONDS);
    }

    /** Whether the other side is there, and knows that this one is. */
    private void look() {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        // Nobody can be heard who is not read; and whoever is still taking what was said is there.
        long silence =
                paused ? 0 : Math.min(now - heardAt, backlog.isEmpty() ? Long.MAX_VALUE : now - backlog.wroteAt());
        if (silence > SILENCE_MAX_NS) {
            end(CloseCode.STALLED, "nothing was heard for a minute");
            return;
        }
        if (speaksHotseat) {
            lookAtPage(now, silence);
            nextLook = lookIn(LOOK_NS);
        } else {
            lookAtStockClient(now, silence);
            long longest = Math.max(now - saidAt, Math.min(now - askedAt, silence));
            nextLook = lookIn(Math.max(LOOK_NS_MIN, KEEP_ALIVE_NS - longest));
        }
    }

    private void lookAtPage(long now, long silence) {
        tellSilent(silence > SILENT_NS);
        if (now - saidAt > KEEP_ALIVE_NS - LOOK_NS) {
            send(KEEP_ALIVE);
        }
        if (silence > LOOK_NS / 2) {
            ask(now);
        }
    }

    /** Most say where they are, and hear it of others, often enough: nothing needs to be sent. */
    private void lookAtStockClient(long now, long silence) {
        if (now - saidAt >= KEEP_ALIVE_NS) {
            send(KEEP_ALIVE);
        }
        if (Math.min(now - askedAt, silence) >= KEEP_ALIVE_NS) {
            ask(now);
        }
    }

    private void ask(long now) {
        askedAt = now;
        if (!closed && channel().isWritable()) { // who does not read would have all the pings waiting
            socket.ping();
        }
    }

    private Channel channel() {
        return socket.netty().channel();
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
        stop();
        socket.close(code, reason);
    }

    @Override
    public void leaves() {
        if (!closed) {
            stop();
        }
    }

    private void stop() {
        closed = true;
        frames.clear();
        backlog.clear(); // of a reader who is too slow; it comes back and is told anew
        endTurn();
        count();
    }
}
