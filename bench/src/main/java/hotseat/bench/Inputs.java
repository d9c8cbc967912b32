package hotseat.bench;

import hotseat.crdt.Applied;
import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What {@code bench/crdt/inputs.mjs} wrote into the folder of the system property {@code hotseat.bench.inputs}; both sides read the same files. */
final class Inputs {
    /** The root that all traces write to. */
    static final String ROOT = "t";

    record Patch(int position, int deleted, String inserted) {}

    private Inputs() {}

    static Path folder() {
        String folder = System.getProperty("hotseat.bench.inputs");
        if (folder == null)
            throw new IllegalStateException("-Dhotseat.bench.inputs: names no folder; bench/crdt.mjs sets it");
        return Path.of(folder);
    }

    static byte[] read(String file) {
        try {
            return Files.readAllBytes(folder().resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The updates of a trace in order, as yjs made them. */
    static List<byte[]> updates(String trace) {
        var bytes = ByteBuffer.wrap(read(trace + ".updates"));
        var list = new ArrayList<byte[]>();
        while (bytes.hasRemaining()) list.add(bytes(bytes));
        return list;
    }

    /** The state that they lead to. */
    static byte[] state(String trace) {
        return read(trace + ".state");
    }

    /** The edits of a sequential trace, by transaction. */
    static List<List<Patch>> edits(String trace) {
        var bytes = ByteBuffer.wrap(read(trace + ".edits"));
        var list = new ArrayList<List<Patch>>();
        while (bytes.hasRemaining()) {
            var patches = new ArrayList<Patch>();
            for (int n = bytes.getInt(); n > 0; n--)
                patches.add(new Patch(bytes.getInt(), bytes.getInt(), string(bytes)));
            list.add(patches);
        }
        return list;
    }

    static byte[] bytes(ByteBuffer from) {
        byte[] slice = new byte[from.getInt()];
        from.get(slice);
        return slice;
    }

    static String string(ByteBuffer from) {
        return new String(bytes(from), StandardCharsets.UTF_8);
    }

    /** A document as a room has it: bounded by the limits of an interview. */
    static Doc emptyDoc() {
        return new Doc(Limits.INTERVIEW, Schema.of(root -> Schema.Kind.TEXT));
    }

    static Doc load(byte[] state) {
        return Doc.load(state, Limits.INTERVIEW, Schema.any());
    }

    static void apply(Doc doc, byte[] update) {
        if (!(doc.apply(update) instanceof Applied)) throw new IllegalStateException("an update was refused");
    }

    /** A benchmark of something that is wrong would be worth nothing. */
    static void requireState(Doc doc, byte[] state, String of) {
        if (!Arrays.equals(doc.encode(), state)) throw new IllegalStateException("not the bytes of yjs: " + of);
    }
}
