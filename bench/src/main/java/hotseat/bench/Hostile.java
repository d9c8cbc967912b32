package hotseat.bench;

import hotseat.crdt.Applied;
import hotseat.crdt.ApplyResult;
import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Refused;
import hotseat.crdt.Schema;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.Updates;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * {@code Hostile TYPICAL INPUT…}: prints per hostile update its name, what became of it, and milliseconds of CPU of this thread: the first
 * time in a fresh document, then the medians in a fresh document, in the document that trace {@code TYPICAL} leads to, and in
 * {@link Updates#merge}. The schema allows everything and the sender is anybody, so that nothing but the limits protects. The process has
 * worked before, as a server has. Not JMH, which knows no CPU time of a thread and no first time.
 */
final class Hostile {
    private static final int REPEATED = 7;
    private static final int REPEATED_MIN = 3;
    private static final double ENOUGH_MILLIS = 2_000;

    private Hostile() {}

    public static void main(String... args) {
        byte[] typical = Inputs.state(args[0]);
        var warm = Inputs.emptyDoc();
        for (byte[] update : Inputs.updates(args[0])) Inputs.apply(warm, update);
        for (int i = 1; i < args.length; i++) measure(args[i], typical);
    }

    private static void measure(String name, byte[] typical) {
        byte[] input = Inputs.read("hostile/" + name);
        var fresh = freshDoc();
        double start = cpuMillis();
        var outcome = fresh.apply(input);
        double first = cpuMillis() - start;
        System.out.printf(
                Locale.ROOT,
                "%s %s %.3f %.3f %.3f %.3f%n",
                name,
                word(outcome),
                first,
                median(Hostile::freshDoc, doc -> doc.apply(input)),
                median(() -> Inputs.load(typical), doc -> doc.apply(input)),
                median(Hostile::freshDoc, unused -> merge(input)));
    }

    private static Doc freshDoc() {
        return new Doc(Limits.INTERVIEW, Schema.any());
    }

    private static String word(ApplyResult outcome) {
        return switch (outcome) {
            case Applied applied -> applied.pending() ? "pending" : "applied";
            case Refused refused -> "refused:" + refused.reason();
        };
    }

    private static void merge(byte[] input) {
        try {
            Updates.merge(List.of(input));
        } catch (RejectedUpdate refused) {
            // Most are: what counts is how long that took.
        }
    }

    /** Each call has its own document; making it is not counted. */
    private static double median(Supplier<Doc> documents, Consumer<Doc> work) {
        double[] times = new double[REPEATED];
        double total = 0;
        int n = 0;
        while (n < REPEATED_MIN || n < REPEATED && total < ENOUGH_MILLIS) {
            var doc = documents.get();
            double from = cpuMillis();
            work.accept(doc);
            total += times[n++] = cpuMillis() - from;
        }
        Arrays.sort(times, 0, n);
        return times[n / 2];
    }

    private static double cpuMillis() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e6;
    }
}
