package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.server.session.CodeFile;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.FrameReader;
import hotseat.server.wire.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** What a connection was sent, in words. Rooms speak to it from any thread. It reads at once, or when the test lets it. */
final class Ear implements Outbox {
    private static final long PATIENCE_NS = 20_000_000_000L;

    private final boolean hotseat;
    private final List<String> heard = new ArrayList<>();
    private final List<String> people = new ArrayList<>();
    private final List<JsonNode> messages = new ArrayList<>();
    private final Doc doc = new Doc(Limits.UNBOUNDED, Schema.any());
    private int handled;
    private boolean released;
    /** Of a slow one: what says that it has taken what it was sent; and what says that its turn has come. */
    final Queue<Runnable> writing = new ArrayDeque<>();

    final Queue<Runnable> turns = new ArrayDeque<>();
    private boolean slow;
    /** Whether too much waits to be sent. */
    boolean full;

    private volatile boolean broken;

    Ear(boolean hotseat) {
        this.hotseat = hotseat;
    }

    /** A page that takes what it is sent, and is granted its turns, when the test runs {@link #writing} and {@link #turns}. */
    static Ear slow() {
        var ear = new Ear(true);
        ear.slow = true;
        return ear;
    }

    /** From now on all breaks that is said to it, but the last word. */
    void breaks() {
        broken = true;
    }

    private void check() {
        if (broken) {
            throw new AssertionError("a bug, says the test");
        }
    }

    @Override
    public synchronized void send(byte[] frame) {
        check();
        hear(FrameReader.message(frame));
    }

    private void hear(byte[] message) {
        var in = new ByteReader(message);
        switch ((int) in.varUint()) {
            case 0 -> {
                int kind = (int) in.varUint();
                var payload = in.bytes();
                heard.add(List.of("STEP1", "STEP2", "UPDATE").get(kind));
                if (kind > 0) {
                    doc.apply(payload);
                }
            }
            case 1 ->
                AwarenessUpdate.decode(in.bytes(), 1 << 20, 1_000)
                        .entries()
                        .forEach(entry -> heard.add("AWARENESS " + entry.client() + " " + entry.json()));
            default -> control(Json.MAPPER.readTree(in.varString()));
        }
    }

    private void control(JsonNode json) {
        messages.add(json);
        if (json.has("participants")) {
            people.clear();
            json.path("participants")
                    .forEach(person -> people.add(person.path("name").asString()));
        }
        heard.add(json.path("type").asString()
                + (json.has("n") ? " " + json.path("n").asInt() : "")
                + (json.has("refused") ? " refused" : "")
                + (json.path("kind").asString("").equals("gone")
                        ? " gone " + json.path("why").asString()
                        : "")
                + (json.has("code") && json.path("code").isString()
                        ? " " + json.path("code").asString()
                        : ""));
    }

    @Override
    public void send(byte[] frame, Runnable written) {
        send(frame);
        leaves(written);
    }

    private void leaves(Runnable written) {
        if (slow) {
            writing.add(written);
        } else {
            written.run();
        }
    }

    @Override
    public boolean hasRoomFor(int bytes) {
        return !full;
    }

    @Override
    public void awaitTurn(int bytes, Runnable go) {
        if (slow) {
            turns.add(go);
        } else {
            go.run();
        }
    }

    @Override
    public synchronized void sendInTurn(byte[] frames, Runnable written) {
        check();
        FrameReader.messages(frames).forEach(this::hear);
        leaves(written);
    }

    @Override
    public synchronized void handled(int bytes) {
        check();
        handled += bytes;
    }

    @Override
    public synchronized void close(CloseCode code, String reason) {
        heard.add("CLOSE " + code.code());
    }

    @Override
    public synchronized void released() {
        released = true;
    }

    synchronized boolean isReleased() {
        return released;
    }

    @Override
    public boolean speaksHotseat() {
        return hotseat;
    }

    /** What was heard since the last time. */
    synchronized List<String> take() {
        var taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    synchronized List<String> heard() {
        return List.copyOf(heard);
    }

    /** The people as they were listed last, by name. */
    synchronized List<String> people() {
        return List.copyOf(people);
    }

    /** The JSON messages of a type. */
    synchronized List<JsonNode> messages(String type) {
        return messages.stream()
                .filter(json -> json.path("type").asString().equals(type))
                .toList();
    }

    /** What was given back of the costs of messages. */
    synchronized int handled() {
        return handled;
    }

    synchronized String text() {
        return doc.text(CodeFile.root(CodeFile.FIRST)).toString();
    }

    /** Waits, on the thread of the test, until something was heard. */
    void awaits(String what) {
        until(() -> heard().contains(what));
        assertThat(heard()).contains(what);
    }

    /** Waits for a condition that other threads bring about; gives up after a long while, and the assertion behind it says how it is. */
    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
            Thread.yield();
        }
        assertThat(condition.getAsBoolean()).as("what was waited for").isTrue();
    }
}
