package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.server.session.ParticipantId;
import hotseat.server.store.Entry;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PresenceDeskTest {
    private final Audience audience = new Audience();
    private final HandPace pace = new HandPace();
    private boolean isFull;
    private final HeldLog log = new HeldLog(0);
    private final Batch batch =
            new Batch(log, pace, () -> Instant.EPOCH, 0, () -> this.desk().flush());
    private final Relay relay = new Relay(audience.people, pace);
    private final PresenceDesk desk = new PresenceDesk(audience.people, batch, relay, pace, () -> isFull);

    private PresenceDesk desk() {
        return desk;
    }

    /** Somebody goes to a file. */
    private void move(Member from, long client, int clock, String file) {
        var state = "{\"file\":\"" + file + "\"}";
        desk.take(from, new AwarenessUpdate(List.of(new AwarenessUpdate.Entry(client, clock, state))));
    }

    /** What somebody heard since the last time, as {@code client@file}. */
    private List<String> heard(String name) {
        return audience.heard(name).stream()
                .map(heard -> heard.replaceFirst("AWARENESS (\\d+) (.*\"file\":\"(\\w+)\".*|null)", "$1@$3"))
                .toList();
    }

    /** An entry for the log; it is under way until the test commits. */
    private void write() {
        batch.execute(() -> batch.write(ParticipantId.SERVER, "shared", Entry.Kind.UPDATE, new byte[0], List.of()));
    }

    @Test
    void whileTheMemoryForRoomsIsUsedUpOneIsInOnePlaceAndStillMoves() {
        var noor = audience.enter("noor");
        audience.enter("mara");
        isFull = true;
        move(noor, 1, 1, "f1");
        move(noor, 2, 1, "f2");
        pace.turn();
        assertThat(heard("mara")).containsExactly("1@f1");
        move(noor, 1, 2, "f3");
        pace.turn();
        assertThat(heard("mara")).containsExactly("1@f3");
        isFull = false;
        move(noor, 2, 2, "f2");
        pace.turn();
        assertThat(heard("mara")).containsExactly("2@f2");
    }

    @Test
    void whoMovedAloneDoesNotHearOfIt() {
        var noor = audience.enter("noor");
        audience.enter("mara");
        move(noor, 1, 1, "f1");
        assertThat(heard("mara")).as("not before the loop has come round").isEmpty();
        pace.turn();
        assertThat(heard("noor")).isEmpty();
        assertThat(heard("mara")).containsExactly("1@f1");
        desk.flush();
        assertThat(heard("mara")).as("once").isEmpty();
    }

    @Test
    void ofManyMovementsTheLatestOfEachCursorGoesInOneMessage() {
        var noor = audience.enter("noor");
        var mara = audience.enter("mara");
        audience.enter("rui");
        move(noor, 1, 1, "f1");
        move(mara, 2, 1, "f1");
        move(noor, 1, 2, "f2");
        move(mara, 1, 3, "f3");
        pace.turn();
        assertThat(heard("rui")).containsExactlyInAnyOrder("1@f2", "2@f1");
        assertThat(heard("noor")).as("with others', also one's own").hasSize(2);
    }

    @Test
    void whatMovesWhileABatchIsUnderWayGoesWithIt() {
        var noor = audience.enter("noor");
        audience.enter("mara");
        write();
        move(noor, 1, 1, "f1");
        pace.turn();
        assertThat(heard("mara")).as("its text may not be on disk").isEmpty();
        log.commit();
        assertThat(heard("mara")).containsExactly("1@f1");
    }

    @Test
    void inAFullRoomMovementsGatherForAMoment() {
        var noor = audience.enter("noor");
        var mara = audience.enter("mara");
        for (int i = 0; i < 16; i++) {
            audience.enter("guest " + i);
        }
        move(noor, 1, 1, "f1");
        pace.turn();
        move(mara, 2, 1, "f1");
        pace.turn();
        move(noor, 1, 2, "f2");
        pace.turn();
        assertThat(heard("guest 3")).as("a moment later").isEmpty();
        write();
        move(noor, 1, 3, "f3");
        pace.turn();
        pace.pass();
        assertThat(heard("guest 3")).as("but for what may not be on disk").containsExactlyInAnyOrder("1@f2", "2@f1");
        log.commit();
        assertThat(heard("guest 3")).isEmpty();
        pace.pass();
        assertThat(heard("guest 3")).containsExactly("1@f3");
    }

    /** What is said later must not go out with what was said before. */
    @Test
    void inAFullRoomNoCursorIsAheadOfItsTextEither() {
        var noor = audience.enter("noor");
        for (int i = 0; i < 17; i++) {
            audience.enter("guest " + i);
        }
        move(noor, 1, 1, "f1");
        pace.turn();
        relay.update(audience.document, new byte[2], noor);
        move(noor, 1, 2, "f2");
        pace.turn();
        pace.pass();
        assertThat(heard("guest 3")).as("once, and behind it").containsExactly("UPDATE", "1@f2");
    }

    @Test
    void cursorsStayInTheirDocument() {
        var other = PeopleTest.document();
        var noor = audience.enter("noor");
        var mara = audience.enter("mara", other);
        audience.enter("rui");
        audience.enter("eve", other);
        move(noor, 1, 1, "f1");
        move(mara, 2, 1, "f1");
        pace.turn();
        assertThat(heard("rui")).containsExactly("1@f1");
        assertThat(heard("eve")).containsExactly("2@f1");
    }

    @Test
    void aCursorThatGoesWithItsOwnerIsHeardByAllWhoStay() {
        var noor = audience.enter("noor");
        audience.enter("mara");
        move(noor, 1, 1, "f1");
        pace.turn();
        heard("mara");
        audience.people.leave(noor);
        desk.leave(noor);
        move(noor, 1, 3, "f3");
        desk.flush();
        assertThat(heard("mara")).containsExactly("1@");
        assertThat(heard("noor")).isEmpty();
    }

    @Test
    void whoAsksWhereEverybodyIsIsAnsweredAtOnceButNotBeforeTheWelcome() {
        move(audience.enter("noor"), 1, 1, "f1");
        pace.turn();
        var mara = audience.enter("mara");
        write();
        desk.answer(mara);
        assertThat(heard("mara")).containsExactly("1@f1");
        desk.answer(audience.arrive("late", audience.document));
        assertThat(heard("late")).isEmpty();
    }

    @Test
    void whoIsLateIsToldTheLatestAndNothingIsKeptOnceAllAreTold() {
        var noor = audience.enter("noor");
        var slow = Ear.slow();
        var late = PeopleTest.member("late", audience.document, slow);
        audience.people.enter(late);
        late.welcome(PeopleTest.welcome(late));
        slow.take();
        for (int clock = 1; clock < 100; clock++) {
            move(noor, clock % 2, clock, "f" + clock);
            pace.turn();
        }
        assertThat(slow.take()).hasSize(1);
        slow.writing.remove().run();
        assertThat(slow.take()).hasSize(2).first().asString().contains("f98");
        slow.writing.remove().run();
        move(noor, 7, 1, "f7");
        pace.turn();
        assertThat(slow.take()).hasSize(1);
        assertThat(audience.document.news().since(0)).hasSize(1);
    }
}
