package hotseat.server.socket;

import hotseat.server.admission.Sessions;
import hotseat.server.room.Busy;
import hotseat.server.room.Rooms;
import hotseat.server.session.Membership;
import hotseat.server.session.Secret;
import hotseat.server.session.SessionId;
import hotseat.server.wire.CloseCode;
import io.netty.channel.Channel;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /ws/sessions/{id}}: decides once, at the door, who is on a socket. The token comes as a second subprotocol,
 * {@code hotseat.token.{token}}, or as {@code ?token=} from stock Yjs clients.
 *
 * <p>Whoever is refused gets the handshake and then close code 4401, whatever the reason: a browser shows a page no other
 * answer than a close code, and without one a client would try again for ever.
 */
public final class Upgrades implements Handler<HttpServerRequest>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upgrades.class);

    public static final String PATH = "/ws/sessions/";
    public static final String SUBPROTOCOL = "hotseat.v1";
    private static final String TOKEN_PREFIX = "hotseat.token.";

    /** How soon slow readers make way when too much waits to be sent. */
    private static final long MAKE_WAY_MS = 1_000;

    /** Of what a room has not dealt with, while all have sent too much: a closed connection's is held until the room gets to it. */
    private static final long INTAKE_SHARE_MAX = 64 << 10;

    private static final String KEY = "sec-websocket-key";

    /** Tokens that are looked up at once. */
    private static final int LOOKUPS = 2;

    private final Vertx vertx;
    private final Loops loops;
    private final Sessions sessions;
    private final Rooms rooms;
    private final Account intake;
    private final Account unsent;
    private final Turns turns;
    /** Those who are in rooms have the core first. */
    private final ExecutorService lookups = Executors.newFixedThreadPool(
            LOOKUPS,
            Thread.ofPlatform()
                    .name("door-", 0)
                    .priority(Thread.MIN_PRIORITY)
                    .daemon()
                    .factory());

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    /**
     * @param intakeMax bytes of messages that all sockets together may have sent and rooms not dealt with
     * @param unsentMax bytes of messages that may wait for all sockets together to be sent; as many may be sent in turns, whatever else waits
     */
    public Upgrades(Vertx vertx, Loops loops, Sessions sessions, Rooms rooms, long intakeMax, long unsentMax) {
        this.vertx = vertx;
        this.loops = loops;
        this.sessions = sessions;
        this.rooms = rooms;
        this.intake = new Account(intakeMax, INTAKE_SHARE_MAX);
        this.unsent = new Account(unsentMax, Long.MAX_VALUE);
        this.turns = new Turns(unsentMax);
        vertx.setPeriodic(MAKE_WAY_MS, ignored -> {
            if (unsent.isFull() || turns.areAwaited()) {
                connections.forEach(Connection::makeWay);
            }
        });
    }

    @Override
    public void handle(HttpServerRequest request) {
        request.pause();
        var channel = Sockets.channel(request.connection());
        var loop = loops.of(channel.eventLoop());
        var work = Sockets.work(channel);
        var id = String.valueOf(request.path()).substring(PATH.length());
        var token = token(request);
        // When all come back at once, they are let in one after the other: the rooms that go on have the loop in
        // between.
        CompletableFuture.supplyAsync(
                        () -> channel.isActive() ? admit(id, token) : Optional.<Membership>empty(), lookups)
                .whenComplete((admitted, failure) -> loop.later(() -> {
                    work.run();
                    answer(request, admitted, failure);
                }));
    }

    private void answer(
            HttpServerRequest request, @Nullable Optional<Membership> admitted, @Nullable Throwable failure) {
        var channel = Sockets.channel(request.connection());
        if (!channel.isActive()) {
            return;
        }
        if (!Sockets.leaveHttp(channel)) { // a request behind this one: that is no WebSocket
            Sockets.cut(channel);
            return;
        }
        boolean speaksHotseat = offers(request, SUBPROTOCOL);
        var key = String.valueOf(request.getHeader(KEY)); // nobody gets here without one
        var socket = new WebSocket(channel, key, speaksHotseat ? SUBPROTOCOL : null);
        if (admitted == null) {
            LOG.atError().setCause(failure).log("cannot look up a token");
            socket.refuse(CloseCode.TOO_SLOW, "the server's storage is in trouble; try again");
        } else if (admitted.isEmpty()) {
            socket.refuse(CloseCode.BAD_TOKEN, "no such room, or this token does not open it");
        } else {
            enter(channel, admitted.get(), new Connection(socket, loops, intake, unsent, turns, speaksHotseat));
        }
    }

    /** Lets in nobody any more. */
    @Override
    public void close() {
        lookups.shutdownNow();
    }

    private Optional<Membership> admit(String id, Optional<Secret> token) {
        return token.filter(Secret::isToken)
                .flatMap(secret -> SessionId.parse(id).flatMap(session -> sessions.member(session, secret)));
    }

    private void enter(Channel channel, Membership membership, Connection connection) {
        var work = Sockets.work(channel); // a room that takes its time holds the connection, there or not
        var loop = loops.of(channel.eventLoop());
        connections.add(connection);
        connection.begin(() -> connections.remove(connection));
        rooms.join(membership, connection).whenComplete((attendance, failure) -> {
            loop.execute(work);
            if (failure == null) {
                connection.enter(attendance);
            } else {
                cannotLoad(membership.session().id(), failure);
                connection.close(CloseCode.TOO_SLOW, "this room cannot be loaded now; try again in a minute");
            }
        });
    }

    /** That a server has much to do is worth a line, and no trace of where that was found. */
    private static void cannotLoad(SessionId session, Throwable failure) {
        if (failure instanceof Busy) {
            LOG.atWarn()
                    .addKeyValue("session", session)
                    .addKeyValue("why", failure.getMessage())
                    .log("cannot load a room now");
        } else {
            LOG.atError().addKeyValue("session", session).setCause(failure).log("cannot load a room");
        }
    }

    private static Optional<Secret> token(HttpServerRequest request) {
        return offered(request)
                .filter(offer -> offer.startsWith(TOKEN_PREFIX))
                .map(offer -> offer.substring(TOKEN_PREFIX.length()))
                .findFirst()
                .or(() -> query(request))
                .flatMap(Secret::parse);
    }

    private static Optional<String> query(HttpServerRequest request) {
        try {
            return Optional.ofNullable(request.getParam("token"));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a broken escape: no token of ours has one
        }
    }

    private static boolean offers(HttpServerRequest request, String protocol) {
        return offered(request).anyMatch(protocol::equals);
    }

    private static Stream<String> offered(HttpServerRequest request) {
        return request.headers().getAll("sec-websocket-protocol").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip);
    }
}
