package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.update.Updates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real editing histories end with the text of the trace and the bytes of yjs, whoever makes the updates and however they come. */
class TraceTest {
    private static Oracle oracle;

    @BeforeAll
    static void start() {
        oracle = Oracle.start();
        System.out.println("traces from " + Traces.folder());
    }

    @AfterAll
    static void stop() {
        oracle.close();
    }

    static Stream<Path> traces() {
        return Traces.files().stream();
    }

    @ParameterizedTest
    @MethodSource("traces")
    void updatesMadeByYjsAndEditsOfOurOwnGiveTheBytesOfYjs(Path file) {
        var trace = Traces.read(file);
        var made = Traces.byYjs(oracle, file);
        var updates = made.updates();
        String end = (String) trace.get("endContent");

        var oneByOne = applied(new Doc(Limits.INTERVIEW, Schema.of(root -> Schema.Kind.TEXT)), updates);
        assertEnd("one by one", oneByOne, made, end);
        assertEnd("in one piece", applied(unbounded(), List.of(Hex.bytes(made.state()))), made, end);
        assertEnd("loaded", Doc.load(oneByOne.encode(), Limits.INTERVIEW, Schema.any()), made, end);
        boolean concurrent = "concurrent".equals(trace.get("kind"));
        var shuffled = new ArrayList<>(updates);
        Collections.shuffle(shuffled, new Random(1));
        assertEnd("in any order", applied(unbounded(), shuffled), made, end);
        assertEnd("merged", applied(unbounded(), List.of(Updates.merge(updates))), made, end);
        var chunks = mergedChunks(updates);
        assertEnd("merged in chunks", applied(unbounded(), chunks), made, end);
        Collections.shuffle(chunks, new Random(2));
        assertEnd("merged in chunks, which come in any order", applied(unbounded(), chunks), made, end);
        assertEnd("chunks merged", applied(unbounded(), List.of(Updates.merge(chunks))), made, end);
        if (!concurrent) assertEnd("edited here", editedHere(trace, updates), made, end);
    }

    private static void assertEnd(String how, Doc doc, Traces.Made made, String end) {
        doc.check();
        assertThat(doc.text("t").toString()).as(how).isEqualTo(end);
        assertThat(Hex.of(doc.encode())).as(how).isEqualTo(made.state());
    }

    private static Doc unbounded() {
        return new Doc(Limits.UNBOUNDED, Schema.any());
    }

    private static Doc applied(Doc doc, List<byte[]> updates) {
        boolean waits = false;
        for (byte[] update : updates) {
            if (!(doc.apply(update) instanceof Applied applied)) throw new AssertionError("refused");
            waits = applied.pending();
        }
        assertThat(waits).isFalse();
        return doc;
    }

    private static List<byte[]> mergedChunks(List<byte[]> updates) {
        var chunks = new ArrayList<byte[]>();
        var random = new Random(3);
        for (int from = 0; from < updates.size(); ) {
            int to = Math.min(updates.size(), from + 1 + random.nextInt(2_000));
            chunks.add(Updates.merge(updates.subList(from, to)));
            from = to;
        }
        return chunks;
    }

    /** Each transaction of the trace must give the update that yjs made of it. */
    private static Doc editedHere(Map<String, @Nullable Object> trace, List<byte[]> updates) {
        var doc = new Doc(Limits.INTERVIEW, Schema.any());
        String start = (String) trace.get("startContent");
        int number = 0;
        if (!start.isEmpty())
            assertThat(doc.transact(1, edit -> edit.insert(doc.text("t"), 0, start)))
                    .isEqualTo(updates.get(number++));
        for (Object txn : Json.array(trace.get("txns"))) {
            byte[] update = doc.transact(
                    1,
                    edit -> perform(
                            doc.text("t"), edit, Json.array(Json.object(txn).get("patches"))));
            if (update.length > 2) assertThat(update).isEqualTo(updates.get(number++));
        }
        assertThat(number).isEqualTo(updates.size());
        return doc;
    }

    private static void perform(Text text, Transaction edit, List<@Nullable Object> patches) {
        for (Object patch : patches) {
            var parts = Json.array(patch);
            int position = Math.toIntExact((Long) parts.get(0));
            int deleted = Math.toIntExact((Long) parts.get(1));
            if (deleted > 0) edit.delete(text, position, deleted);
            edit.insert(text, position, (String) parts.get(2));
        }
    }
}
