package hotseat.bench;

import hotseat.crdt.Doc;
import java.lang.ref.Reference;

/**
 * {@code Memory TRACE COUNT}: prints the bytes of heap that one of COUNT loaded documents holds. The serial collector, which the
 * server runs with, counts used bytes exactly; G1 would round large arrays up to regions.
 */
final class Memory {
    private static final int COLLECTIONS = 6;

    private Memory() {}

    public static void main(String... args) {
        byte[] state = Inputs.state(args[0]);
        var documents = new Doc[Integer.parseInt(args[1])];
        Inputs.load(state).text(Inputs.ROOT).length();
        long before = used();
        for (int i = 0; i < documents.length; i++) documents[i] = Inputs.load(state);
        System.out.println((used() - before) / documents.length);
        Reference.reachabilityFence(documents);
    }

    /** What the start of the JVM leaves behind goes only some collections later. */
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
