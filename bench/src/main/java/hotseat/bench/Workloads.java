package hotseat.bench;

import hotseat.crdt.Doc;

/**
 * {@code Workloads WARM MEASURE NAME…}: measures workloads B1 to B4; one line "name/figure value" each. Not JMH: sizes and three times of
 * some twenty workloads would be sixty processes a round.
 */
final class Workloads {
    private static final byte[] NOTHING = {0, 0};

    /** Encoding and loading take much less time than the edits, and less warming. */
    private static final int BYTES_SHARE = 4;

    private Workloads() {}

    public static void main(String... args) {
        long warm = Long.parseLong(args[0]);
        long budget = Long.parseLong(args[1]);
        var work = new Timing(warm, budget);
        var bytes = new Timing(warm / BYTES_SHARE, budget / BYTES_SHARE);
        for (int i = 2; i < args.length; i++) measure(work, bytes, args[i]);
        work.requireResults();
        bytes.requireResults();
    }

    private static void measure(Timing work, Timing bytes, String name) {
        var workload = new Workload(name);
        print(name, "time", work.median(workload::prepare, workload::run));
        workload.prepare();
        int sent = workload.run();
        Doc doc = workload.result();
        byte[] state = doc.encode();
        print(name, "updateSize", sent);
        print(name, "avgUpdateSize", (double) sent / workload.updateCount());
        print(name, "docSize", state.length);
        print(name, "encodeTime", bytes.median(() -> Inputs.apply(doc, NOTHING), () -> doc.encode().length));
        print(
                name,
                "parseTime",
                bytes.median(
                        () -> {},
                        () -> 1
                                + Inputs.load(state)
                                        .text(Inputs.ROOT)
                                        .toString()
                                        .length()));
    }

    private static void print(String name, String figure, double value) {
        System.out.println(name + "/" + figure + " " + value);
    }
}
