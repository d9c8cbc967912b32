package hotseat.crdt;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.StateVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The life of a document on a server: what clients say ({@code oracle/sequence.mjs}) comes in any order, lost, doubled, damaged, and among it
 * what only a forger writes; the server edits on its own, writes down and relays what it accepts, and loads the document again now and then.
 * Then these are the same: the document, the one loaded from what was written down, and a yjs that was sent what was relayed. What was accepted
 * is in all three, what was refused left no trace.
 */
final class Sequence {
    private static final long SERVER = (1L << 53) - 12_345;
    private static final long FORGER = 77;
    private static final byte[] EMPTY = {0, 0};
    private static final List<String> ROOTS = List.of("t", "u", "m", "a", "n");

    /** So small that they are met. */
    private static final Limits TIGHT = Limits.INTERVIEW
            .withUpdate(400, 30, 30)
            .withDocument(5, 40, 120, 30)
            .withNames(3, 4, 10)
            .withScanSteps(40);

    private final int seed;
    private final Random random;
    private final Limits limits;
    private final Schema schema;
    /** As in the oracle. */
    private final boolean holdsAll;

    /** Whether each client id belongs to one sender. */
    private final boolean owned;
    /** Whether an earlier server let updates wait, and wrote them down. */
    private final boolean startsPoisoned;

    private final List<Long> clients = new ArrayList<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<byte[]> states = new ArrayList<>();

    private Doc live;
    private byte[] checkpoint = EMPTY;
    private final List<byte[]> log = new ArrayList<>();
    private final List<byte[]> relayed = new ArrayList<>();
    private final List<byte[]> accepted = new ArrayList<>();
    /** Those of them that yjs is shown too: in what it was never sent, a forger may hide what it takes otherwise. */
    private final List<byte[]> acceptedAsWritten = new ArrayList<>();

    /** What an earlier server relayed, which let updates wait. */
    private final List<byte[]> poisoned = new ArrayList<>();

    private int forgerNext;
    private boolean reloaded;
    /** Whether something forged was accepted. */
    private boolean forged;

    private String at = "the start";

    private record Message(int from, boolean honest, byte[] update) {}

    Sequence(int seed, Map<String, @Nullable Object> said) {
        this.seed = seed;
        random = new Random(seed);
        startsPoisoned = random.nextInt(4) == 0;
        limits = !startsPoisoned && random.nextInt(4) == 0 ? TIGHT : Limits.INTERVIEW;
        holdsAll = seed % 3 == 0;
        schema = Schema.of(root -> switch (root) {
            case "t", "u" -> Schema.Kind.TEXT;
            case "m" -> Schema.Kind.MAP;
            case "a", "n", "r", "x" -> holdsAll ? Schema.Kind.ANY : Schema.Kind.NONE;
            default -> Schema.Kind.NONE;
        });
        owned = random.nextBoolean();
        for (Object client : Json.array(said.get("clients"))) clients.add((Long) client);
        for (Object message : Json.array(said.get("messages"))) {
            var fields = Json.object(message);
            messages.add(
                    new Message(Math.toIntExact((Long) fields.get("from")), true, Hex.bytes(fields.get("update"))));
        }
        for (Object state : Json.array(said.get("states"))) states.add(Hex.bytes(state));
        live = new Doc(limits, schema);
    }

    static String request(int seed) {
        return "{\"op\":\"sequence\",\"seed\":" + seed + "}";
    }

    int seed() {
        return seed;
    }

    /** The server's part. Throws AssertionError. */
    void play() {
        try {
            if (startsPoisoned) startFromAPoisonedLog();
            int disorder = random.nextInt(3);
            double lost = random.nextInt(3) * 0.1;
            double forgeries = random.nextInt(3) * 0.15;
            while (!messages.isEmpty()) {
                var message = messages.remove(random.nextInt(Math.min(messages.size(), 1 + 3 * disorder)));
                at = "message " + messages.size() + " before the end";
                if (random.nextDouble() < forgeries) forged |= take(forge(message));
                if (random.nextDouble() < 0.1) edit();
                if (random.nextDouble() < 0.08) reload();
                if (random.nextDouble() >= lost) take(message);
                if (random.nextDouble() < 0.1) take(message);
            }
            at = "the end";
            for (int from = 0; from < states.size(); from++)
                if (random.nextInt(3) > 0) take(new Message(from, true, states.get(from)));
            compareWithLoaded();
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("at " + at, e);
        }
    }

    /** Everything that an engine accepts that lets updates wait. Of what it gave up later it does not know; the log does. */
    private void startFromAPoisonedLog() {
        at = "the poisoned log";
        var earlier = new Doc(Waiting.LIMITS, schema);
        for (int n = random.nextInt(20); n > 0; n--) {
            var message = messages.get(random.nextInt(messages.size()));
            // Under his own id, and never twice the same unit: which of two stays where they wait is another question.
            byte[] update = random.nextInt(3) == 0 ? poison(earlier.stateVector()) : message.update;
            if (earlier.apply(update) instanceof Applied applied && applied.changed()) poisoned.add(applied.update());
        }
        var loading = Doc.loading(limits, schema);
        poisoned.forEach(loading::add);
        live = loading.done();
        live.check();
        // In who was relayed it, it waits on, and comes in with what the server never has.
        if (loading.gaveUp()) poisoned.clear();
        if (loading.gaveUp()) checkpoint = live.encode();
        log.addAll(poisoned);
        relayed.add(live.encode());
        reloaded = true;
    }

    private boolean take(Message message) {
        byte[] before = live.encode();
        var vector = live.stateVector();
        var result = live.apply(
                message.update, null, client -> !owned || client != SERVER && clients.indexOf(client) == message.from);
        live.check();
        switch (result) {
            case Refused refused -> {
                expect("state after " + refused, Hex.of(live.encode()), Hex.of(before));
                expect("vector after " + refused, live.stateVector(), vector);
            }
            case Applied applied -> {
                expect("missing", applied.missing().isEmpty(), true);
                expect("changed", applied.changed(), !Arrays.equals(live.encode(), before));
                if (applied.changed()) writeDown(applied.update());
                accepted.add(message.update);
                if (message.honest) acceptedAsWritten.add(message.update);
            }
        }
        return result instanceof Applied;
    }

    private void writeDown(byte[] update) {
        log.add(update);
        relayed.add(update);
    }

    private void edit() {
        byte[] before = live.encode();
        try {
            byte[] update = live.transact(SERVER, edit -> {
                var text = live.text(random.nextBoolean() ? "t" : "u");
                switch (random.nextInt(4)) {
                    case 0 -> edit.set(live.map("m"), "k", (long) random.nextInt(100));
                    case 1 -> edit.replace(text, text.toString().replace('b', 'q') + "!");
                    case 2 -> edit.insert(text, random.nextInt(text.length() + 1), "server");
                    default -> {
                        int from = random.nextInt(text.length() + 1);
                        edit.delete(text, from, random.nextInt(text.length() - from + 1));
                    }
                }
            });
            if (update.length > 2) writeDown(update);
            accepted.add(update);
            acceptedAsWritten.add(update);
        } catch (RejectedUpdate full) {
            expect("state after " + full.detail(), Hex.of(live.encode()), Hex.of(before));
        }
        live.check();
    }

    private void reload() {
        var loaded = loaded();
        expectSame("loaded", loaded);
        live = loaded;
        reloaded = true;
        if (random.nextBoolean()) {
            checkpoint = live.encode();
            log.clear();
        }
    }

    private void compareWithLoaded() {
        var loaded = loaded();
        expectSame("loaded", loaded);
        for (var doc : List.of(live, loaded)) {
            String state = Hex.of(doc.encode());
            for (byte[] update : accepted) {
                var result = doc.apply(update);
                if (!(result instanceof Applied again) || again.changed())
                    throw new AssertionError("accepted once, then " + result + ": " + Hex.of(update));
            }
            expect("state", Hex.of(doc.encode()), state);
        }
    }

    private Doc loaded() {
        var loading = Doc.loading(limits, schema).add(checkpoint);
        log.forEach(loading::add);
        var loaded = loading.done();
        expect("given up", loading.gaveUp(), false);
        loaded.check();
        return loaded;
    }

    private void expectSame(String what, Doc other) {
        expect(what + ": vector", other.stateVector(), live.stateVector());
        expect(what + ": state", Hex.of(normal(other)), Hex.of(normal(live)));
        for (String root : ROOTS) expect(what + ": " + root, read(other, root), read(live, root));
    }

    /** In which pieces a document holds the same units depends on its transactions; not so once it is loaded in one. */
    private byte[] normal(Doc doc) {
        return Doc.load(doc.encode(), limits, schema).encode();
    }

    private static @Nullable Object read(Doc doc, String root) {
        return switch (root) {
            case "t", "u" -> doc.text(root).toString();
            case "a" -> Session.plain(doc.array(root).toList());
            default -> Session.plain(doc.map(root).toMap());
        };
    }

    /** What yjs is asked: {@link #compare} takes the answers. */
    List<String> questions() {
        var questions = new ArrayList<String>();
        questions.add("{\"op\":\"relayed\",\"updates\":" + list(relayed) + ",\"again\":" + list(acceptedAsWritten)
                + ",\"own\":\"" + Hex.of(live.encode()) + "\"}");
        if (!poisoned.isEmpty() && !holdsAll) {
            var seen = new ArrayList<>(poisoned);
            seen.add(live.encode());
            questions.add("{\"op\":\"seen\",\"updates\":" + list(seen) + "}");
        }
        return questions;
    }

    private static String list(List<byte[]> updates) {
        return "["
                + String.join(
                        ",",
                        updates.stream()
                                .map(update -> '"' + Hex.of(update) + '"')
                                .toList()) + "]";
    }

    /** Throws AssertionError where yjs is something else. */
    void compare(List<Map<String, @Nullable Object>> answers) {
        at = "yjs";
        var yjs = answers.getFirst();
        expectView(yjs);
        expect("waits", yjs.get("waits"), false);
        expect("vector", live.stateVector(), StateVector.decode(Hex.bytes(yjs.get("vector"))));
        expect("state loaded anew", yjs.get("own"), yjs.get("reloaded"));
        // A forger may write numbers in longer ways than yjs, which writes them anew.
        if (!reloaded && !forged) expect("state", Hex.of(live.encode()), yjs.get("state"));
        expect("accepted update that changes yjs", yjs.get("changing"), -1L);
        if (answers.size() > 1) {
            at = "a yjs that holds what was mended";
            for (var seen : answers.get(1).entrySet())
                expect(seen.getKey(), read(live, seen.getKey()), seen.getValue());
        }
    }

    private void expectView(Map<String, @Nullable Object> yjs) {
        for (String root : ROOTS) {
            // XML is shown otherwise, and a forger makes it everywhere; the state is compared in any case.
            if (forged && (root.equals("a") || root.equals("n"))) continue;
            Object expected = yjs.get(root);
            expect(root, read(live, root), expected instanceof String ? expected : Session.plain(expected));
        }
    }

    /** What no client writes, often as good as what one writes. */
    private Message forge(Message honest) {
        byte[] update = switch (random.nextInt(3)) {
            case 0 -> Damage.to(honest.update, states, random);
            default -> forged(live.stateVector());
        };
        return new Message(random.nextInt(clients.size()), false, update);
    }

    private byte[] poison(StateVector vector) {
        var out = new ByteWriter();
        int structs = 1 + random.nextInt(3);
        forgerNext += random.nextInt(5) / 4;
        out.varUint(1).varUint(structs).varUint(FORGER).varUint(forgerNext);
        for (int i = 0; i < structs; i++) forgerNext += struct(out, FORGER, forgerNext, vector);
        return out.varUint(0).toByteArray();
    }

    private byte[] forged(StateVector vector) {
        var out = new ByteWriter();
        int blocks = random.nextInt(3);
        out.varUint(blocks);
        for (int block = 0; block < blocks; block++) {
            long client = someClient();
            int structs = 1 + random.nextInt(3);
            int clock = Math.max(0, vector.clock(client) + (random.nextInt(4) == 0 ? random.nextInt(5) - 2 : 0));
            out.varUint(structs).varUint(client).varUint(clock);
            for (int i = 0; i < structs; i++) clock += struct(out, client, clock, vector);
        }
        int deletes = random.nextInt(2);
        out.varUint(deletes);
        for (int i = 0; i < deletes; i++) {
            long client = someClient();
            int from = random.nextInt(vector.clock(client) + 2);
            out.varUint(client).varUint(1).varUint(from).varUint(1 + random.nextInt(3));
        }
        return out.toByteArray();
    }

    private long someClient() {
        return random.nextInt(5) == 0 ? FORGER : clients.get(random.nextInt(clients.size()));
    }

    /** Returns how many units. */
    private int struct(ByteWriter out, long client, int clock, StateVector vector) {
        int kind = new int[] {0, 1, 2, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8, 8, 9, 10}[random.nextInt(16)];
        if (kind == 0 || kind == 10) {
            int units = 1 + random.nextInt(3);
            out.uint8(kind).varUint(units);
            return units;
        }
        boolean origin = random.nextInt(3) > 0;
        boolean right = random.nextInt(3) == 0;
        boolean keyed = random.nextInt(4) == 0;
        out.uint8(kind | (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (keyed ? 0x20 : 0));
        if (origin) unit(out, client, clock, vector);
        if (right) unit(out, client, clock, vector);
        if (!origin && !right) {
            if (random.nextInt(4) == 0) {
                out.varUint(0);
                unit(out, client, clock, vector);
            } else {
                out.varUint(1).varString(new String[] {"t", "u", "m", "a", "n", "zz"}[random.nextInt(6)]);
            }
            if (keyed) out.varString("k");
        }
        return content(out, kind);
    }

    private void unit(ByteWriter out, long client, int clock, StateVector vector) {
        long of = random.nextInt(3) == 0 ? client : someClient();
        int known = of == client ? clock : vector.clock(of);
        out.varUint(of).varUint(random.nextInt(8) == 0 ? known : random.nextInt(Math.max(1, known)));
    }

    private int content(ByteWriter out, int kind) {
        switch (kind) {
            case 1 -> {
                int units = 1 + random.nextInt(3);
                out.varUint(units);
                return units;
            }
            case 2 -> out.varUint(1).varString("1");
            case 3 -> out.varUint(1).uint8(7);
            case 4 -> {
                String text = "forged".substring(random.nextInt(5));
                out.varString(text);
                return text.length();
            }
            case 5 -> out.varString("{\"evil\":1}");
            case 6 -> out.varString("bold").varString("true");
            case 7 -> out.varUint(random.nextInt(3));
            case 8 -> {
                int units = 1 + random.nextInt(3);
                out.varUint(units);
                for (int i = 0; i < units; i++) out.uint8(0x7d).uint8(random.nextInt(60));
                return units;
            }
            default -> out.varString("guid").uint8(0x76).varUint(0);
        }
        return 1;
    }

    private void expect(String what, @Nullable Object actual, @Nullable Object expected) {
        if (Objects.equals(actual, expected)) return;
        throw new AssertionError(
                what + " at " + at + " of sequence " + seed + "\n  expected " + expected + "\n  actual   " + actual);
    }
}
