package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.wire.Outbound;
import org.junit.jupiter.api.Test;

/** Who hears what. */
class RelayTest {
    private final Audience audience = new Audience();
    private final HandPace pace = new HandPace();
    private final Relay relay = new Relay(audience.people, pace);

    @Test
    void aMessageGoesToThoseWhoAreWelcomeSpeakJsonAndAreConcerned() {
        audience.enter("noor");
        audience.enter("program");
        audience.enter("rui");
        audience.arrive("late", audience.document);
        relay.tell(
                new Outbound.GoAway(1), member -> !member.participant().name().equals("rui"));
        assertThat(audience.heard("noor")).containsExactly("GOAWAY");
        assertThat(audience.heard("program")).isEmpty();
        assertThat(audience.heard("rui")).isEmpty();
        assertThat(audience.heard("late")).as("WELCOME comes first").isEmpty();
    }

    @Test
    void anUpdateGoesToAllWhoHaveTheDocumentOpenButItsAuthor() {
        var author = audience.enter("noor");
        audience.enter("program");
        audience.enter("elsewhere", PeopleTest.document());
        audience.arrive("late", audience.document);
        relay.update(audience.document, new byte[] {0, 0}, author);
        assertThat(audience.heard("noor")).isEmpty();
        assertThat(audience.heard("program")).containsExactly("UPDATE");
        assertThat(audience.heard("elsewhere")).isEmpty();
        assertThat(audience.heard("late")).isEmpty();
        relay.update(audience.document, new byte[] {0, 0}, null);
        assertThat(audience.heard("noor")).as("the server's own").containsExactly("UPDATE");
    }

    /** Each is a packet to each: a lecture of two hundred would be told of each key twice, of the text and of the cursor. */
    @Test
    void inAFullRoomWhatIsSaidGathersForAMomentInItsOrder() {
        for (int i = 0; i < 17; i++) {
            audience.enter("guest " + i);
        }
        relay.update(audience.document, new byte[] {0, 0}, null);
        relay.say(1, () -> audience.people.members().forEach(member -> member.tell(new Outbound.GoAway(1))));
        assertThat(audience.heard("guest 3")).isEmpty();
        pace.pass();
        assertThat(audience.heard("guest 9")).containsExactly("UPDATE", "GOAWAY");
        relay.update(audience.document, new byte[] {0, 0}, null);
        var some = audience.people.members().stream()
                .filter(member -> !member.participant().name().equals("guest 9"))
                .limit(3)
                .toList();
        some.forEach(audience.people::leave);
        relay.update(audience.document, new byte[] {0, 0}, null);
        assertThat(audience.heard("guest 9")).as("in order, few or many").isEmpty();
        pace.pass();
        assertThat(audience.heard("guest 9")).hasSize(2);
        relay.update(audience.document, new byte[] {0, 0}, null);
        assertThat(audience.heard("guest 9")).as("few hear at once").hasSize(1);
    }

    @Test
    void muchIsNotGathered() {
        for (int i = 0; i < 17; i++) {
            audience.enter("guest " + i);
        }
        for (int i = 0; i < 7; i++) {
            relay.update(audience.document, new byte[10_000], null);
        }
        assertThat(audience.heard("guest 3")).hasSize(7);
        pace.pass();
        assertThat(audience.heard("guest 3")).as("once").isEmpty();
    }

    /** Tiny updates by the thousand, each for each of many, would hold the loop when all are said at once. */
    @Test
    void manyAreNotGatheredHoweverSmall() {
        for (int i = 0; i < 200; i++) {
            audience.enter("guest " + i);
        }
        int most = 0;
        for (int i = 0; i < 1_000; i++) {
            relay.update(audience.document, new byte[2], null);
            most = Math.max(most, audience.heard("guest 3").size());
        }
        assertThat(most).isBetween(2, 25);
    }
}
