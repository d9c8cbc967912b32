package hotseat.crdt;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** yjs in a Node process of its own ({@code crdt/oracle}), asked by JSON lines. Needs Node and npm on the path. */
final class Oracle implements AutoCloseable {
    private static final Path FOLDER = Path.of("oracle").toAbsolutePath();

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    private Oracle(Process process) {
        this.process = process;
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    static synchronized Oracle start() {
        try {
            if (!Files.isDirectory(FOLDER.resolve("node_modules/yjs"))) install();
            return new Oracle(new ProcessBuilder("node", "oracle.mjs")
                    .directory(FOLDER.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("the tests compare with yjs and need node on the path", e);
        }
    }

    private static void install() throws IOException {
        var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (npm.waitFor() != 0) throw new IllegalStateException("npm ci failed in crdt/oracle");
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while npm ci ran", e);
        }
    }

    /** {@code request} is one line of JSON. */
    Map<String, @Nullable Object> ask(String request) {
        try {
            requests.write(request);
            requests.write('\n');
            requests.flush();
            String line = answers.readLine();
            if (line == null) throw new IllegalStateException("the oracle died");
            var answer = Json.object(Json.parse(line));
            if (answer.containsKey("error")) throw new IllegalStateException("oracle: " + answer.get("error"));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
