package hotseat.bench;

/**
 * {@code Cold TRACE COUNT}: prints the milliseconds that the first updates of a trace take in a process that has done nothing else. Not
 * JMH, which would have warmed the JVM by its own work.
 */
final class Cold {
    private Cold() {}

    public static void main(String... args) {
        var updates = Inputs.updates(args[0]).subList(0, Integer.parseInt(args[1]));
        long from = System.nanoTime();
        var doc = Inputs.emptyDoc();
        for (byte[] update : updates) Inputs.apply(doc, update);
        System.out.println((System.nanoTime() - from) / 1e6);
    }
}
