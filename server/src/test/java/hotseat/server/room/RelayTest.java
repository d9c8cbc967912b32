package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.wire.Outbound;
import org.junit.jupiter.api.Test;

/** Who hears what. */
class RelayTest {
    private final Audience audience = new Audience();
    private final Relay relay = new Relay(audience.people);

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
}
