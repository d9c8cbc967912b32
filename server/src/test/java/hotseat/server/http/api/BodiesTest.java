package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.http.Origins;
import hotseat.server.http.Tenure;
import hotseat.server.socket.Loops;
import hotseat.server.socket.Sockets;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** At a server that has memory for one large body. */
class BodiesTest {
    private static final int PATIENCE_S = 30;
    private static final int MAX = Call.BODY_BYTES_MAX;

    private final Vertx vertx = Vertx.vertx();
    private int port;

    @BeforeEach
    void listens() throws Exception {
        var loops = new Loops(vertx, 1);
        var tenure = new Tenure(Sockets::work, Sockets::whenOver, Sockets::cut);
        var router = Router.router(vertx);
        new Api(new Origins(Optional.empty()), null, null, null, tenure, MAX + MAX / 2).mount(router);
        var listening = new CompletableFuture<Integer>();
        loops.contexts()
                .getFirst()
                .runOnContext(ignored -> vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                        .connectionHandler(new Sockets(loops, 1L << 30)::accept)
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .onSuccess(server -> listening.complete(server.actualPort())));
        port = listening.get(PATIENCE_S, TimeUnit.SECONDS);
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

    /** Sends a body that is no JSON; answers with the status. */
    private static String post(Socket socket, String headers, byte[] body) throws IOException {
        var out = socket.getOutputStream();
        out.write(("POST /api/sessions HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n" + headers
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        var status = new byte[12];
        assertThat(socket.getInputStream().readNBytes(status, 0, 12)).isEqualTo(12);
        return new String(status, 9, 3, StandardCharsets.US_ASCII);
    }

    private String postOne() throws IOException {
        try (var socket = connect()) {
            return post(socket, "content-length: " + MAX, new byte[MAX]);
        }
    }

    /** It is in memory for as long as more of it may come, whatever has been answered. */
    @Test
    void aBodyThatIsRefusedForItsSizeIsCountedUntilItEnds() throws Exception {
        assertThat(postOne()).isEqualTo("400");
        try (var socket = connect()) {
            var chunk = ("%x\r\n".formatted(MAX + 1) + " ".repeat(MAX + 1)).getBytes(StandardCharsets.US_ASCII);
            assertThat(post(socket, "transfer-encoding: chunked", chunk)).isEqualTo("413");
            assertThat(postOne()).isEqualTo("503");
        }
        var status = "503";
        for (int tries = 0; status.equals("503") && tries < 10_000; tries++) { // the server hears of it a little later
            status = postOne();
        }
        assertThat(status).isEqualTo("400");
    }
}
