package hotseat.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The engine against yjs in Node, on the same updates in the same run: {@code java hotseat.bench.CrdtBench [--json FILE] [--all]}, from the
 * root of the repository. Forks of both sides take turns, so that a noisy machine disturbs both; the median of the forks counts.
 */
public final class CrdtBench {
    private static final int FORKS = 3;
    private static final int CASE_MILLISECONDS = 2_500;

    /** One long paper, one source file, one file with refactorings, one session of three people. */
    private static final List<String> USUAL = List.of("automerge-paper", "sveltecomponent", "rustcode", "clownschool");

    private CrdtBench() {}

    public static void main(String... args) throws IOException, InterruptedException {
        var arguments = List.of(args);
        var traces = traces(arguments.contains("--all"));
        var inputs = Files.createTempDirectory("crdt-bench");
        var prepare = new ArrayList<>(List.of("node", "bench/yjs/prepare.mjs", inputs.toString()));
        for (var trace : traces) prepare.add(trace.toString());
        if (!Files.isDirectory(Path.of("crdt/oracle/node_modules")))
            run(List.of("npm", "ci", "--ignore-scripts", "--prefix", "crdt/oracle"));
        run(prepare);

        var names = traces.stream().map(CrdtBench::name).toList();
        var ours = new LinkedHashMap<String, List<Double>>();
        var theirs = new LinkedHashMap<String, List<Double>>();
        for (int fork = 0; fork < FORKS; fork++) {
            collect(ours, run(command(javaFork(), inputs, names)));
            collect(theirs, run(command(List.of("node", "bench/yjs/fork.mjs"), inputs, names)));
        }
        report(ours, theirs, arguments);
    }

    private static List<Path> traces(boolean all) throws IOException {
        String named = System.getenv("HOTSEAT_TRACES");
        var shared = Path.of(named == null ? "../shared/traces" : named);
        var folder = Files.isDirectory(shared) ? shared : Path.of("crdt/src/test/resources/traces");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json.gz"))
                    .filter(file -> all || USUAL.contains(name(file)))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path trace) {
        return trace.getFileName().toString().replace(".json.gz", "");
    }

    private static List<String> javaFork() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "hotseat.bench.CrdtFork");
    }

    private static List<String> command(List<String> program, Path inputs, List<String> names) {
        var command = new ArrayList<>(program);
        command.add(inputs.toString());
        command.add(String.valueOf(CASE_MILLISECONDS));
        command.addAll(names);
        return command;
    }

    private static List<String> run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = process.inputReader()) {
            var lines = output.lines().toList();
            if (process.waitFor() != 0) throw new IllegalStateException("failed: " + command);
            return lines;
        }
    }

    private static void collect(Map<String, List<Double>> results, List<String> lines) {
        for (String line : lines) {
            var parts = line.split(" ");
            results.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(Double.valueOf(parts[1]));
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void report(Map<String, List<Double>> ours, Map<String, List<Double>> theirs, List<String> arguments)
            throws IOException, InterruptedException {
        var results = new ArrayList<String>();
        System.out.printf("%-32s %12s %12s %10s%n", "case", "hotseat ms", "yjs ms", "yjs / ours");
        ours.forEach((name, times) -> {
            double own = median(times);
            var peer = theirs.get(name);
            if (peer == null) {
                System.out.printf(Locale.ROOT, "%-32s %12.3f %12s %10s%n", name, own, "-", "-");
                results.add(String.format(
                        Locale.ROOT,
                        "{\"name\":\"%s\",\"unit\":\"ms\",\"hotseat\":%.4f,\"peers\":{},\"ratio\":{}}",
                        name,
                        own));
                return;
            }
            double yjs = median(peer);
            System.out.printf(Locale.ROOT, "%-32s %12.3f %12.3f %10.1f%n", name, own, yjs, yjs / own);
            results.add(String.format(
                    Locale.ROOT,
                    "{\"name\":\"%s\",\"unit\":\"ms\",\"hotseat\":%.4f,\"peers\":{\"yjs\":%.4f},\"ratio\":{\"yjs\":%.2f}}",
                    name,
                    own,
                    yjs,
                    yjs / own));
        });
        int at = arguments.indexOf("--json");
        if (at < 0) return;
        String machine = String.format(
                "{\"os\":\"%s\",\"arch\":\"%s\",\"processors\":%d}",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors());
        String versions = String.format(
                "{\"java\":\"%s\",\"node\":\"%s\",\"yjs\":\"%s\"}",
                Runtime.version(),
                run(List.of("node", "--version")).getFirst(),
                run(List.of("node", "-p", "require('./crdt/oracle/package.json').dependencies.yjs"))
                        .getFirst());
        Files.writeString(
                Path.of(arguments.get(at + 1)),
                String.format(
                        "{\"suite\":\"crdt\",\"machine\":%s,\"versions\":%s,\"forks\":%d,\"results\":[%n%s%n]}%n",
                        machine, versions, FORKS, String.join(",\n", results)));
    }
}
