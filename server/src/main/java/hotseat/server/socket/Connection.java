package hotseat.server.socket;

import hotseat.server.room.Attendance;
import hotseat.server.room.Outbox;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Outbound;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket of a participant. Reads messages for the room, sends what the room says; holds both to their sizes. Its fields
 * are touched on the socket's loop only.
 *
 * <p>Frames go to the Netty channel as they are, encoded once for all who get them; the library's own writes, which would be
 * overtaken, are used for pings and for the close frame, after a flush.
 */
final class Connection implements Outbox {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** A message beyond it ends the connection; one that is merely too large an update is refused by the room. */
    static final int MESSAGE_BYTES_MAX = 2 << 20;
    /** What the room may hold of one connection before the socket is no longer read. TCP does the rest, nothing is lost. */
    private static final int IN_FLIGHT_MAX = 4 << 20;

    private static final int IN_FLIGHT_LOW = 1 << 20;
    /** What may wait for a slow reader: the largest document twice. Beyond it the reader comes back and catches up. */
    private static final int BACKLOG_MAX = 16 << 20;
    /** Stock Yjs clients leave after 30 s without a message. */
    private static final long KEEP_ALIVE_MS = 25_000;
    /** Without any frame, pongs included, the other side is gone. */
    private static final long SILENCE_MAX_NS = TimeUnit.SECONDS.toNanos(60);
    /** A peer that reads nothing never sees the close frame: its socket is cut. */
    private static final long CLOSE_WAIT_MS = 3_000;
    /** Of a close frame (RFC 6455, 5.5.1). */
    private static final int REASON_BYTES_MAX = 123;

    private static final byte[] KEEP_ALIVE = new Outbound.KeepAlive().frame();

    private final ServerWebSocket socket;
    private final Vertx vertx;
    private final ChannelHandlerContext netty;
    private final Executor loop;
    private final boolean speaksHotseat;
    private final Frames frames = new Frames(MESSAGE_BYTES_MAX);
    private final long keepAlive;
    private @Nullable Attendance attendance;
    private int inFlight;
    private boolean paused;
    private boolean dirty;
    private boolean closed;
    private long heardAt = System.nanoTime();

    Connection(ServerWebSocket socket, Vertx vertx, Loops loops, boolean speaksHotseat) {
        this.socket = socket;
        this.vertx = vertx;
        this.netty = ((WebSocketInternal) socket).channelHandlerContext();
        this.loop = loops.of(netty.channel().eventLoop());
        this.speaksHotseat = speaksHotseat;
        this.keepAlive = vertx.setPeriodic(KEEP_ALIVE_MS, ignored -> keepAlive());
        socket.pause(); // nothing is read before the room is there
        socket.frameHandler(this::receive);
        socket.pongHandler(ignored -> heardAt = System.nanoTime());
        socket.exceptionHandler(e -> LOG.atDebug().setCause(e).log("socket failed"));
        socket.closeHandler(ignored -> closed());
    }

    /** The room is ready for this connection's messages. */
    void enter(Attendance attended) {
        loop.execute(() -> {
            attendance = attended;
            if (closed) {
                attended.leave();
            } else {
                socket.resume();
            }
        });
    }

    private void closed() {
        closed = true;
        vertx.cancelTimer(keepAlive);
        var attended = attendance;
        if (attended != null) {
            attended.leave();
        }
    }

    // ── in
    // ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

    private void receive(WebSocketFrame frame) {
        heardAt = System.nanoTime();
        if (closed) {
            return;
        }
        switch (frames.take(frame)) {
            case Frames.Result.Message(var bytes) -> receive(bytes);
            case Frames.Result.More ignored -> {} // the rest of the message is on its way
            case Frames.Result.TooBig ignored ->
                end(CloseCode.TOO_BIG, "a message of more than " + MESSAGE_BYTES_MAX + " bytes; send less at once");
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
        inFlight += bytes.length;
        if (inFlight > IN_FLIGHT_MAX && !paused) {
            paused = true;
            socket.pause();
        }
        attended.receive(message, bytes.length);
    }

    @Override
    public void handled(int bytes) {
        loop.execute(() -> {
            inFlight -= bytes;
            if (paused && inFlight < IN_FLIGHT_LOW && !closed) {
                paused = false;
                socket.resume();
            }
        });
    }

    // ── out
    // ────────────────────────────────────────────────────────────────────────────────────────────────────────────

    @Override
    public boolean speaksHotseat() {
        return speaksHotseat;
    }

    @Override
    public void send(byte[] frame) {
        loop.execute(() -> write(frame));
    }

    private void write(byte[] frame) {
        var channel = netty.channel();
        if (closed || !channel.isActive()) {
            return;
        }
        var waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.totalPendingWriteBytes() > BACKLOG_MAX) {
            end(CloseCode.TOO_SLOW, "reading too slowly; come back and catch up");
            return;
        }
        netty.write(Unpooled.wrappedBuffer(frame), netty.voidPromise());
        if (!dirty) {
            dirty = true;
            channel.eventLoop().execute(this::flush); // once, behind all that this turn still writes
        }
    }

    private void flush() {
        dirty = false;
        netty.flush();
    }

    private void keepAlive() {
        if (System.nanoTime() - heardAt > SILENCE_MAX_NS) {
            end(CloseCode.STALLED, "nothing was heard for a minute");
            return;
        }
        write(KEEP_ALIVE);
        if (!closed) {
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
        closed = true;
        netty.flush();
        socket.close((short) code.code(), cut(reason));
        netty.channel().eventLoop().schedule(() -> netty.channel().close(), CLOSE_WAIT_MS, TimeUnit.MILLISECONDS);
    }

    private static String cut(String reason) {
        var cut = reason;
        while (cut.getBytes(StandardCharsets.UTF_8).length > REASON_BYTES_MAX) {
            cut = cut.substring(0, cut.length() - 1);
        }
        return cut;
    }
}
