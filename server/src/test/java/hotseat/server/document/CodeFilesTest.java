package hotseat.server.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.Doc;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CodeFilesTest {
    private static final Language PYTHON = Language.parse("language", "python");
    private static final Language JAVASCRIPT = Language.parse("language", "javascript");
    private static final CodeFile MAIN = new CodeFile("main", "main.py", PYTHON, 0);

    private final Doc doc = new Doc(DocumentKind.SHARED.limits(), DocumentKind.SHARED.schema());

    private void write(String id, String name, String language, Object order) {
        doc.transact(
                9,
                edit -> edit.set(
                        doc.map(CodeFile.MAP), id, Map.of("name", name, "language", language, "order", order)));
    }

    @Test
    void aSeedIsAFileWithTheStarterOfItsLanguage() {
        CodeFiles.seed(doc, 1, MAIN);
        assertThat(CodeFiles.file(doc, "main")).contains(MAIN);
        assertThat(CodeFiles.text(doc, MAIN)).isEqualTo(PYTHON.starter());
        assertThat(CodeFiles.files(doc)).containsExactly(MAIN);
    }

    @Test
    void aSeedOverWhatIsThereLeavesOneStarter() {
        CodeFiles.seed(doc, 1, MAIN);
        CodeFiles.seed(doc, 1, MAIN);
        assertThat(CodeFiles.text(doc, MAIN)).isEqualTo(PYTHON.starter());
    }

    @Test
    void aReplacementSaysOnlyWhatChanged() {
        CodeFiles.seed(doc, 1, MAIN);
        var small = CodeFiles.replace(doc, 2, MAIN, MAIN, PYTHON.starter() + "x");
        assertThat(small).hasSizeLessThan(60);
        assertThat(CodeFiles.text(doc, MAIN)).isEqualTo(PYTHON.starter() + "x");
        assertThat(CodeFiles.replace(doc, 2, MAIN, MAIN, PYTHON.starter() + "x"))
                .hasSize(2);
        var renamed = new CodeFile("main", "main.py", JAVASCRIPT, 0);
        CodeFiles.replace(doc, 2, MAIN, renamed, PYTHON.starter() + "x");
        assertThat(CodeFiles.file(doc, "main")).contains(renamed);
    }

    @Test
    void whatDoesNotFitLeavesTheDocumentAsItWas() {
        CodeFiles.seed(doc, 1, MAIN);
        var before = doc.encode();
        var changed = new CodeFile("main", "main.py", JAVASCRIPT, 0);
        assertThatThrownBy(() -> CodeFiles.replace(doc, 2, MAIN, changed, "x".repeat((1 << 20) + 1)))
                .isInstanceOf(RejectedUpdate.class);
        assertThat(doc.encode()).isEqualTo(before);
    }

    @Test
    void filesStandInTheOrderOfTheirTabsThenOfTheirIds() {
        write("c", "c.py", "python", 1L);
        write("b", "b.py", "python", 1L);
        write("a", "a.py", "python", 2L);
        write("z", "z.py", "python", 0L);
        assertThat(CodeFiles.files(doc)).extracting(CodeFile::id).containsExactly("z", "b", "c", "a");
    }

    @Test
    void anEntryThatWasDeletedIsNone() {
        CodeFiles.seed(doc, 1, MAIN);
        doc.transact(9, edit -> edit.remove(doc.map(CodeFile.MAP), "main"));
        assertThat(CodeFiles.file(doc, "main")).isEmpty();
        assertThat(CodeFiles.files(doc)).isEmpty();
    }

    @Test
    void keysThatAreNoIdsAndLanguagesThatAreNoneAreLeftOut() {
        write("A", "a.py", "python", 0L);
        write("a b", "a.py", "python", 0L);
        write("", "a.py", "python", 0L);
        write("x".repeat(33), "a.py", "python", 0L);
        write("ok", "a.py", "PYTHON", 0L);
        assertThat(CodeFiles.files(doc)).isEmpty();
        write("x".repeat(32), "a.py", "python", 0L);
        assertThat(CodeFiles.files(doc)).hasSize(1);
    }
}
