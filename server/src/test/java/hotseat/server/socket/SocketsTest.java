package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.room.RoomLoop;
import hotseat.server.session.SessionId;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real sockets at a door that is for two of them. */
class SocketsTest {
    private static final int PATIENCE_S = 30;

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Boolean> reached = new CompletableFuture<>();
    /** More than the system takes for one who does not read. */
    private static final int MUCH = 64 << 20;

    private final CompletableFuture<Boolean> gone = new CompletableFuture<>();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private final BlockingQueue<Runnable> works = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> left = new LinkedBlockingQueue<>();
    private RoomLoop loop;
    private int port;

    /** At a door for two, and so many bytes for what they send. */
    private void listen(int bytes) throws Exception {
        var loops = new Loops(vertx, 1);
        loop = loops.of(SessionId.random());
        var listening = new CompletableFuture<Integer>();
        loops.contexts()
                .getFirst()
                .runOnContext(ignored -> vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                        .connectionHandler(new Sockets(loops, 2 * Sockets.OWN_BYTES + bytes)::accept)
                        .requestHandler(this::answer)
                        .invalidRequestHandler(request -> {
                            refused.add(request.path() + " " + request.headers().size());
                            request.response().setStatusCode(400).end();
                        })
                        .listen(0, "127.0.0.1")
                        .onSuccess(server -> listening.complete(server.actualPort())));
        port = listening.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private void answer(HttpServerRequest request) {
        var channel = Sockets.channel(request.connection());
        switch (request.path()) {
            case "/never" -> reached.complete(true);
            case "/leave" -> loop.later(() -> left.add(Sockets.leaveHttp(channel)));
            case "/late" -> {
                reached.complete(true);
                channel.closeFuture()
                        .addListener(closed -> loop.later(() -> Sockets.whenOver(request, () -> over.complete(true))));
            }
            case "/work" -> {
                channel.closeFuture().addListener(closed -> gone.complete(true));
                Sockets.whenOver(request, () -> over.complete(true));
                works.add(Sockets.work(request));
            }
            case "/much" -> {
                Sockets.whenOver(request, () -> over.complete(true));
                request.response().end(Buffer.buffer(new byte[MUCH]));
                reached.complete(true);
            }
            default -> request.response().end("hello");
        }
    }

    @AfterEach
    void closes() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_S));
        return socket;
    }

    /** Whether a request is answered; false where the socket is closed instead. */
    private static boolean isAnswered(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nhost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return answer(socket);
        } catch (SocketException reset) {
            return false;
        }
    }

    /** Whether the server closes it, whatever it has sent before. */
    private static boolean ends(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
        return true;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean answer(Socket socket) throws IOException {
        var answer = new StringBuilder();
        while (!answer.toString().endsWith("hello")) {
            int read = socket.getInputStream().read();
            if (read < 0) {
                return false;
            }
            answer.append((char) read);
        }
        return true;
    }

    /** Lines of three characters are twenty times as large in memory; whoever sends thousands of them on many sockets fills it. */
    @Test
    void aHeadOfThousandsOfLinesHasNoPlaceWhereMemoryIsShort() throws Exception {
        listen(2_000);
        try (var first = connect();
                var second = connect()) {
            assertThat(isAnswered(first)).isTrue();
            second.getOutputStream()
                    .write(("GET / HTTP/1.1\r\n" + "a:\r\n".repeat(1_000)).getBytes(StandardCharsets.US_ASCII));
            assertThat(second.getInputStream().read()).as("it is turned away").isEqualTo(-1);
            assertThat(isAnswered(first)).isTrue();
            try (var third = connect()) {
                assertThat(isAnswered(third)).as("what it held is given back").isTrue();
            }
        }
    }

    /** They stand where a body would, and are kept as the lines of a head are. */
    @Test
    void linesBehindABodyHaveNoPlaceEitherWhereMemoryIsShort() throws Exception {
        listen(40_000);
        for (var body : List.of("", "1\r\nx\r\n")) {
            try (var first = connect();
                    var second = connect()) {
                assertThat(isAnswered(first)).isTrue();
                send(second, "GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n");
                assertThat(answer(second)).isTrue();
                send(second, body + "0\r\n" + "a:\r\n".repeat(1_500));
                assertThat(ends(second)).as("it is turned away").isTrue();
                assertThat(isAnswered(first)).isTrue();
            }
        }
    }

    private static final int LINES = 90;
    /** About 27 kB in memory, as it is counted. */
    private static final String HEAD = ("a:" + "x".repeat(60) + "\r\n").repeat(LINES);

    private static final int PLACE_OF_ONE = 40_000;

    private static void ask(Socket socket, String path) throws IOException {
        send(socket, "GET " + path + " HTTP/1.1\r\n" + HEAD + "\r\n");
    }

    /** Whether there is a place for a request as large as the others. */
    private boolean hasPlace() throws IOException {
        try (var socket = connect()) {
            ask(socket, "/");
            return answer(socket);
        } catch (SocketException reset) {
            return false;
        }
    }

    private void getsAPlace() throws IOException {
        boolean has = false;
        for (int tries = 0; !has && tries < 10_000; tries++) { // the server hears of it a little later
            has = hasPlace();
        }
        assertThat(has).as("none is held any more").isTrue();
    }

    /** The library reads some requests ahead of the one that it answers: they stay counted. */
    @Test
    void aHeadIsCountedUntilItsRequestIsAnswered() throws Exception {
        listen(PLACE_OF_ONE);
        try (var first = connect()) {
            ask(first, "/never");
            reached.get(PATIENCE_S, TimeUnit.SECONDS);
            send(first, "G");
            assertThat(hasPlace()).as("there is memory for one").isFalse();
        }
        getsAPlace();
        getsAPlace();
    }

    /** What is done for it off the loop holds it, be the socket closed or not. */
    @Test
    void aRequestThatSomebodyWorksForIsCountedWithItsSocketClosed() throws Exception {
        listen(PLACE_OF_ONE);
        Runnable done;
        try (var first = connect()) {
            ask(first, "/work");
            done = works.poll(PATIENCE_S, TimeUnit.SECONDS);
        }
        assertThat(done).isNotNull();
        gone.get(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(hasPlace()).isFalse();
        loop.later(done);
        getsAPlace();
        assertThat(over).isDone();
    }

    /** The library keeps it until the lines behind the body, which may never come. */
    @Test
    void aRequestThatIsAnsweredBeforeItsBodyHasEndedIsCountedUntilThen() throws Exception {
        listen(PLACE_OF_ONE);
        try (var first = connect()) {
            send(first, "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n" + HEAD + "\r\n");
            assertThat(answer(first)).isTrue();
            assertThat(hasPlace()).isFalse();
            send(first, "0\r\n\r\n");
            getsAPlace();
            assertThat(isAnswered(first)).as("and it goes on").isTrue();
        }
    }

    /** What made the answer may hold all of its request until it has left. */
    @Test
    void aRequestWhoseAnswerIsNotReadIsCounted() throws Exception {
        listen(PLACE_OF_ONE);
        try (var first = connect()) {
            ask(first, "/much");
            assertThat(over.isDone()).isFalse();
            reached.get(PATIENCE_S, TimeUnit.SECONDS);
            assertThat(hasPlace()).isFalse();
            first.getInputStream().readNBytes(MUCH);
            over.get(PATIENCE_S, TimeUnit.SECONDS);
            getsAPlace();
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private void resetBehind(String request) throws Exception {
        var socket = connect();
        send(socket, request);
        socket.getInputStream().read();
        reset(socket);
    }

    /** An answer that is not read fails when its socket has closed, and half a head is told of: each must be given back once. */
    @Test
    void howeverManyBreakOffTheBoundHolds() throws Exception {
        listen(2_000);
        for (int i = 0; i < 20; i++) {
            resetBehind("GET /much HTTP/1.1\r\n\r\n");
            resetBehind("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\na: b");
        }
        try (var first = connect()) {
            assertThat(isAnswered(first)).isTrue();
            try (var second = connect();
                    var third = connect()) {
                assertThat(isAnswered(second)).isTrue();
                assertThat(isAnswered(third)).isFalse();
            }
        }
    }

    @Test
    void whatIsWaitedForOnASocketThatHasClosedIsOver() throws Exception {
        listen(PLACE_OF_ONE);
        var socket = connect();
        ask(socket, "/late");
        reached.get(PATIENCE_S, TimeUnit.SECONDS);
        reset(socket);
        assertThat(over.get(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHeadOfManyLinesOrParametersIsRefusedAndNotKept() throws Exception {
        listen(200_000);
        for (var request : List.of(
                "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(101) + "\r\n",
                "GET /?a" + "&a".repeat(33) + " HTTP/1.1\r\n\r\n")) {
            try (var socket = connect()) {
                send(socket, request);
                var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).startsWith("HTTP/1.1 400 ");
                assertThat(refused.poll(PATIENCE_S, TimeUnit.SECONDS))
                        .as("what is kept of it")
                        .isEqualTo("/ 0");
            }
        }
        try (var socket = connect()) {
            send(socket, "GET /?a" + "&a".repeat(32) + " HTTP/1.1\r\n" + "a:\r\n".repeat(100) + "\r\n");
            assertThat(answer(socket)).isTrue();
        }
    }

    /** All that was kept for it goes with what spoke HTTP. */
    @Test
    void aRequestThatBecomesAWebSocketGivesBackWhatItsHeadHeld() throws Exception {
        listen(PLACE_OF_ONE);
        try (var first = connect()) {
            ask(first, "/leave");
            assertThat(left.poll(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
            assertThat(hasPlace()).isTrue();
        }
    }

    /** What spoke HTTP has read it already, and would be gone with it. */
    @Test
    void aRequestWithAnotherBehindItBecomesNoWebSocket() throws Exception {
        listen(20_000);
        try (var client = connect()) {
            send(client, "GET /leave HTTP/1.1\r\n\r\nPOST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhello");
            assertThat(left.poll(PATIENCE_S, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void aBodyIsCountedElsewhere() throws Exception {
        listen(20_000);
        try (var first = connect();
                var second = connect()) {
            assertThat(isAnswered(first)).isTrue();
            for (int i = 0; i < 3; i++) {
                send(second, "POST / HTTP/1.1\r\ncontent-length: 100000\r\n\r\n");
                send(second, "line\n".repeat(20).concat("x".repeat(900)).repeat(100));
                assertThat(answer(second)).isTrue();
            }
        }
    }

    @Test
    void moreThanThereIsMemoryForAreTurnedAwayUntilOneHasGone() throws Exception {
        listen(2_000);
        try (var first = connect()) {
            assertThat(isAnswered(first)).isTrue();
            try (var second = connect();
                    var third = connect()) {
                assertThat(isAnswered(second)).isTrue();
                assertThat(isAnswered(third)).isFalse();
                assertThat(isAnswered(first)).as("those who are there stay").isTrue();
            }
            boolean let = false;
            for (int tries = 0; !let && tries < 10_000; tries++) { // the server hears of it a little later
                try (var next = connect()) {
                    let = isAnswered(next);
                }
            }
            assertThat(let).isTrue();
        }
    }
}
