package hotseat.crdt;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.Awareness;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.Sync;
import hotseat.crdt.update.Snapshot;
import hotseat.crdt.update.StateVector;
import hotseat.crdt.update.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a fuzzer that looks for new paths feeds with bytes: refusing them is fine, anything else that is thrown is a bug. Each target has a
 * folder of inputs in {@code src/test/resources/fuzz}, one for each path that was found.
 */
enum FuzzTarget {
    /** Updates one after the other into a document, with limits so small that much is refused and taken back. */
    APPLY {
        @Override
        void run(byte[] bytes) {
            var in = new ByteReader(bytes);
            int options = in.uint8();
            var history = (options & 1) == 0 ? History.DROP : History.KEEP;
            var doc = new Doc(
                    (options & 2) == 0 ? Waiting.LIMITS : TIGHT, (options & 4) == 0 ? Schema.any() : ROOM, history);
            for (byte[] update : split(in)) {
                byte[] before = doc.encode();
                var result = doc.apply(update);
                doc.check();
                boolean changed = result instanceof Applied applied && applied.changed();
                if (!changed && !Arrays.equals(doc.encode(), before)) throw new AssertionError("changed by " + result);
            }
            doc.text("t").toString();
            doc.map("m").toMap();
            doc.array("a").toList();
            var loaded = Doc.load(doc.encode(), Limits.UNBOUNDED, Schema.any());
            loaded.check();
            if (!loaded.stateVector().equals(doc.stateVector())) throw new AssertionError("loaded with other units");
        }
    },
    MERGE {
        @Override
        void run(byte[] bytes) {
            byte[] merged = Updates.merge(split(new ByteReader(bytes)));
            if (!Arrays.equals(Updates.merge(List.of(merged)), merged))
                throw new AssertionError("merged otherwise again");
            Updates.inspect(merged);
        }
    },
    DIFF {
        @Override
        void run(byte[] bytes) {
            var parts = split(new ByteReader(bytes));
            var known = parts.size() > 1 ? StateVector.decode(parts.get(1)) : StateVector.EMPTY;
            var inspection = Updates.inspect(Updates.diff(parts.getFirst(), known));
            for (var span : inspection.spans()) {
                if (span.start() < known.clock(span.client())) throw new AssertionError("has what was known");
            }
        }
    },
    V2 {
        @Override
        void run(byte[] bytes) {
            byte[] v1 = Updates.toV1(bytes, V1_BYTES_MAX);
            // Deletions come back in order and joined, and then stay as they are.
            byte[] again = Updates.toV1(Updates.toV2(v1));
            if (!Arrays.equals(Updates.toV1(Updates.toV2(again)), again))
                throw new AssertionError("V2 says something else");
            if (!Updates.inspect(again).spans().equals(Updates.inspect(v1).spans()))
                throw new AssertionError("V2 has other units");
            Doc.load(v1, Limits.INTERVIEW, Schema.any()).check();
        }
    },
    AWARENESS {
        @Override
        void run(byte[] bytes) {
            var awareness = new Awareness(() -> Instant.EPOCH);
            for (byte[] message : split(new ByteReader(bytes))) {
                var update = AwarenessUpdate.decode(message, 4_096, 32);
                awareness.apply(message.length % 3, AwarenessUpdate.decode(update.encode(), 8_192, 32));
            }
            AwarenessUpdate.decode(awareness.all().encode(), 1 << 20, 1 << 10);
        }
    },
    /** The messages of the protocol as a server reads them, and the other small formats. */
    FRAMES {
        @Override
        void run(byte[] bytes) {
            var in = new ByteReader(bytes);
            long channel = in.varUint();
            if (channel == Sync.CHANNEL) {
                switch (Sync.read(in, 2 * Limits.INTERVIEW.clients())) {
                    case Sync.Step1 step -> new Doc(Limits.INTERVIEW, Schema.any()).encodeSince(step.known());
                    case Sync.Step2 step -> Updates.inspect(step.update());
                    case Sync.Update update -> Updates.inspect(update.update());
                }
            } else if (channel == 1) {
                Snapshot.decode(rest(in, bytes)).encode();
            } else {
                RelativePosition.decode(rest(in, bytes)).toJson();
            }
        }
    };

    private static final int V1_BYTES_MAX = 1 << 16;
    private static final Limits TIGHT = Limits.INTERVIEW
            .withUpdate(1 << 12, 40, 20)
            .withPending(200)
            .withDepth(5, 4)
            .withDocument(8, 24, 400, 40)
            .withScanSteps(200);
    private static final Schema ROOM = Schema.of(root -> switch (root) {
        case "t" -> Schema.Kind.TEXT;
        case "m" -> Schema.Kind.MAP;
        case "a", "n" -> Schema.Kind.ANY;
        default -> Schema.Kind.NONE;
    });

    abstract void run(byte[] bytes);

    /** Of {@code src/test/resources/fuzz}. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Runs; bytes that are refused, at whatever place, are as good as any. */
    void accept(byte[] bytes) {
        try {
            run(bytes);
        } catch (RejectedUpdate expected) {
            if (expected.detail().isEmpty()) throw new AssertionError("refused without a word", expected);
        }
    }

    /** A byte of length before each part. */
    private static List<byte[]> split(ByteReader in) {
        var parts = new ArrayList<byte[]>();
        while (in.remaining() > 0) {
            int length = Math.min(in.uint8(), in.remaining());
            byte[] part = new byte[length];
            for (int i = 0; i < length; i++) part[i] = (byte) in.uint8();
            parts.add(part);
        }
        if (parts.isEmpty()) parts.add(new byte[0]);
        return parts;
    }

    private static byte[] rest(ByteReader in, byte[] bytes) {
        return Arrays.copyOfRange(bytes, in.position(), bytes.length);
    }
}
