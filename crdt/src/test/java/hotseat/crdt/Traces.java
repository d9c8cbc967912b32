package hotseat.crdt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Editing traces: those of the folder {@code HOTSEAT_TRACES} (system property or variable; without it the shared folder beside the clone),
 * or where there is none the two among the test resources.
 */
final class Traces {
    private Traces() {}

    static Path folder() {
        String named = System.getProperty("HOTSEAT_TRACES", System.getenv("HOTSEAT_TRACES"));
        var shared = Path.of(named == null ? "../../shared/traces" : named);
        return Files.isDirectory(shared) ? shared : Path.of("src/test/resources/traces");
    }

    static List<Path> files() {
        try (Stream<Path> all = Files.walk(folder())) {
            return all.filter(file -> file.toString().endsWith(".json.gz"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> read(Path file) {
        try (var in = new GZIPInputStream(Files.newInputStream(file))) {
            return Json.object(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The updates that yjs makes of a trace, and the state it ends with, in hexadecimal. */
    record Made(List<byte[]> updates, String state) {}

    static Made byYjs(Oracle oracle, Path file) {
        try {
            var updates = Files.createTempFile("updates", ".bin");
            var answer = oracle.ask(
                    "{\"op\":\"trace\",\"file\":\"" + file.toAbsolutePath() + "\",\"updatesTo\":\"" + updates + "\"}");
            var bytes = ByteBuffer.wrap(Files.readAllBytes(updates));
            Files.delete(updates);
            var list = new ArrayList<byte[]>();
            while (bytes.hasRemaining()) {
                byte[] update = new byte[bytes.getInt()];
                bytes.get(update);
                list.add(update);
            }
            return new Made(list, (String) answer.get("state"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
