package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.document.DocumentKind;
import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A room with so many people that what concerns all of them is not said for each. */
class CrowdedRoomTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final int CROWD = 40;

    private final HandPace pace = new HandPace();
    private final Session session = RoomByHand.session();
    private final Room room = room();
    private final List<Member> members = new ArrayList<>();

    private Room room() {
        var shared = LiveDocument.load(DocumentKind.SHARED, session, into -> new LiveDocument.Stored(Map.of(), 0, 0));
        var past = new Room.Past(shared, new Runs(List.of(), 0, NOON), List.of(), 0);
        return new Room("test", session, past, new HeldLog(0), pace, () -> NOON, () -> false);
    }

    private Ear join(String name) {
        var ear = new Ear(true);
        var participant = new Participant(new ParticipantId(name), Role.CANDIDATE, name, Optional.empty(), NOON);
        members.add(room.join(new Membership(session, participant), ear));
        return ear;
    }

    private List<Ear> crowd() {
        var ears = new ArrayList<Ear>();
        for (int i = 0; i < CROWD; i++) {
            ears.add(join("guest-" + i));
        }
        return ears;
    }

    @Test
    void ofManyWhoComeTogetherTheOthersAreToldOnceInAWhile() {
        var first = crowd().getFirst();
        assertThat(first.people()).as("of the first few at once").hasSizeBetween(2, CROWD - 1);
        first.take();
        pace.pass();
        assertThat(first.take()).containsExactly("PARTICIPANTS");
        assertThat(first.people()).hasSize(CROWD);
    }

    @Test
    void whoGoOnAndOffAreToldOfOnceInAWhile() {
        var first = crowd().getFirst();
        pace.pass();
        first.take();
        for (int i = 0; i < 10; i++) {
            for (var member : members) {
                room.silent(member, i % 2 == 0);
            }
        }
        room.leave(members.getLast());
        assertThat(first.take()).isEmpty();
        pace.pass();
        assertThat(first.take()).containsExactly("PARTICIPANTS");
        assertThat(first.messages("PARTICIPANTS").getLast().path("participants"))
                .as("all are heard, and one has left")
                .hasSize(CROWD)
                .noneMatch(person -> person.path("silent").asBoolean(false))
                .filteredOn(person -> !person.path("online").asBoolean())
                .hasSize(1);
    }
}
