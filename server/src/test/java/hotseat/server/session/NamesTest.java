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
}
