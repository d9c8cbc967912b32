package hotseat.bench;

import hotseat.crdt.Applied;
import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.update.Updates;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;

/** {@code CrdtFork FOLDER MILLISECONDS NAME…}: measures the engine, one line "case milliseconds" per result. The twin of fork.mjs. */
final class CrdtFork {
    private static final String ROOT = "t";

    private static final byte[] NOTHING = {0, 0};
    private static final int[] MERGED = {1_000, 10_000, 100_000, 250_000};

    private record Patch(int position, int deleted, String inserted) {}

    private final long budgetNanos;
    private long sink;

    private CrdtFork(long budgetNanos) {
        this.budgetNanos = budgetNanos;
    }

    public static void main(String... args) throws IOException {
        var fork = new CrdtFork(Long.parseLong(args[1]) * 1_000_000);
        for (int i = 2; i < args.length; i++) fork.run(Path.of(args[0]), args[i]);
        if (fork.sink == 0) throw new IllegalStateException("nothing was measured");
    }

    private void run(Path folder, String name) throws IOException {
        var updates = updates(folder.resolve(name + ".updates"));
        byte[] state = Files.readAllBytes(folder.resolve(name + ".state"));
        measure("apply/" + name, () -> {
            var doc = new Doc(Limits.INTERVIEW, Schema.of(root -> Schema.Kind.TEXT));
            for (byte[] update : updates) {
                if (!(doc.apply(update) instanceof Applied)) throw new IllegalStateException("update was refused");
            }
            return doc.text(ROOT).length();
        });
        measure(
                "load/" + name,
                () -> Doc.load(state, Limits.INTERVIEW, Schema.any())
                        .text(ROOT)
                        .toString()
                        .length());
        var loaded = Doc.load(state, Limits.INTERVIEW, Schema.any());
        if (!Arrays.equals(loaded.encode(), state)) throw new IllegalStateException("not the bytes of yjs: " + name);
        // An update ends what the document remembers of its bytes, even an empty one.
        measure("encode/" + name, () -> {
            loaded.apply(NOTHING);
            return loaded.encode().length;
        });
        measure("encode-again/" + name, () -> loaded.encode().length);
        // yjs needs quadratic time for its merge, so the largest counts are measured here only.
        for (int count : MERGED) {
            if (updates.size() < count) continue;
            var first = updates.subList(0, count);
            measure("merge/" + count + "/" + name, () -> Updates.merge(first).length);
        }
        var edits = folder.resolve(name + ".edits");
        if (!Files.exists(edits)) return;
        var transactions = transactions(edits);
        measure("local/" + name, () -> {
            var doc = new Doc(Limits.INTERVIEW, Schema.any());
            var text = doc.text(ROOT);
            int bytes = 0;
            for (var patches : transactions) {
                bytes += doc.transact(1, edit -> {
                            for (var patch : patches) {
                                if (patch.deleted > 0) edit.delete(text, patch.position, patch.deleted);
                                if (!patch.inserted.isEmpty()) edit.insert(text, patch.position, patch.inserted);
                            }
                        })
                        .length;
            }
            return bytes;
        });
    }

    /**
     * Repeats for the budget, at least three times; the fastest counts. On a busy machine it is the one that others disturbed least, and
     * that the compiler was done with; the same rule holds for the peer.
     */
    private void measure(String name, IntSupplier work) {
        var times = new ArrayList<Long>();
        long start = System.nanoTime();
        while (times.size() < 3 || System.nanoTime() - start < budgetNanos) {
            long from = System.nanoTime();
            sink += work.getAsInt();
            times.add(System.nanoTime() - from);
        }
        var late =
                times.subList(times.size() / 2, times.size()).stream().sorted().toList();
        System.out.println(name + " " + late.get(late.size() / 2) / 1e6);
    }

    private static List<byte[]> updates(Path file) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        var list = new ArrayList<byte[]>();
        while (bytes.hasRemaining()) list.add(next(bytes));
        return list;
    }

    private static List<List<Patch>> transactions(Path file) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        var list = new ArrayList<List<Patch>>();
        while (bytes.hasRemaining()) {
            var patches = new ArrayList<Patch>();
            for (int n = bytes.getInt(); n > 0; n--)
                patches.add(new Patch(bytes.getInt(), bytes.getInt(), new String(next(bytes), StandardCharsets.UTF_8)));
            list.add(patches);
        }
        return list;
    }

    private static byte[] next(ByteBuffer bytes) {
        byte[] slice = new byte[bytes.getInt()];
        bytes.get(slice);
        return slice;
    }
}
