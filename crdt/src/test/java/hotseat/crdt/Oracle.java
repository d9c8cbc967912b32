package hotseat.crdt;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** yjs in a Node process of its own ({@code crdt/oracle}), asked by JSON lines. Needs Node and npm on the path. */
final class Oracle implements AutoCloseable {
    private static final Path FOLDER = Path.of("oracle").toAbsolutePath();
    private static final String END = "";

    private final Process process;
    private final BufferedWriter requests;
    /** Filled by a thread, so that yjs works on the next answer while this one is looked at: a full pipe would stop it. */
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Oracle(Process process) {
        this.process = process;
        requests = process.outputWriter(StandardCharsets.UTF_8);
        var lines = process.inputReader(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(() -> collect(lines));
    }

    static synchronized Oracle start() {
        try {
            if (!Files.isDirectory(FOLDER.resolve("node_modules/yjs"))) install();
            return new Oracle(new ProcessBuilder("node", "--max-semi-space-size=64", "oracle.mjs")
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

    private void collect(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) answers.add(line);
        } catch (IOException closed) {
            // The end of the process, as below.
        }
        answers.add(END);
    }

    /** {@code request} is one line of JSON. */
    Map<String, @Nullable Object> ask(String request) {
        send(request);
        return receive();
    }

    /** Asks without waiting; {@link #receive} gives the answers in order. */
    void send(String request) {
        try {
            requests.write(request);
            requests.write('\n');
            requests.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws AssertionError where yjs itself failed. */
    Map<String, @Nullable Object> receive() {
        String line;
        try {
            line = answers.take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while yjs worked", e);
        }
        if (line.equals(END)) throw new IllegalStateException("the oracle died");
        var answer = Json.object(Json.parse(line));
        if (answer.containsKey("error")) throw new AssertionError("oracle: " + answer.get("error"));
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
