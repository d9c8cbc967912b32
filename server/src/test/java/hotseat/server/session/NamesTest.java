package hotseat.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"Noor", "Zoë Ångström", "小林さくら", "👩‍👩‍👧", "O'Neil-Fischer", "  trimmed  "})
    void takesNamesOfPeople(String name) {
        assertThat(Names.check("name", name, 40)).isEqualTo(name.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "   ", "a\u0000b", "evil\u202Etxt", "zero\u200Bwidth", "line\nbreak", "\uFEFFx", "half\uD83D"
            })
    void refusesEmptyAndDisguisedNames(String name) {
        assertThatThrownBy(() -> Names.check("name", name, 40))
                .isInstanceOf(InvalidInput.class)
                .hasMessageStartingWith("name: ");
    }

    @Test
    void saysHowLongIsTooLong() {
        assertThatThrownBy(() -> Names.check("name", "x".repeat(41), 40))
                .hasMessage("name: 41 characters, at most 40; shorten it");
        assertThatThrownBy(() -> Names.check("name", "x".repeat(10_000), 40))
                .hasMessage("name: 10000 characters, at most 40; shorten it");
    }

    @Test
    void sameLookingNamesBecomeTheSame() {
        assertThat(Names.check("name", "Zoe\u0308", 40)).isEqualTo("Zo\u00EB");
    }

    @Test
    void aNameThatIsTakenGetsANumber() {
        assertThat(Names.unique("Noor", Set.of())).isEqualTo("Noor");
        assertThat(Names.unique("Noor", Set.of("Noor"))).isEqualTo("Noor (2)");
        assertThat(Names.unique("Noor", Set.of("Noor", "Noor (2)"))).isEqualTo("Noor (3)");
        var longest = "x".repeat(40);
        assertThat(Names.unique(longest, Set.of(longest))).isEqualTo("x".repeat(36) + " (2)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u00A0",
                "\u2007",
                "\u202F",
                "\u3000",
                "\u1680",
                "\u2003",
                "\u2800",
                "\u3164",
                "\u115F",
                "\uFFA0",
                "\u034F",
                "\uFE0F",
                "\u200D",
                "\u00AD",
                "\u2060",
                "\u180E",
                "\u00A0 \u2007"
            })
    void nobodyIsCalledNothing(String blank) {
        assertThatThrownBy(() -> Names.check("name", blank, 40)).isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00A0Mara", "Mara\u202F", "\u3000Mara\u2007", "\tMara"})
    void spaceAroundANameIsNoPartOfIt(String name) {
        assertThat(Names.check("name", name, 40)).isEqualTo("Mara");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mara\u200D",
                "Mara\uFE0F",
                "Mara\u3164",
                "Ma\u00ADra",
                "Ma\u034Fra",
                "Mara\uDB40\uDC61",
                "\u2066Mara\u2069",
                "Mara\uE000",
                "Ma\u2028ra",
                "x\uFE0F\u200D\uD83C\uDF08",
                "1\uFE0F",
                "\uD83D\uDC69\u200D"
            })
    void nothingInvisibleMakesATwin(String name) {
        assertThatThrownBy(() -> Names.check("name", name, 40)).isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u2764\uFE0F",
                "\uD83C\uDFF3\uFE0F\u200D\uD83C\uDF08",
                "\uD83D\uDC69\uD83C\uDFFD\u200D\uD83D\uDCBB",
                "\uD83C\uDDF3\uD83C\uDDF1",
                "Ada \uD83D\uDC4D\uD83C\uDFFD"
            })
    void emojiAreWhatTheyAre(String name) {
        assertThat(Names.check("name", name, 40)).isEqualTo(name);
    }

    @Test
    void lengthsAreCountedInCodePoints() {
        var emoji = "\uD83D\uDE00";
        assertThat(Names.check("name", emoji.repeat(40), 40)).hasSize(80);
        assertThatThrownBy(() -> Names.check("name", emoji.repeat(41), 40))
                .hasMessage("name: 41 characters, at most 40; shorten it");
        assertThat(Names.check("name", " ".repeat(20) + "x".repeat(40) + " ".repeat(20), 40))
                .as("without what is around it")
                .hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"noor", "NOOR", "\uFF2E\uFF4F\uFF4F\uFF52", "N o o r", "No\u00A0or"})
    void aNameThatLooksLikeOneThatIsTakenGetsANumber(String twin) {
        assertThat(Names.unique(twin, Set.of("Noor"))).isEqualTo(twin + " (2)");
    }

    @Test
    void aNumberThatSomebodyHasInTheirNameIsNotGivenTwice() {
        assertThat(Names.unique("Noor", Set.of("Noor", "noor(2)"))).isEqualTo("Noor (3)");
        assertThat(Names.unique("Noor (2)", Set.of("Noor", "Noor (2)"))).isEqualTo("Noor (2) (2)");
        assertThat(Names.unique("\u2764\uFE0F", Set.of("\u2764"))).isEqualTo("\u2764\uFE0F (2)");
    }

    @Test
    void aNameWithANumberIsStillAName() {
        var family = "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67";
        for (int before = 0; before < 5; before++) {
            var name = Names.check("name", "x".repeat(before) + family.repeat(7), 40);
            var numbered = Names.unique(name, Set.of(name));
            assertThat(numbered.codePointCount(0, numbered.length())).isLessThanOrEqualTo(40);
            assertThat(Names.check("name", numbered, 40)).isEqualTo(numbered);
        }
    }
}
