package hotseat.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NewcomerTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static Newcomer newcomer(Role role, String name) {
        return new Newcomer(new ParticipantId("new"), role, name, NOON);
    }

    private static List<Participant> others(int count) {
        return Collections.nCopies(
                count, new Participant(new ParticipantId("other"), Role.OBSERVER, "Other", Optional.empty(), NOON));
    }

    @Test
    void whoIsFirstGetsTheNameTheyWantAndTheFirstSeat() {
        assertThat(newcomer(Role.HOST, "Mara").beside(List.of()))
                .contains(new Participant(new ParticipantId("new"), Role.HOST, "Mara", Optional.of(4), NOON));
    }

    @Test
    void whoOnlyWatchesTakesNoSeat() {
        assertThat(newcomer(Role.OBSERVER, "Rui")
                        .beside(others(3))
                        .orElseThrow()
                        .seat())
                .isEmpty();
    }

    @Test
    void namesAndSeatsDifferFromThoseOfAllWhoJoinedBefore() {
        var people = new ArrayList<Participant>();
        for (int i = 0; i < 8; i++) {
            people.add(newcomer(Role.CANDIDATE, "Noor").beside(people).orElseThrow());
        }
        assertThat(people).extracting(Participant::name).doesNotHaveDuplicates().contains("Noor", "Noor (8)");
        assertThat(people).extracting(Participant::seat).doesNotHaveDuplicates();
        assertThat(newcomer(Role.CANDIDATE, "Ninth")
                        .beside(people)
                        .orElseThrow()
                        .seat())
                .as("seats are shared then")
                .isPresent();
    }

    @Test
    void theLastPlacesAreKeptForThoseWhoTypeAndForHosts() {
        int toType = Newcomer.PARTICIPANTS_MAX - Newcomer.HOSTS_RESERVED;
        int toWatch = toType - Newcomer.TYPISTS_RESERVED;
        for (var role : Role.values()) {
            int most = role == Role.HOST ? Newcomer.PARTICIPANTS_MAX : role == Role.CANDIDATE ? toType : toWatch;
            assertThat(newcomer(role, "x").beside(others(most - 1)))
                    .as(role.word())
                    .isPresent();
            assertThat(newcomer(role, "x").beside(others(most))).as(role.word()).isEmpty();
        }
    }
}
