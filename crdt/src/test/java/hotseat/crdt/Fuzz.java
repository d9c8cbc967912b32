package hotseat.crdt;

import java.io.PrintStream;

/**
 * Plays generated sessions against yjs, one per seed; what fails is printed with the seed that repeats it, and the others go on.
 *
 * <p>Arguments: {@code --seeds N}, how many, and {@code --from S}, the first.
 */
final class Fuzz {
    private static final int PROGRESS_EVERY = 1_000;
    /** Sessions that yjs may generate ahead: enough that neither side waits for the other. */
    private static final int AHEAD = 16;

    private final PrintStream out;
    private int passed;
    private int failed;

    private Fuzz(PrintStream out) {
        this.out = out;
    }

    /** How many failed. */
    static int run(int from, int seeds, PrintStream out) {
        var fuzz = new Fuzz(out);
        fuzz.run(from, seeds);
        return fuzz.failed;
    }

    public static void main(String... args) {
        int from = 1;
        int seeds = 1;
        for (int i = 0; i + 1 < args.length; i += 2) {
            int value = Integer.parseInt(args[i + 1]);
            switch (args[i]) {
                case "--from" -> from = value;
                case "--seeds" -> seeds = value;
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        var fuzz = new Fuzz(System.out);
        fuzz.run(from, seeds);
        System.out.println(fuzz.passed + " passed, " + fuzz.failed + " failed");
        System.exit(fuzz.failed == 0 ? 0 : 1);
    }

    private void run(int from, int seeds) {
        try (var oracle = Oracle.start()) {
            for (int i = 0; i < Math.min(AHEAD, seeds); i++) oracle.send(Session.request(from + i));
            for (int i = 0; i < seeds; i++) {
                if (i + AHEAD < seeds) oracle.send(Session.request(from + i + AHEAD));
                try {
                    Session.play(oracle.receive());
                    passed++;
                } catch (AssertionError e) {
                    failed++;
                    report(from + i, e);
                }
                if ((i + 1) % PROGRESS_EVERY == 0)
                    out.println((i + 1) + " of " + seeds + " sessions, " + failed + " failed");
            }
        }
    }

    private void report(int seed, AssertionError e) {
        out.println("failed with seed " + seed + "; again with ./hotseat test fuzz --seeds 1 --from " + seed);
        e.printStackTrace(out);
    }
}
