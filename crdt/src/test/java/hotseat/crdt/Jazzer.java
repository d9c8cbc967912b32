package hotseat.crdt;

/** The entry of the fuzzer Jazzer; {@code -Dfuzz.target} names the {@link FuzzTarget}. */
final class Jazzer {
    private static final FuzzTarget TARGET = FuzzTarget.valueOf(System.getProperty("fuzz.target", "APPLY"));

    private Jazzer() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        TARGET.accept(bytes);
    }
}
