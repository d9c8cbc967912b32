package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * What {@link Doc#memory} says is about what the heap says. In a JVM of its own, with the collector that counts to the byte and that the server
 * runs with.
 */
class MemoryTest {
    private static final double FACTOR_MAX = 1.5;

    @Test
    void whatADocumentSaysOfItsMemoryIsAboutWhatItHolds() throws IOException, InterruptedException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Weighing.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var lines = process.inputReader().lines().toList();
        assertThat(process.waitFor()).isZero();
        assertThat(lines).hasSize(7).allSatisfy(line -> {
            String[] words = line.split(" ");
            double ratio = Double.parseDouble(words[1]) / Double.parseDouble(words[2]);
            assertThat(ratio).as(line).isBetween(1 / FACTOR_MAX, FACTOR_MAX);
        });
    }

    /** Prints for each kind of document a name, what it says, and what it takes. */
    static final class Weighing {
        private static final int COLLECTIONS = 4;

        public static void main(String... args) {
            weigh("empty", 200, () -> new Doc(Limits.INTERVIEW, Schema.any()));
            weigh("text", 10, () -> typed("hello ".repeat(50_000), 0));
            weigh("wide", 10, () -> typed("中文".repeat(50_000), 0));
            weigh("tombstones", 5, () -> typed("x".repeat(100_000), 20_000));
            weigh("clients", 5, () -> written(10_000, 4));
            weigh("files", 5, () -> written(2_000, 64));
            weigh("keys", 20, Weighing::keyed);
        }

        private static void weigh(String name, int count, Supplier<Doc> make) {
            make.get().encode();
            var documents = new Doc[count];
            long before = used();
            for (int i = 0; i < count; i++) {
                documents[i] = make.get();
                documents[i].encode();
            }
            long each = (used() - before) / count;
            System.out.println(name + " " + documents[0].memory() + " " + each);
            Reference.reachabilityFence(documents);
        }

        private static long used() {
            long least = Long.MAX_VALUE;
            for (int i = 0; i < COLLECTIONS; i++) {
                System.gc();
                var runtime = Runtime.getRuntime();
                least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
            }
            return least;
        }

        private static Doc typed(String text, int deletions) {
            var random = new Random(1);
            var doc = new Doc(Limits.INTERVIEW, Schema.any());
            doc.transact(1, edit -> edit.insert(doc.text("t"), 0, text));
            for (int i = 0; i < deletions; i++) {
                int at = random.nextInt(doc.text("t").length());
                doc.transact(2, edit -> edit.delete(doc.text("t"), at, 1));
            }
            return doc;
        }

        private static Doc written(int clients, int texts) {
            var random = new Random(1);
            var doc = new Doc(Limits.INTERVIEW, Schema.any());
            for (int client = 1; client <= clients; client++) {
                var text = doc.text("file" + client % texts);
                int at = random.nextInt(text.length() + 1);
                doc.transact(client, edit -> edit.insert(text, at, "a word "));
            }
            return doc;
        }

        private static Doc keyed() {
            var doc = new Doc(Limits.INTERVIEW, Schema.any());
            for (int key = 0; key < 250; key++) {
                int number = key;
                doc.transact(1, edit -> edit.set(doc.map("m"), "key " + number, Map.of("name", "number " + number)));
            }
            return doc;
        }
    }
}
