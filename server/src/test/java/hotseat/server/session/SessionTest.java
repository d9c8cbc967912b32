package hotseat.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static final SessionId ID = SessionId.random();
    private final Secret host = Secret.randomLink();
    private final Session session =
            Session.create(ID, "Rota gaps", Language.first(), Links.ofNew(ID, host), Instant.EPOCH);

    @Test
    void eachLinkOpensItsRoleAndEverythingElseNothing() {
        Links.known(session, Role.HOST, host)
                .secrets()
                .forEach((role, secret) -> assertThat(session.roleOf(secret)).contains(role));
        assertThat(session.roleOf(Secret.randomLink())).isEmpty();
        assertThat(session.roleOf(Secret.randomToken())).isEmpty();
        var other = SessionId.random();
        var elsewhere = Links.ofNew(other, host);
        assertThat(session.roleOf(elsewhere.secrets().get(Role.CANDIDATE)))
                .as("made of the same secret for another session")
                .isEmpty();
    }

    @Test
    void aSessionWithoutALinkForARoleLetsNobodyInByIt() {
        var closed = new Session(
                ID, "t", Language.first(), SessionState.LIVE, Map.of(), Session.FIRST_GENERATION, Instant.EPOCH);
        assertThat(closed.roleOf(host)).isEmpty();
        assertThat(closed.epoch(Role.HOST)).isZero();
        assertThat(session.epoch(Role.HOST)).isEqualTo(Link.FIRST_EPOCH);
    }

    @Test
    void itsLinksAreItsOwn() {
        var links = new HashMap<>(session.links());
        var copy = new Session(ID, "t", Language.first(), SessionState.LIVE, links, 1, Instant.EPOCH);
        links.clear();
        assertThat(copy.roleOf(host)).contains(Role.HOST);
        assertThat(copy.links()).isUnmodifiable();
    }

    @Test
    void anotherTitleChangesTheTitleAlone() {
        var changed = session.withTitle("Part 2");
        assertThat(changed.title()).isEqualTo("Part 2");
        assertThat(changed.withTitle("Rota gaps")).isEqualTo(session);
    }

    @Test
    void fromTheSecondGenerationOnItWasRestored() {
        assertThat(session.isRestored()).isFalse();
        assertThat(new Session(ID, "t", Language.first(), SessionState.LIVE, Map.of(), 2, Instant.EPOCH).isRestored())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "AAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAA/",
                "AAAAAAAAAAAAA\n",
                "ÄAAAAAAAAAAAAA"
            })
    void whatCannotBeAnIdIsNone(String text) {
        assertThat(SessionId.parse(text)).isEmpty();
        assertThatThrownBy(() -> new SessionId(text)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void whoWritesWithALinkAloneStandsInTheLogByTheirRole() {
        assertThat(ParticipantId.link(Role.CANDIDATE)).hasToString("link-candidate");
        assertThat(ParticipantId.link(Role.HOST)).isNotEqualTo(ParticipantId.SERVER);
        assertThat(ParticipantId.random().value()).matches("[A-Za-z0-9_-]{12}");
    }
}
