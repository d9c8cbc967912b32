package hotseat.server;

import hotseat.crdt.Doc;
import hotseat.crdt.Schema;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.Sync;
import hotseat.server.document.DocumentKind;
import hotseat.server.socket.Upgrades;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Does what visitors do, and then what an evening of interviews does: an ahead-of-time cache learns the classes of the first, so that a
 * start takes half the time, and counts the methods of the second, so that they are compiled well soon after it.
 */
final class TrainingRun {
    private static final int ROOMS = 8;
    private static final int PEOPLE = 3;
    /** Edits and cursors of each: enough for the hot methods to be counted as such. */
    private static final int ROUNDS = 500;

    private static final int ACK_S = 30;

    /** Step 1 with an empty state vector. */
    private static final byte[] STEP_1 = {0, 0, 1, 0};

    private final HttpClient client;
    private final String url;

    private TrainingRun(HttpClient client, String url) {
        this.client = client;
        this.url = url;
    }

    /** Blocks for some seconds. */
    static void visit(String url) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var run = new TrainingRun(client, url);
            run.look();
            try (var people = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int room = 0; room < ROOMS; room++) {
                    run.interview(people);
                }
            }
        }
    }

    private void look() throws IOException, InterruptedException {
        for (var path : List.of("", "health/ready", "openapi.yaml", "runner/", "nothing")) {
            client.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .header("accept-encoding", "br")
                            .build(),
                    BodyHandlers.discarding());
        }
    }

    private void interview(Executor people) throws IOException, InterruptedException {
        var created = Json.MAPPER.readTree(post(url + "api/sessions", "", "{}"));
        var id = created.path("id").asString();
        var session = url + "api/sessions/" + id;
        var link = created.path("links").path("candidate").asString();
        for (int person = 0; person < PEOPLE; person++) {
            var joined = Json.MAPPER.readTree(
                    post(session + "/join", link.substring(link.lastIndexOf('.') + 1), "{\"name\":\"Ada\"}"));
            var token = joined.path("token").asString();
            client.send(
                    HttpRequest.newBuilder(URI.create(session + "/code"))
                            .header("authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
            var typist = new Typist(person + 1);
            var socket = client.newWebSocketBuilder()
                    .subprotocols(Upgrades.SUBPROTOCOL, "hotseat.token." + token)
                    .buildAsync(URI.create(url.replaceFirst("^http", "ws") + Upgrades.PATH.substring(1) + id), typist)
                    .join();
            people.execute(() -> typist.type(socket));
        }
    }

    private String post(String to, String secret, String body) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(to))
                                .header("content-type", "application/json")
                                .header("authorization", "Bearer " + secret)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    /** Types a text and moves a cursor; waits for each edit to be on disk, as a person's pause does. */
    private static final class Typist implements WebSocket.Listener {
        private static final String ROOT = "file:train";

        private final Doc doc = new Doc(DocumentKind.SHARED.limits(), Schema.any());
        private final Semaphore acknowledged = new Semaphore(0);
        private final long yjsId;

        private Typist(long yjsId) {
            this.yjsId = yjsId;
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            var text = StandardCharsets.ISO_8859_1.decode(data).toString();
            if (text.contains("\"ACK\"")) {
                acknowledged.release();
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void type(WebSocket socket) {
            send(socket, STEP_1);
            var page = "%032x".formatted(yjsId);
            say(socket, "{\"type\":\"HELLO\",\"page\":\"" + page + "\",\"runs\":{}}");
            for (int i = 0; i < ROUNDS && !socket.isOutputClosed(); i++) {
                int at = i % 10 == 9 ? i / 2 : i;
                send(
                        socket,
                        Sync.update(doc.transact(
                                yjsId,
                                edit -> edit.insert(
                                        doc.text(ROOT),
                                        Math.min(at, doc.text(ROOT).length()),
                                        "x"))));
                send(socket, cursor(i + 1));
                try {
                    if (!acknowledged.tryAcquire(ACK_S, TimeUnit.SECONDS)) {
                        break;
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    break;
                }
            }
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }

        private byte[] cursor(int clock) {
            var place = "{\"type\":null,\"tname\":\"" + ROOT + "\",\"item\":{\"client\":" + yjsId + ",\"clock\":"
                    + (clock - 1) + "},\"assoc\":0}";
            var state = "{\"cursor\":{\"anchor\":" + place + ",\"head\":" + place + "},\"user\":{\"name\":\"Ada\"}}";
            return message(
                    Inbound.AWARENESS,
                    new AwarenessUpdate(List.of(new AwarenessUpdate.Entry(yjsId, clock, state))).encode());
        }

        private static void say(WebSocket socket, String json) {
            send(socket, message(Inbound.HOTSEAT, json.getBytes(StandardCharsets.UTF_8)));
        }

        private static byte[] message(int channel, byte[] content) {
            var out = new ByteWriter();
            out.varUint(channel);
            out.bytes(content);
            return out.toByteArray();
        }

        private static void send(WebSocket socket, byte[] message) {
            socket.sendBinary(ByteBuffer.wrap(message), true).join();
        }
    }
}
