package hotseat.crdt;

import java.util.Locale;

/** The entry of the fuzzer Jazzer; {@code -Dfuzz.target} names the {@link FuzzTarget}, as its folder is called. */
final class Jazzer {
    private static final FuzzTarget TARGET =
            FuzzTarget.valueOf(System.getProperty("fuzz.target", "apply").toUpperCase(Locale.ROOT));

    private Jazzer() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        TARGET.accept(bytes);
    }
}
