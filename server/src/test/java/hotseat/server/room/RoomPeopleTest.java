package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.update.StateVector;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is let in, what they are told first, and what of those remains who have left. */
class RoomPeopleTest extends RoomByHand {
    @Test
    void thoseWhoAreHereWhoLeftLastAndWhoHaveARunAreListed() {
        var runner = join("runner", Role.CANDIDATE, new Ear(true));
        room.receive(runner, new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")), 10);
        log.commitAll();
        room.leave(runner);
        for (int i = 0; i < 25; i++) {
            room.leave(join("p" + i, Role.CANDIDATE, new Ear(true)));
        }
        var mara = new Ear(true);
        enter("mara", Role.HOST, mara);
        assertThat(mara.people())
                .hasSize(22)
                .contains("runner", "mara", "p24", "p5")
                .doesNotContain("p4");
    }

    @Test
    void aRoomTakesSoManyConnectionsAndNoMore() {
        for (int i = 0; i < 250; i++) {
            enter("p" + i, Role.CANDIDATE, new Ear(false));
        }
        var late = new Ear(true);
        enter("late", Role.CANDIDATE, late);
        assertThat(late.take()).containsExactly("CLOSE 1013");
    }

    @Test
    void welcomeComesFirstOfAllThenEverybodysCursorsThenTheQuestion() {
        var noor = join("noor", Role.CANDIDATE, new Ear(true));
        room.receive(noor, presence(5, 1, "{}"), 10);
        var page = new Ear(true);
        enter("mara", Role.HOST, page);
        assertThat(page.take())
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("WELCOME"),
                        second -> assertThat(second).startsWith("AWARENESS 5"),
                        third -> assertThat(third).isEqualTo("STEP1"));
        var watching = new Ear(true);
        enter("rui", Role.OBSERVER, watching);
        assertThat(watching.take()).hasSize(2).doesNotContain("STEP1");
    }

    @Test
    void nothingIsSaidToSomebodyWhoHasNotBeenWelcomed() {
        var noor = join("noor", Role.CANDIDATE, new Ear(true));
        room.receive(noor, presence(5, 1, "{}"), 10);
        room.receive(noor, edit(11, "x"), 10);
        var late = new Ear(true);
        var newcomer = enter("late", Role.CANDIDATE, late);
        room.receive(newcomer, new Inbound.QueryPresence(), 1);
        room.receive(newcomer, presence(6, 1, "{}"), 10);
        room.receive(noor, presence(5, 2, "{\"away\":true}"), 10);
        assertThat(late.take()).isEmpty();
        assertThat(late.handled()).isEqualTo(11);
        log.commit();
        assertThat(late.take()).startsWith("WELCOME");
    }

    @Test
    void welcomeTellsWhatOneMayAndWhatThereIsToKnow() {
        var page = new Ear(true);
        enter("noor", Role.CANDIDATE, page);
        var welcome = page.messages("WELCOME").getFirst();
        assertThat(welcome.path("permissions").toString()).isEqualTo("[\"read\",\"edit\",\"run\"]");
        assertThat(welcome.path("build").asString()).isEqualTo("test");
        assertThat(welcome.path("generation").asInt()).isEqualTo(1);
        assertThat(welcome.at("/participant/name").asString()).isEqualTo("noor");
        assertThat(welcome.at("/participant/online").asBoolean()).isTrue();
        assertThat(welcome.at("/session/title").asString()).isEqualTo("Rota gaps");
        assertThat(welcome.at("/limits/updateBytes").asInt()).isEqualTo(1 << 20);
        assertThat(page.people()).containsExactly("noor");
    }

    @Test
    void whoLeavesBeforeTheyAreLetInHearsNothingAndNobodyHearsOfThem() {
        var mara = new Ear(true);
        var author = join("mara", Role.HOST, mara);
        room.receive(author, edit(11, "x"), 10);
        var late = new Ear(true);
        var newcomer = enter("late", Role.CANDIDATE, late);
        room.leave(newcomer);
        log.commitAll();
        assertThat(late.take()).isEmpty();
        assertThat(mara.people()).contains("mara");
        assertThat(room.online()).containsExactly(new ParticipantId("mara"));
    }

    @Test
    void whoComesBackOverALineThatBreaksAgainAndAgainIsLetIn() {
        var dead = new Ear(true);
        var first = join("noor", Role.CANDIDATE, dead);
        for (int i = 1; i < People.PER_PARTICIPANT_MAX; i++) {
            join("noor", Role.CANDIDATE, new Ear(true));
        }
        room.silent(first, true);
        dead.take();
        var back = new Ear(true);
        enter("noor", Role.CANDIDATE, back);
        assertThat(back.take()).contains("WELCOME");
        assertThat(dead.take()).contains("CLOSE 4508");
        room.leave(first);
        assertThat(dead.isReleased()).isTrue();
        var another = new Ear(true);
        enter("noor", Role.CANDIDATE, another);
        assertThat(another.take()).as("all others are heard").containsExactly("CLOSE 1013");
    }

    @Test
    void whoLeavesTwiceLeavesOnce() {
        var mara = new Ear(true);
        join("mara", Role.HOST, mara);
        var noor = join("noor", Role.CANDIDATE, new Ear(true));
        mara.take();
        room.leave(noor);
        room.leave(noor);
        assertThat(mara.take()).containsExactly("PARTICIPANTS");
        assertThat(room.hasPeople()).isTrue();
    }

    @Test
    void ofWhomNothingIsHeardTheOthersAreToldAndThatTheyAreBack() {
        var mara = new Ear(true);
        join("mara", Role.HOST, mara);
        var noor = new Ear(true);
        var member = join("noor", Role.CANDIDATE, noor);
        mara.take();
        room.silent(member, true);
        assertThat(mara.take()).containsExactly("PARTICIPANTS");
        assertThat(silent(mara)).containsExactly("noor");
        room.silent(member, true);
        assertThat(mara.take()).as("it is no news").isEmpty();
        assertThat(noor.take()).as("nor to themselves").isEmpty();
        var second = join("noor", Role.CANDIDATE, new Ear(true));
        assertThat(silent(mara)).as("their second tab is heard").isEmpty();
        room.leave(second);
        assertThat(silent(mara)).containsExactly("noor");
        room.silent(member, false);
        assertThat(silent(mara)).isEmpty();
        room.silent(member, true);
        room.leave(member);
        assertThat(silent(mara)).as("who has left is not out of reach").isEmpty();
    }

    @Test
    void whatSomebodySaidWhoHasLeftDoesNotHappen() {
        var mara = new Ear(true);
        join("mara", Role.HOST, mara);
        var noor = new Ear(true);
        var gone = join("noor", Role.CANDIDATE, noor);
        room.leave(gone);
        mara.take();
        noor.take();
        int before = noor.handled();
        room.receive(gone, edit(11, "too late"), 10);
        room.receive(gone, new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")), 10);
        room.receive(gone, hello("noor"), 10);
        room.receive(gone, presence(5, 1, "{}"), 10);
        assertThat(noor.handled() - before).as("all of it is given back").isEqualTo(40);
        room.receive(gone, new Inbound.SyncStep1(StateVector.EMPTY), 10);
        assertThat(log.waiting).isEmpty();
        assertThat(mara.take()).isEmpty();
        assertThat(noor.take()).isEmpty();
        assertThat(noor.isReleased())
                .as("and so is what an answer would have given back")
                .isTrue();
    }

    @Test
    void aFullRoomSendsAwayAndForgetsWhoCameTooLate() {
        for (int i = 0; i < 8; i++) {
            enter("noor", Role.CANDIDATE, new Ear(true));
        }
        var ninth = new Ear(true);
        var refused = enter("noor", Role.CANDIDATE, ninth);
        assertThat(ninth.take()).containsExactly("CLOSE 1013");
        room.receive(refused, presence(5, 1, "{}"), 10);
        room.receive(refused, edit(11, "x"), 10);
        room.leave(refused);
        assertThat(log.waiting).isEmpty();
        var mara = new Ear(true);
        enter("mara", Role.HOST, mara);
        assertThat(mara.take()).as("no cursor was left behind").containsExactly("WELCOME", "STEP1");
    }

    /** Of those who are listed, by name. */
    private static List<String> silent(Ear ear) {
        return ear.messages("PARTICIPANTS")
                .getLast()
                .path("participants")
                .valueStream()
                .filter(person -> person.has("silent"))
                .map(person -> person.path("name").asString())
                .toList();
    }
}
