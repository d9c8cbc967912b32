package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.update.Updates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of README.md, word by word. */
class ReadmeTest {
    @Test
    void theExampleDoesWhatItSays() {
        var limits = Limits.INTERVIEW;
        var schema = Schema.of(root -> root.equals("code") ? Schema.Kind.TEXT : Schema.Kind.NONE);
        var doc = new Doc(limits, schema);
        var code = doc.text("code");
        doc.onDelta(code, (delta, origin) -> System.out.println(origin + " changed " + delta.steps()));
        byte[] typed =
                doc.transact(7, "keyboard", edit -> edit.insert(code, 0, "print(1)")); // what to send to the others

        var copy = new Doc(limits, schema);
        switch (copy.apply(typed)) {
            case Applied applied -> System.out.println(copy.text("code") + " changed: " + applied.changed());
            case Refused refused -> System.out.println(refused.reason() + " at byte " + refused.offset());
        }
        byte[] checkpoint = Updates.merge(List.of(doc.encode(), typed)); // needs no document
        byte[] missing = Updates.diff(checkpoint, copy.stateVector()); // what a joining client lacks
        var again = Doc.loadV2(Updates.toV2(checkpoint), limits, schema);
        assertThat(missing).containsExactly(0, 0);
        assertThat(again.text("code").toString()).isEqualTo("print(1)");
    }

    @Test
    void theExampleIsTheOneThatIsTested() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        String example = readme.substring(readme.indexOf("```java\n") + 8, readme.indexOf("\n```\n"));
        String source = Files.readString(Path.of("src/test/java/hotseat/crdt/ReadmeTest.java"));
        assertThat(source.replaceAll("\\s+", "")).contains(example.replaceAll("\\s+", ""));
    }
}
