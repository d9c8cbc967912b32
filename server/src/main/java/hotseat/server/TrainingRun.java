package hotseat.server;

import hotseat.server.socket.Upgrades;
import hotseat.server.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;

/** Does what a first visitor does, so that an ahead-of-time cache learns those paths and a start takes half the time. */
final class TrainingRun {
    /** Step 1 with an empty state vector. */
    private static final byte[] STEP_1 = {0, 0, 1, 0};

    private TrainingRun() {}

    static void visit(String url) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            for (var path : List.of("", "health/ready", "openapi.yaml", "runner/", "nothing")) {
                client.send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("accept-encoding", "br")
                                .build(),
                        BodyHandlers.discarding());
            }
            var created = Json.MAPPER.readTree(post(client, url + "api/sessions", "", "{}"));
            var session = url + "api/sessions/" + created.path("id").asString();
            var link = created.path("links").path("candidate").asString();
            var secret = link.substring(link.lastIndexOf('.') + 1);
            var joined = Json.MAPPER.readTree(post(client, session + "/join", secret, "{\"name\":\"Ada\"}"));
            var token = joined.path("token").asString();
            client.send(
                    HttpRequest.newBuilder(URI.create(session + "/code"))
                            .header("authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
            var socket = client.newWebSocketBuilder()
                    .subprotocols(Upgrades.SUBPROTOCOL, "hotseat.token." + token)
                    .buildAsync(
                            URI.create(url.replaceFirst("^http", "ws")
                                    + Upgrades.PATH.substring(1)
                                    + created.path("id").asString()),
                            new WebSocket.Listener() {})
                    .join();
            socket.sendBinary(ByteBuffer.wrap(STEP_1), true).join();
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }
    }

    private static String post(HttpClient client, String url, String secret, String body)
            throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("content-type", "application/json")
                                .header("authorization", "Bearer " + secret)
                                .POST(BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }
}
