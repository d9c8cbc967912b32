package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real editing histories end with the text of the trace and the bytes of yjs, whoever makes the updates. */
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
        String end = (String) trace.get("endContent");

        var remote = new Doc(Limits.INTERVIEW, Schema.of(root -> Schema.Kind.TEXT));
        for (byte[] update : made.updates()) assertApplied(remote.apply(update));
        assertThat(remote.text("t").toString()).isEqualTo(end);
        assertThat(Hex.of(remote.encode())).isEqualTo(made.state());
        remote.check();

        if (!"concurrent".equals(trace.get("kind"))) {
            var local = new Doc(Limits.INTERVIEW, Schema.any());
            String start = (String) trace.get("startContent");
            int number = 0;
            if (!start.isEmpty()) {
                assertThat(local.transact(1, edit -> edit.insert(local.text("t"), 0, start)))
                        .isEqualTo(made.updates().get(number++));
            }
            for (Object txn : Json.array(trace.get("txns"))) {
                byte[] update = local.transact(
                        1,
                        edit -> perform(
                                local.text("t"),
                                edit,
                                Json.array(Json.object(txn).get("patches"))));
                if (update.length > 2)
                    assertThat(update).isEqualTo(made.updates().get(number++));
            }
            assertThat(number).isEqualTo(made.updates().size());
            assertThat(Hex.of(local.encode())).isEqualTo(made.state());
            local.check();
        }

        var loaded = Doc.load(remote.encode(), Limits.INTERVIEW, Schema.any());
        loaded.check();
        assertThat(loaded.text("t").toString()).isEqualTo(end);
        assertThat(Hex.of(loaded.encode())).isEqualTo(made.state());
    }

    private static void assertApplied(ApplyResult result) {
        if (!(result instanceof Applied applied) || applied.pending()) throw new AssertionError(result.toString());
    }

    private static void perform(Text text, Transaction edit, List<Object> patches) {
        for (Object patch : patches) {
            var parts = Json.array(patch);
            int position = Math.toIntExact((Long) parts.get(0));
            int deleted = Math.toIntExact((Long) parts.get(1));
            if (deleted > 0) edit.delete(text, position, deleted);
            edit.insert(text, position, (String) parts.get(2));
        }
    }
}
