package hotseat.crdt;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Plays what is generated from seeds against yjs; what fails is printed with the seed that repeats it, and the others go on.
 *
 * <p>Arguments: {@code --what sessions} ({@link Session}, the default) or {@code sequences} ({@link Sequence}), {@code --seeds N}, how many, and
 * {@code --from S}, the first.
 */
final class Fuzz {
    private static final int PROGRESS_EVERY = 1_000;
    /** What yjs may be asked ahead: enough that neither side waits for the other. */
    private static final int AHEAD = 16;

    enum What {
        SESSIONS,
        SEQUENCES
    }

    private final What what;
    private final PrintStream out;
    private int passed;
    private int failed;

    private Fuzz(What what, PrintStream out) {
        this.what = what;
        this.out = out;
    }

    /** How many failed. */
    static int run(What what, int from, int seeds, PrintStream out) {
        var fuzz = new Fuzz(what, out);
        fuzz.run(from, seeds);
        return fuzz.failed;
    }

    public static void main(String... args) {
        int from = 1;
        int seeds = 1;
        var what = What.SESSIONS;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--from" -> from = Integer.parseInt(args[i + 1]);
                case "--seeds" -> seeds = Integer.parseInt(args[i + 1]);
                case "--what" -> what = What.valueOf(args[i + 1].toUpperCase(java.util.Locale.ROOT));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        var fuzz = new Fuzz(what, System.out);
        fuzz.run(from, seeds);
        System.out.println(fuzz.passed + " passed, " + fuzz.failed + " failed");
        System.exit(fuzz.failed == 0 ? 0 : 1);
    }

    private void run(int from, int seeds) {
        try (var oracle = Oracle.start();
                var judge = what == What.SEQUENCES ? Oracle.start() : null) {
            for (int i = 0; i < Math.min(AHEAD, seeds); i++) oracle.send(request(from + i));
            var judged = new ArrayDeque<Sequence>();
            for (int i = 0; i < seeds; i++) {
                if (i + AHEAD < seeds) oracle.send(request(from + i + AHEAD));
                var generated = oracle.receive();
                int seed = from + i;
                if (judge == null) {
                    attempt(seed, () -> Session.play(generated));
                } else {
                    var sequence = new Sequence(seed, generated);
                    if (attempt(seed, sequence::play)) {
                        passed--;
                        sequence.questions().forEach(judge::send);
                        judged.add(sequence);
                    }
                    if (judged.size() > AHEAD) judge(judged, judge);
                }
                if ((i + 1) % PROGRESS_EVERY == 0)
                    out.println((i + 1) + " of " + seeds + " " + what.name().toLowerCase(java.util.Locale.ROOT) + ", "
                            + failed + " failed");
            }
            while (judge != null && !judged.isEmpty()) judge(judged, judge);
        }
    }

    private String request(int seed) {
        return what == What.SESSIONS ? Session.request(seed) : Sequence.request(seed);
    }

    private void judge(Queue<Sequence> judged, Oracle judge) {
        var sequence = judged.remove();
        attempt(sequence.seed(), () -> {
            var answers = new ArrayList<Map<String, @Nullable Object>>();
            AssertionError failure = null;
            for (int n = sequence.questions().size(); n > 0; n--) {
                try {
                    answers.add(judge.receive());
                } catch (AssertionError e) {
                    failure = e;
                }
            }
            if (failure != null) throw failure;
            sequence.compare(answers);
        });
    }

    private boolean attempt(int seed, Runnable play) {
        try {
            play.run();
            passed++;
            return true;
        } catch (AssertionError e) {
            failed++;
            String named = what == What.SESSIONS ? "" : " --what sequences";
            out.println("failed with seed " + seed + "; again with ./hotseat test fuzz" + named + " --seeds 1 --from "
                    + seed);
            e.printStackTrace(out);
            return false;
        }
    }
}
