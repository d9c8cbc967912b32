package hotseat.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

class LanguageTest {
    @Test
    void theContractNamesTheLanguagesOfTheTableAndNoOther() throws IOException {
        try (var in = getClass().getResourceAsStream("/openapi.yaml")) {
            var named = new ArrayList<String>();
            new YAMLMapper()
                    .readTree(in)
                    .at("/components/schemas/Language/enum")
                    .forEach(id -> named.add(id.asString()));
            assertThat(Language.all()).extracting(Language::id).containsExactlyInAnyOrderElementsOf(named);
        }
    }

    @Test
    void eachLanguageHasAllThatAFileInItNeeds() {
        assertThat(Language.all()).isNotEmpty().allSatisfy(language -> {
            assertThat(CodeFile.parseId(language.id())).as("the id of its file").isPresent();
            assertThat(language.label()).isNotBlank();
            assertThat(language.highlight()).isNotBlank();
            assertThat(language.extension()).matches("[a-z0-9]+");
            assertThat(language.starter()).endsWith("\n").doesNotContain("\r", "\t");
            assertThat(language.fileName()).isEqualTo("main." + language.extension());
        });
        assertThat(Language.all()).extracting(Language::id).doesNotHaveDuplicates();
        assertThat(Language.all()).extracting(Language::fileName).doesNotHaveDuplicates();
    }

    @Test
    void aLanguageIsFoundByItsIdAndByNothingElse() {
        assertThat(Language.find("python")).isPresent();
        assertThat(Language.find("Python")).isEmpty();
        assertThat(Language.find("py")).isEmpty();
        assertThat(Language.find("")).isEmpty();
        assertThatThrownBy(() -> Language.parse("language", "cobol"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("language: unknown language; one of ")
                .hasMessageContaining(Language.first().id());
    }

    @Test
    void theTableCannotBeChanged() {
        assertThat(Language.all()).isUnmodifiable();
    }

    @Test
    void idsOfFilesHaveOneToThirtyTwoSmallLettersDigitsAndHyphens() {
        for (var id : new String[] {"a", "main", "a-1", "-", "x".repeat(32)}) {
            assertThat(CodeFile.parseId(id)).contains(id);
            assertThat(CodeFile.isRoot(CodeFile.root(id))).isTrue();
        }
        for (var id : new String[] {"", "A", "a b", "a\n", "é", "../x", "x".repeat(33)}) {
            assertThat(CodeFile.parseId(id)).as(id).isEmpty();
            assertThat(CodeFile.isRoot(CodeFile.root(id))).as(id).isFalse();
        }
        assertThat(CodeFile.isRoot("main")).isFalse();
        assertThat(CodeFile.isRoot(CodeFile.MAP)).isFalse();
    }
}
