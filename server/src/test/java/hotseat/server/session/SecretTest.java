package hotseat.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void idsSecretsAndTokensHaveTheBitsTheyPromiseAndNeverRepeat() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 2_000; i++) {
            assertThat(SessionId.random().value()).matches("[A-Za-z0-9_-]{14}"); // 80 bits
            assertThat(Secret.randomLink().text()).matches("[A-Za-z0-9_-]{22}"); // 128 bits
            assertThat(Secret.randomToken().text()).matches("[A-Za-z0-9_-]{43}"); // 256 bits
            assertThat(seen.add(SessionId.random().value())).isTrue();
            assertThat(seen.add(Secret.randomLink().text())).isTrue();
            assertThat(seen.add(Secret.randomToken().text())).isTrue();
        }
    }

    @Test
    void everyBitOfAnIdIsRandom() {
        var last = new boolean[14][64];
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < 5_000; i++) {
            var id = SessionId.random().value();
            for (int place = 0; place < id.length(); place++) {
                last[place][alphabet.indexOf(id.charAt(place))] = true;
            }
        }
        for (int place = 0; place < 13; place++) { // the last character carries only two bits
            for (int letter = 0; letter < 64; letter++) {
                assertThat(last[place][letter])
                        .as("place %s, letter %s", place, letter)
                        .isTrue();
            }
        }
    }

    @Test
    void theHostsSecretGivesTheOthersAndNotTheOtherWayRound() {
        var id = SessionId.random();
        var host = Secret.randomLink();
        var links = Links.ofHost(id, host, role -> 1);
        assertThat(Links.ofHost(id, host, role -> 1)).isEqualTo(links);
        assertThat(links.secrets().values()).doesNotHaveDuplicates();
        assertThat(Links.ofHost(id, host, role -> 2).secrets().get(Role.CANDIDATE))
                .isNotEqualTo(links.secrets().get(Role.CANDIDATE));
        assertThat(Links.ofHost(SessionId.random(), host, role -> 1).secrets().get(Role.CANDIDATE))
                .isNotEqualTo(links.secrets().get(Role.CANDIDATE));
        var session = Session.create(id, "t", Language.first(), links, Instant.EPOCH);
        var candidate = links.secrets().get(Role.CANDIDATE);
        assertThat(Links.known(session, Role.CANDIDATE, candidate).secrets()).containsOnlyKeys(Role.CANDIDATE);
        assertThat(Links.known(session, Role.HOST, host)).isEqualTo(links);
    }

    @Test
    void aLinkHasItsSecretInTheFragmentOnly() {
        var id = SessionId.random();
        var links = Links.ofNew(id, Secret.randomLink());
        for (var role : Role.values()) {
            var url = links.url("https://hotseat.example", id, role).orElseThrow();
            assertThat(url)
                    .startsWith("https://hotseat.example/s/" + id + "#"
                            + role.word().charAt(0) + ".");
            assertThat(url.substring(0, url.indexOf('#')))
                    .doesNotContain(links.secrets().get(role).text());
        }
    }

    @Test
    void aSecretDoesNotShowItselfInALog() {
        var secret = Secret.randomToken();
        assertThat(secret.toString() + Set.of(secret)).doesNotContain(secret.text());
    }

    @Test
    void seatsAreGivenInTheOrderInWhichTheyDifferMost() {
        var given = new ArrayList<Integer>();
        for (int i = 0; i < 10; i++) {
            given.add(Seats.next(given));
        }
        assertThat(given).containsExactly(4, 7, 2, 1, 6, 5, 3, 8, 4, 7);
    }
}
