package hotseat.bench;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One workload of B1 to B4 as {@code bench/crdt/workloads.mjs} wrote it: clients, transactions, and how their updates travel. The first
 * {@code shared} transactions are setting the scene. In a relay every update goes to the second client at once; otherwise all clients
 * edit first, then the first and the last take in what the others made.
 */
final class Workload {
    private static final String ROOT = "t";
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

    private record Op(Kind kind, int index, int count, String text) {}

    private record Edits(int client, List<Op> ops) {}

    private final int clients;
    private final boolean relay;
    private final List<Edits> shared;
    private final List<Edits> measured;

    private Doc[] docs = {};
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
        for (int n = file.getInt(); n > 0; n--)
            ops.add(new Op(Kind.values()[file.getInt()], file.getInt(), file.getInt(), Inputs.string(file)));
        return new Edits(client, ops);
    }

    /** Documents of all clients with the scene set. Limits are off: B3 has more clients than an interview may. */
    void prepare() {
        docs = new Doc[clients];
        updates = new ArrayList<>(measured.size());
        Arrays.setAll(docs, i -> new Doc(Limits.UNBOUNDED, Schema.any()));
        for (var edits : shared) {
            byte[] update = transact(edits);
            for (int i = 0; i < clients; i++) if (i != edits.client) Inputs.apply(docs[i], update);
        }
    }

    /** What is measured; answers with the bytes that travelled. */
    int run() {
        int bytes = 0;
        for (var edits : measured) {
            byte[] update = transact(edits);
            bytes += update.length;
            if (relay) Inputs.apply(docs[1], update);
            updates.add(update);
        }
        if (relay) return bytes;
        for (int i = 0; i < updates.size(); i++) {
            int writer = measured.get(i).client;
            if (writer != 0) Inputs.apply(docs[0], updates.get(i));
            if (writer != clients - 1) Inputs.apply(docs[clients - 1], updates.get(i));
        }
        return bytes;
    }

    int updateCount() {
        return updates.size();
    }

    /** The document of the first client; throws if another that took in everything differs. */
    Doc result() {
        int other = relay ? 1 : clients - 1;
        if (!Arrays.equals(docs[0].encode(), docs[other].encode())) throw new IllegalStateException("no convergence");
        return docs[0];
    }

    private byte[] transact(Edits edits) {
        return docs[edits.client].transact(edits.client + 1, edit -> {
            for (var op : edits.ops) perform(edit, op);
        });
    }

    private static void perform(Transaction edit, Op op) {
        switch (op.kind) {
            case INSERT_TEXT -> edit.insert(ROOT, op.index, op.text);
            case DELETE_TEXT -> edit.delete(ROOT, op.index, op.count);
            case SET_NUMBER -> edit.set(ROOT, KEY, op.count);
            case SET_STRING -> edit.set(ROOT, KEY, op.text);
            case SET_OBJECT -> edit.set(ROOT, KEY, Map.of("name", op.text));
            case INSERT_NUMBERS, INSERT_STRING -> throw new UnsupportedOperationException("arrays");
        }
    }
}
