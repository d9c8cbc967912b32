package hotseat.bench;

import hotseat.crdt.ArrayType;
import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.MapType;
import hotseat.crdt.Schema;
import hotseat.crdt.Text;
import hotseat.crdt.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One workload of B1 to B4 as {@code bench/crdt/workloads.mjs} wrote it: clients, transactions, and how their updates travel. The first
 * {@code shared} transactions are setting the scene. In a relay every update goes to the second client at once; otherwise all clients
 * edit first, then the first and the last take in what the others made.
 */
final class Workload {
    private static final String MAP = "m";
    private static final String ARRAY = "a";
    private static final String KEY = "v";

    /** In the order of the numbers in the file. */
    private enum Kind {
        INSERT_TEXT,
        DELETE_TEXT,
        SET_NUMBER,
        SET_STRING,
        SET_OBJECT,
        INSERT_NUMBERS,
        INSERT_STRING
    }

    /** {@code values}: what is inserted into an array. */
    private record Op(Kind kind, int index, int count, String text, List<?> values) {
        static Op read(ByteBuffer file) {
            var kind = Kind.values()[file.getInt()];
            int index = file.getInt();
            int count = file.getInt();
            String text = Inputs.string(file);
            var values = switch (kind) {
                case INSERT_NUMBERS ->
                    Stream.of(text.split(",")).map(Integer::valueOf).toList();
                case INSERT_STRING -> List.of(text);
                case INSERT_TEXT, DELETE_TEXT, SET_NUMBER, SET_STRING, SET_OBJECT -> List.of();
            };
            return new Op(kind, index, count, text, values);
        }
    }

    private record Edits(int client, List<Op> ops) {}

    private final int clients;
    private final boolean relay;
    private final List<Edits> shared;
    private final List<Edits> measured;

    private Replica[] replicas = {};
    private List<byte[]> updates = List.of();

    Workload(String name) {
        var file = ByteBuffer.wrap(Inputs.read(name + ".workload"));
        clients = file.getInt();
        int sharedCount = file.getInt();
        relay = file.getInt() == 1;
        var all = new ArrayList<Edits>();
        for (int n = file.getInt(); n > 0; n--) all.add(edits(file));
        shared = List.copyOf(all.subList(0, sharedCount));
        measured = List.copyOf(all.subList(sharedCount, all.size()));
    }

    private static Edits edits(ByteBuffer file) {
        int client = file.getInt();
        var ops = new ArrayList<Op>();
        for (int n = file.getInt(); n > 0; n--) ops.add(Op.read(file));
        return new Edits(client, ops);
    }

    /** Documents of all clients with the scene set. */
    void prepare() {
        replicas = new Replica[clients];
        updates = new ArrayList<>(measured.size());
        Arrays.setAll(replicas, i -> Replica.empty());
        for (var edits : shared) {
            byte[] update = transact(edits);
            for (int i = 0; i < clients; i++) if (i != edits.client) Inputs.apply(replicas[i].doc, update);
        }
    }

    /** What is measured; answers with the bytes that travelled. */
    int run() {
        int bytes = 0;
        for (var edits : measured) {
            byte[] update = transact(edits);
            bytes += update.length;
            if (relay) Inputs.apply(replicas[1].doc, update);
            updates.add(update);
        }
        if (relay) return bytes;
        for (int i = 0; i < updates.size(); i++) {
            int writer = measured.get(i).client;
            if (writer != 0) Inputs.apply(replicas[0].doc, updates.get(i));
            if (writer != clients - 1) Inputs.apply(replicas[clients - 1].doc, updates.get(i));
        }
        return bytes;
    }

    int updateCount() {
        return updates.size();
    }

    /** The document of the first client; throws if another that took in everything differs. */
    Doc result() {
        int other = relay ? 1 : clients - 1;
        if (!Arrays.equals(replicas[0].doc.encode(), replicas[other].doc.encode()))
            throw new IllegalStateException("no convergence");
        return replicas[0].doc;
    }

    private byte[] transact(Edits edits) {
        var replica = replicas[edits.client];
        return replica.doc.transact(edits.client + 1, edit -> {
            for (var op : edits.ops) replica.perform(edit, op);
        });
    }

    private record Replica(Doc doc, Text text, MapType map, ArrayType array) {
        /** Limits are off: B3 has more clients than an interview may. */
        static Replica empty() {
            var doc = new Doc(Limits.UNBOUNDED, Schema.any());
            return new Replica(doc, doc.text(Inputs.ROOT), doc.map(MAP), doc.array(ARRAY));
        }

        void perform(Transaction edit, Op op) {
            switch (op.kind) {
                case INSERT_TEXT -> edit.insert(text, op.index, op.text);
                case DELETE_TEXT -> edit.delete(text, op.index, op.count);
                case SET_NUMBER -> edit.set(map, KEY, op.count);
                case SET_STRING -> edit.set(map, KEY, op.text);
                case SET_OBJECT -> edit.set(map, KEY, Map.of("name", op.text));
                case INSERT_NUMBERS, INSERT_STRING -> edit.insert(array, op.index, op.values);
            }
        }
    }
}
