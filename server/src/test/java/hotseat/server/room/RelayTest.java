package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.server.document.LiveDocument;
import hotseat.server.wire.Outbound;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who hears what. Names of people are words; who is called "program" speaks no JSON. */
class RelayTest {
    private final LiveDocument document = PeopleTest.document();
    private final People people = new People(List.of());
    private final Relay relay = new Relay(people);
    private final Map<String, Ear> ears = new HashMap<>();

    private Member arrive(String name, LiveDocument opened) {
        var ear = new Ear(!name.equals("program"));
        ears.put(name, ear);
        var member = PeopleTest.member(name, opened, ear);
        people.enter(member);
        return member;
    }

    private Member enter(String name) {
        return enter(name, document);
    }

    private Member enter(String name, LiveDocument opened) {
        var member = arrive(name, opened);
        member.welcome(PeopleTest.welcome(member));
        heard(name);
        return member;
    }

    private List<String> heard(String name) {
        return ears.get(name).take();
    }

    private static List<AwarenessUpdate.Entry> cursor(long client, int clock) {
        return List.of(new AwarenessUpdate.Entry(client, clock, "{}"));
    }

    @Test
    void aMessageGoesToThoseWhoAreWelcomeSpeakJsonAndAreConcerned() {
        enter("noor");
        enter("program");
        enter("rui");
        arrive("late", document);
        relay.tell(
                new Outbound.GoAway(1), member -> !member.participant().name().equals("rui"));
        assertThat(heard("noor")).containsExactly("GOAWAY");
        assertThat(heard("program")).isEmpty();
        assertThat(heard("rui")).isEmpty();
        assertThat(heard("late")).as("WELCOME comes first").isEmpty();
    }

    @Test
    void anUpdateGoesToAllWhoHaveTheDocumentOpenButItsAuthor() {
        var author = enter("noor");
        enter("program");
        enter("elsewhere", PeopleTest.document());
        arrive("late", document);
        relay.update(document, new byte[] {0, 0}, author);
        assertThat(heard("noor")).isEmpty();
        assertThat(heard("program")).containsExactly("UPDATE");
        assertThat(heard("elsewhere")).isEmpty();
        assertThat(heard("late")).isEmpty();
        relay.update(document, new byte[] {0, 0}, null);
        assertThat(heard("noor")).as("the server's own").containsExactly("UPDATE");
    }

    @Test
    void whoMovedAloneDoesNotHearOfIt() {
        var noor = enter("noor");
        enter("mara");
        relay.move(noor, cursor(1, 1));
        assertThat(heard("mara")).as("not before it is flushed").isEmpty();
        relay.flushMovements();
        assertThat(heard("noor")).isEmpty();
        assertThat(heard("mara")).containsExactly("AWARENESS 1 {}");
        relay.flushMovements();
        assertThat(heard("mara")).as("once").isEmpty();
    }

    @Test
    void ofManyMovementsTheLatestOfEachCursorGoesInOneMessage() {
        var noor = enter("noor");
        var mara = enter("mara");
        enter("rui");
        relay.move(noor, cursor(1, 1));
        relay.move(mara, cursor(2, 1));
        relay.move(noor, List.of(new AwarenessUpdate.Entry(1, 2, "{\"away\":true}")));
        relay.move(mara, List.of());
        relay.flushMovements();
        assertThat(heard("rui")).containsExactlyInAnyOrder("AWARENESS 1 {\"away\":true}", "AWARENESS 2 {}");
        assertThat(heard("noor")).as("with others', also one's own").hasSize(2);
    }

    @Test
    void cursorsStayInTheirDocument() {
        var other = PeopleTest.document();
        var noor = enter("noor");
        var mara = enter("mara", other);
        enter("rui");
        enter("eve", other);
        relay.move(noor, cursor(1, 1));
        relay.move(mara, cursor(2, 1));
        relay.flushMovements();
        assertThat(heard("rui")).containsExactly("AWARENESS 1 {}");
        assertThat(heard("eve")).containsExactly("AWARENESS 2 {}");
    }

    @Test
    void aCursorThatGoesWithItsOwnerIsHeardByAllWhoStay() {
        var noor = enter("noor");
        enter("mara");
        people.leave(noor);
        relay.move(noor, List.of(new AwarenessUpdate.Entry(1, 2, "null")));
        relay.flushMovements();
        assertThat(heard("mara")).containsExactly("AWARENESS 1 null");
        assertThat(heard("noor")).isEmpty();
    }
}
