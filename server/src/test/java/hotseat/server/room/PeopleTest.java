package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.document.DocumentKind;
import hotseat.server.document.LiveDocument;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.wire.Outbound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeopleTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private static Participant person(String name) {
        return new Participant(new ParticipantId(name), Role.CANDIDATE, name, Optional.of(1), NOON);
    }

    /** A connection of somebody. */
    static Member member(String name) {
        return member(name, document(), new Ear(true));
    }

    static Member member(String name, LiveDocument document, Outbox outbox) {
        return new Member(person(name), Role.CANDIDATE.permissions(), document, outbox, RoomByHand.UNHURRIED);
    }

    static Outbound.Welcome welcome(Member member) {
        var self = Outbound.Person.of(member.participant(), true);
        var who = new Membership(session(), member.participant());
        return new Outbound.Welcome("test", self, who, member.document().bounds(), List.of(self));
    }

    private static Session session() {
        var id = SessionId.random();
        return Session.create(id, "t", Language.first(), Links.ofNew(id, Secret.randomLink()), NOON);
    }

    static LiveDocument document() {
        return LiveDocument.load(DocumentKind.SHARED, session(), into -> new LiveDocument.Stored(Map.of(), 0, 0));
    }

    private final People people = new People(List.of(person("joined before")));

    @Test
    void whereThereIsNoPlaceTheOneThatHasBeenSilentForLongestMakesWay() {
        var mine = new ArrayList<Member>();
        for (int i = 0; i < People.PER_PARTICIPANT_MAX; i++) {
            mine.add(member("noor"));
            people.enter(mine.getLast());
        }
        var others = member("mara");
        people.enter(others);
        people.silent(others, true);
        var next = member("noor");
        assertThat(people.makesWayFor(next))
                .as("all are heard, and others' are others'")
                .isEmpty();
        people.silent(mine.get(5), true);
        people.silent(mine.get(2), true);
        assertThat(people.makesWayFor(next)).contains(mine.get(5));
        people.silent(mine.get(5), false);
        assertThat(people.makesWayFor(next)).contains(mine.get(2));
        assertThat(people.makesWayFor(member("rui"))).as("there is a place").isEmpty();
        for (int i = people.members().size(); i < People.MEMBERS_MAX; i++) {
            people.enter(member("guest-" + i));
        }
        assertThat(people.makesWayFor(member("rui"))).contains(others);
    }

    @Test
    void whoHasEverJoinedIsCountedOnce() {
        long before = people.memory();
        assertThat(before).isPositive();
        var noor = member("noor");
        people.enter(noor);
        people.enter(member("noor"));
        people.leave(noor);
        assertThat(people.memory()).isEqualTo(2 * before);
    }

    private List<String> listed() {
        return people.listed(id -> false).stream()
                .map(person -> person.name() + (person.online() ? " here" : " left"))
                .toList();
    }

    @Test
    void aParticipantIsHereAsLongAsOneOfTheirConnectionsIs() {
        var first = member("noor");
        var second = member("noor");
        assertThat(people.enter(first)).isEmpty();
        assertThat(people.enter(second)).isEmpty();
        assertThat(people.here()).containsExactly(new ParticipantId("noor"));
        assertThat(people.leave(first)).isTrue();
        assertThat(people.isHere(new ParticipantId("noor"))).isTrue();
        assertThat(listed()).containsExactly("noor here");
        assertThat(people.leave(second)).isTrue();
        assertThat(people.isHere(new ParticipantId("noor"))).isFalse();
        assertThat(listed()).containsExactly("noor left");
        assertThat(people.isEmpty()).isTrue();
    }

    @Test
    void whoLeavesTwiceOrNeverCameLeavesNothingBehind() {
        var noor = member("noor");
        people.enter(noor);
        people.leave(noor);
        assertThat(people.leave(noor)).isFalse();
        assertThat(people.leave(member("stranger"))).isFalse();
        assertThat(listed()).containsExactly("noor left");
        people.enter(noor);
        assertThat(people.here()).hasSize(1);
    }

    @Test
    void whoComesBackIsHereAndNoLongerAmongThoseWhoLeft() {
        var noor = member("noor");
        people.enter(noor);
        people.leave(noor);
        people.enter(member("noor"));
        assertThat(listed()).containsExactly("noor here");
    }

    @Test
    void theTwentyWhoLeftLastAreListed() {
        for (int i = 0; i < 22; i++) {
            var member = member("p" + i);
            people.enter(member);
            people.leave(member);
        }
        assertThat(listed()).hasSize(20).contains("p2 left", "p21 left").doesNotContain("p0 left", "p1 left");
        var again = member("p2");
        people.enter(again);
        people.leave(again);
        var other = member("p22");
        people.enter(other);
        people.leave(other);
        assertThat(listed()).as("p2 left later than p3").contains("p2 left").doesNotContain("p3 left");
    }

    @Test
    void whoeverIsWorthALineIsListedToo() {
        assertThat(listed()).isEmpty();
        assertThat(people.listed(id -> id.value().equals("joined before")))
                .extracting(Outbound.Person::name)
                .containsExactly("joined before");
    }

    @Test
    void aParticipantHasEightConnectionsAndTheRoomTwoHundredAndFifty() {
        for (int i = 0; i < People.PER_PARTICIPANT_MAX; i++) {
            assertThat(people.enter(member("noor"))).isEmpty();
        }
        assertThat(people.enter(member("noor")))
                .hasValueSatisfying(reason -> assertThat(reason).contains("8 times"));
        for (int i = People.PER_PARTICIPANT_MAX; i < People.MEMBERS_MAX; i++) {
            assertThat(people.enter(member("p" + i))).isEmpty();
        }
        var late = member("late");
        assertThat(people.enter(late))
                .hasValueSatisfying(reason -> assertThat(reason).contains("250"));
        assertThat(people.has(late)).isFalse();
        assertThat(people.members()).hasSize(People.MEMBERS_MAX);
        assertThat(listed()).doesNotContain("late here", "late left");
    }

    @Test
    void whoWasRefusedTakesNoPlaceAndGivesNoneBack() {
        var all = new ArrayList<Member>();
        for (int i = 0; i < People.PER_PARTICIPANT_MAX; i++) {
            all.add(member("noor"));
            people.enter(all.getLast());
        }
        var refused = member("noor");
        people.enter(refused);
        people.leave(refused);
        assertThat(people.enter(member("noor"))).isPresent();
        people.leave(all.getFirst());
        assertThat(people.enter(member("noor"))).isEmpty();
    }

    @Test
    void whatIsSeenOfThePeopleCannotBeChangedFromOutside() {
        people.enter(member("noor"));
        assertThat(people.here()).isUnmodifiable();
        assertThat(people.members()).isUnmodifiable();
    }
}
