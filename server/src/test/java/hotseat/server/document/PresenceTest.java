package hotseat.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.AwarenessUpdate.Entry;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.SessionId;
import hotseat.server.wire.PresenceState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Connections are called after their person; a second one of the same person has the same name. */
class PresenceTest {
    private static final String GONE = "null";

    private final Presence presence = new Presence();
    private final Authors authors = new Authors(SessionId.random(), 1, Map.of());

    /** One connection; equal to no other. */
    private static final class Connection implements Speaker {
        private final Participant participant;

        private Connection(String name) {
            participant = new Participant(new ParticipantId(name), Role.CANDIDATE, name, Optional.of(1), Instant.EPOCH);
        }

        @Override
        public Participant participant() {
            return participant;
        }

        @Override
        public String shown() {
            return PresenceState.user(participant);
        }
    }

    /** What the others hear, in short. */
    private List<String> say(Speaker from, long client, int clock, String json) {
        return words(
                presence.accept(from, new AwarenessUpdate(List.of(new Entry(client, clock, json))), authors, false));
    }

    private static List<String> words(List<Entry> entries) {
        return entries.stream()
                .map(entry -> entry.client() + "@" + entry.clock() + (entry.gone() ? " gone" : ""))
                .toList();
    }

    private List<String> all() {
        return words(presence.all().entries());
    }

    @Test
    void newsAreWhatIsLaterThanWhatIsKnown() {
        var noor = new Connection("noor");
        assertThat(say(noor, 5, 3, "{}")).containsExactly("5@3");
        assertThat(say(noor, 5, 3, "{\"away\":true}")).isEmpty();
        assertThat(say(noor, 5, 2, "{}")).isEmpty();
        assertThat(say(noor, 5, 4, "{}")).containsExactly("5@4");
        assertThat(all()).containsExactly("5@4");
    }

    @Test
    void whoIsGoneMaySaySoWithTheClockTheyHadLast() {
        var noor = new Connection("noor");
        say(noor, 5, 3, "{}");
        assertThat(say(noor, 5, 2, GONE)).isEmpty();
        assertThat(say(noor, 5, 3, GONE)).containsExactly("5@3 gone");
        assertThat(all()).isEmpty();
        assertThat(say(noor, 5, 4, GONE)).as("is not here").isEmpty();
    }

    @Test
    void whatItHoldsIsCountedAndGivenBack() {
        var noor = new Connection("noor");
        assertThat(presence.memory()).isZero();
        say(noor, 5, 1, "{}");
        long small = presence.memory();
        say(noor, 5, 2, "{\"file\":\"main\"}");
        assertThat(presence.memory()).isGreaterThan(small).isLessThan(2 * small);
        say(noor, 6, 1, "{}");
        say(noor, 6, 1, GONE);
        say(noor, 5, 3, "{}");
        assertThat(presence.memory()).isEqualTo(small);
        presence.leave(noor);
        assertThat(presence.memory()).isZero();
    }

    @Test
    void whatIsNoStateIsNoNews() {
        var noor = new Connection("noor");
        assertThat(say(noor, 5, 1, "[]")).isEmpty();
        assertThat(say(noor, 5, 1, "5")).isEmpty();
        assertThat(all()).isEmpty();
        assertThat(say(noor, 5, 1, "{}")).containsExactly("5@1");
        assertThat(say(noor, 5, 2, "\"x\"")).isEmpty();
        assertThat(all()).containsExactly("5@1");
    }

    @Test
    void whatOneSaysOfOthersIsLeftOutInSilence() {
        var noor = new Connection("noor");
        var eve = new Connection("eve");
        say(noor, 5, 1, "{}");
        var echo = new AwarenessUpdate(List.of(new Entry(5, 9, "{}"), new Entry(6, 1, "{}"), new Entry(5, 9, GONE)));
        assertThat(words(presence.accept(eve, echo, authors, false))).containsExactly("6@1");
        assertThat(all()).containsExactlyInAnyOrder("5@1", "6@1");
    }

    @Test
    void anIdThatIsTypedUnderIsNotShownByAnother() {
        authors.write(new ParticipantId("noor"), 5);
        assertThat(say(new Connection("eve"), 5, 1, "{}")).isEmpty();
        assertThat(say(new Connection("noor"), 5, 1, "{}")).containsExactly("5@1");
    }

    @Test
    void aSecondConnectionOfTheSamePersonTakesOverAndTheFirstOneLeavesNothing() {
        var first = new Connection("noor");
        var second = new Connection("noor");
        say(first, 5, 1, "{}");
        assertThat(say(second, 5, 2, "{}")).containsExactly("5@2");
        assertThat(presence.leave(first)).isEmpty();
        assertThat(all()).containsExactly("5@2");
        assertThat(words(presence.leave(second))).containsExactly("5@2 gone");
    }

    @Test
    void whoLeavesTakesTheirCursorsAndNoOthers() {
        var noor = new Connection("noor");
        var mara = new Connection("mara");
        say(noor, 5, 1, "{}");
        say(noor, 6, 7, "{}");
        say(mara, 7, 1, "{}");
        assertThat(words(presence.leave(noor))).containsExactlyInAnyOrder("5@1 gone", "6@7 gone");
        assertThat(presence.leave(noor)).isEmpty();
        assertThat(all()).containsExactly("7@1");
    }

    @Test
    void theEchoOfAGhostDoesNotComeBackUnderTheNameOfAnother() {
        var noor = new Connection("noor");
        say(noor, 5, 1, "{}");
        presence.leave(noor);
        assertThat(say(new Connection("eve"), 5, 9, "{}")).isEmpty();
        assertThat(say(new Connection("noor"), 5, 2, "{}")).containsExactly("5@2");
    }

    @Test
    void aParticipantShowsSoManyCursorsAndTakingThemOverAddsNone() {
        var first = new Connection("noor");
        var second = new Connection("noor");
        for (int round = 1; round <= 40; round++) {
            for (int client = 0; client < 20; client++) {
                say(round % 2 == 0 ? first : second, client, round, "{}");
            }
        }
        assertThat(all()).hasSize(16);
        say(first, 0, 1_000, GONE);
        assertThat(say(first, 19, 1_000, "{}")).as("a place is free again").containsExactly("19@1000");
    }

    @Test
    void throwAwayIdsOfOnePersonPushNobodyElseOut() {
        var eve = new Connection("eve");
        for (int client = 0; client < 5_000; client++) {
            say(eve, 1_000 + client, 1, "{}");
            say(eve, 1_000 + client, 2, GONE);
        }
        var noor = new Connection("noor");
        assertThat(say(noor, 5, 1, "{}")).containsExactly("5@1");
        assertThat(say(noor, 5_999, 1, "{}")).as("beyond what eve may claim").containsExactly("5999@1");
        assertThat(authors.left(new ParticipantId("eve"))).isZero();
    }
}
