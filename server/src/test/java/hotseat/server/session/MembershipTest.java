package hotseat.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The one table of who may do what, written a second time: a change of it is meant. */
class MembershipTest {
    private static Membership membership(Role role) {
        var id = SessionId.random();
        var session = Session.create(id, "t", Language.first(), Links.ofNew(id, Secret.randomLink()), Instant.EPOCH);
        var who = new Participant(new ParticipantId("p"), role, "x", Optional.empty(), Instant.EPOCH);
        return new Membership(session, who);
    }

    @Test
    void aHostMayEverythingACandidateWritesAndRunsAnObserverReads() {
        assertThat(membership(Role.HOST).permissions()).isEqualTo(EnumSet.allOf(Permission.class));
        assertThat(membership(Role.CANDIDATE).permissions())
                .isEqualTo(EnumSet.of(Permission.READ, Permission.EDIT, Permission.RUN));
        assertThat(membership(Role.OBSERVER).permissions()).isEqualTo(EnumSet.of(Permission.READ));
    }

    @Test
    void nobodyCanAddToThePermissionsOfTheirRole() {
        for (var role : Role.values()) {
            assertThat(role.permissions()).isUnmodifiable();
        }
    }

    @Test
    void seatsAreForThoseWhoWrite() {
        assertThat(Role.HOST.takesSeat()).isTrue();
        assertThat(Role.CANDIDATE.takesSeat()).isTrue();
        assertThat(Role.OBSERVER.takesSeat()).isFalse();
    }

    @Test
    void wordsOfRolesPermissionsAndStatesAreReadBack() {
        for (var role : Role.values()) {
            assertThat(Role.of(role.word())).isEqualTo(role);
        }
        for (var state : SessionState.values()) {
            assertThat(SessionState.of(state.word())).isEqualTo(state);
        }
        assertThat(Permission.MANAGE.word()).isEqualTo("manage");
        assertThat(Role.CANDIDATE.word()).isEqualTo("candidate");
    }
}
