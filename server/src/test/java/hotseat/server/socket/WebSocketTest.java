package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.wire.CloseCode;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real sockets whose requests the test answers when it likes. */
class WebSocketTest {
    private static final int PATIENCE_S = 30;
    /** Of the example in RFC 6455, 1.3. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final String REQUEST =
            "GET / HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: " + KEY
                    + "\r\n\r\n";
    private static final String ANSWER =
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
                    + "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
    private Socket client;

    /** Writes down what it hears, and ends what is broken. */
    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final WebSocket socket;
        private int bytes;

        Ear(WebSocket socket) {
            this.socket = socket;
        }

        @Override
        public void reads(int count) {
            bytes += count;
        }

        @Override
        public void take(WebSocketFrame frame) {
            heard.add(new String(ByteBufUtil.getBytes(frame.content()), StandardCharsets.UTF_8));
        }

        @Override
        public void hasRead() {
            heard.add("read " + bytes);
        }

        @Override
        public void broken(CloseCode code, String reason) {
            heard.add(code.name());
            socket.close(code, reason);
        }

        @Override
        public void leaves() {
            heard.add("leaves");
        }

        @Override
        public void writabilityChanged() {}

        @Override
        public void closed() {
            heard.add("closed");
        }

        String next() throws InterruptedException {
            return String.valueOf(heard.poll(PATIENCE_S, TimeUnit.SECONDS));
        }
    }

    @BeforeEach
    void connects() throws Exception {
        var server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                .requestHandler(requests::add)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_S, TimeUnit.SECONDS);
        client = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_S));
    }

    @AfterEach
    void closes() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private void send(byte[]... parts) throws IOException {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.write(part);
        }
        client.getOutputStream().write(all.toByteArray());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** As a client sends it: masked, here with a mask that changes nothing. */
    private static byte[] frame(int kind, byte... content) {
        var frame = new byte[6 + content.length];
        frame[0] = (byte) (0x80 | kind);
        frame[1] = (byte) (0x80 | content.length);
        System.arraycopy(content, 0, frame, 6, content.length);
        return frame;
    }

    private static byte[] closing(int code) {
        return frame(8, (byte) (code >> 8), (byte) code);
    }

    private Ear accept(String subprotocol) throws Exception {
        var request = requests.poll(PATIENCE_S, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        var channel = ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .channel();
        return CompletableFuture.supplyAsync(
                        () -> {
                            var socket = new WebSocket(channel, KEY, subprotocol);
                            var ear = new Ear(socket);
                            socket.begin(ear);
                            return ear;
                        },
                        channel.eventLoop())
                .get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private Ear open() throws Exception {
        send(ascii(REQUEST));
        var ear = accept(null);
        reads(ANSWER + "\r\n");
        return ear;
    }

    private void reads(String expected) throws IOException {
        assertThat(new String(client.getInputStream().readNBytes(expected.length()), StandardCharsets.ISO_8859_1))
                .isEqualTo(expected);
    }

    /** The code and the reason of the close frame that comes next, and with which the server's side ends once it is answered. */
    private String readsClose() throws IOException {
        var in = client.getInputStream();
        assertThat(in.read()).isEqualTo(0x88);
        var content = in.readNBytes(in.read());
        return content.length == 0
                ? ""
                : ((content[0] & 0xFF) << 8 | content[1] & 0xFF)
                        + " "
                        + new String(Arrays.copyOfRange(content, 2, content.length), StandardCharsets.UTF_8);
    }

    private void ends() throws IOException {
        try {
            assertThat(client.getInputStream().read()).as("the server hangs up").isEqualTo(-1);
        } catch (SocketException reset) {
            // so it has
        }
    }

    @Test
    void theHandshakeIsAnsweredByTheProtocol() throws Exception {
        var ear = open();
        send(frame(2, ascii("hello")));
        assertThat(ear.next()).isEqualTo("hello");
        assertThat(ear.next()).isEqualTo("read 11");
    }

    @Test
    void aSubprotocolThatBothSpeakIsNamed() throws Exception {
        send(ascii(REQUEST));
        accept("hotseat.v1");
        reads(ANSWER + "sec-websocket-protocol: hotseat.v1\r\n\r\n");
    }

    @Test
    void aFrameThatIsNoneIsAnsweredWithTheReason() throws Exception {
        var ear = open();
        var bare = frame(2, ascii("x"));
        bare[1] = 1;
        send(bare);
        assertThat(ear.next()).isEqualTo("PROTOCOL");
        assertThat(readsClose()).startsWith("1002 ").contains("masked");
        send(closing(1002));
        ends();
        assertThat(ear.heard).doesNotContain("x");
    }

    @Test
    void aFrameThatIsTooLongIsNotWaitedFor() throws Exception {
        var ear = open();
        send(new byte[] {(byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0});
        assertThat(ear.next()).isEqualTo("TOO_BIG");
        assertThat(readsClose()).startsWith("4413 ");
    }

    @Test
    void whoClosesIsAnsweredInKind() throws Exception {
        var ear = open();
        send(closing(4000));
        assertThat(readsClose()).isEqualTo("4000 ");
        ends();
        assertThat(ear.next()).isEqualTo("leaves");
        assertThat(ear.next()).startsWith("read ");
        assertThat(ear.next()).isEqualTo("closed");
    }

    @Test
    void whoClosesWithoutACodeIsAnsweredWithoutOne() throws Exception {
        open();
        send(frame(8));
        assertThat(readsClose()).isEmpty();
        ends();
    }

    /** It has the time to read why, though. */
    @Test
    void whoDoesNotAnswerIsCut() throws Exception {
        var ear = open();
        ear.socket.netty().executor().execute(() -> ear.socket.close(CloseCode.RESTART, "back soon"));
        assertThat(readsClose()).isEqualTo("1012 back soon");
        ends();
    }

    @Test
    void aClosingServerHearsNothingButTheAnswer() throws Exception {
        var ear = open();
        ear.socket.netty().executor().execute(() -> ear.socket.close(CloseCode.RESTART, "back soon"));
        assertThat(readsClose()).isEqualTo("1012 back soon");
        for (int i = 0; i < 100; i++) {
            send(new byte[] {(byte) 0x82, (byte) 0xFE, 0x40, 0, 0, 0, 0, 0}, new byte[0x4000]);
        }
        ends();
        assertThat(ear.heard.stream().filter(heard -> !heard.startsWith("read ") && !heard.equals("closed")))
                .as("a few frames, and then none")
                .hasSizeLessThan(10);
    }
}
