package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.Role;
import hotseat.server.wire.Inbound;
import org.junit.jupiter.api.Test;

/** Where people are: what passes by the disk. */
class RoomCursorsTest extends RoomByHand {
    @Test
    void aYjsIdThatSomebodyShowsIsTheirsBeforeTheyTypeUnderIt() {
        var noor = new Ear(true);
        var eve = new Ear(true);
        var first = join("noor", Role.CANDIDATE, noor);
        var second = join("eve", Role.CANDIDATE, eve);
        room.receive(first, presence(11, 1, "{}"), 10);
        eve.take();
        room.receive(second, edit(11, "taken"), 10);
        assertThat(eve.take()).containsExactly("NACK 1 foreign-client", "ACK 1");
        room.receive(first, edit(11, "mine"), 10);
        log.commitAll();
        assertThat(eve.take()).containsExactly("UPDATE");
    }

    @Test
    void cursorsDoNotWaitForADiskAndGoWithTheirOwner() {
        var noor = new Ear(true);
        var mara = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        join("mara", Role.HOST, mara);
        noor.take();
        room.receive(author, presence(5, 1, "{\"cursor\":null,\"user\":{\"name\":\"Boss\"},\"evil\":1}"), 10);
        assertThat(mara.take())
                .singleElement()
                .asString()
                .contains("\"name\":\"noor\"")
                .doesNotContain("evil", "Boss");
        assertThat(noor.take()).isEmpty();

        room.receive(author, edit(11, "x"), 10);
        room.receive(author, presence(5, 2, "{\"file\":\"main\"}"), 10);
        room.receive(author, presence(5, 3, "{\"file\":\"main\",\"away\":true}"), 10);
        assertThat(mara.take()).isEmpty();
        log.commit();
        assertThat(mara.take()).hasSize(2).last().asString().contains("away");

        room.leave(author);
        assertThat(mara.take()).containsExactly("PARTICIPANTS", "AWARENESS 5 null");
    }

    @Test
    void nobodyMovesTheCursorOfSomebodyElse() {
        var noor = new Ear(true);
        var eve = new Ear(true);
        var first = join("noor", Role.CANDIDATE, noor);
        var second = join("eve", Role.CANDIDATE, eve);
        room.receive(first, presence(5, 1, "{}"), 10);
        noor.take();
        room.receive(second, presence(5, 2, "{\"away\":true}"), 10);
        room.receive(second, presence(5, 2, "null"), 10);
        assertThat(noor.take()).isEmpty();
        room.leave(first);
        room.receive(second, presence(5, 9, "{}"), 10); // the echo of a ghost
        room.receive(second, new Inbound.QueryPresence(), 1);
        assertThat(eve.take())
                .doesNotContain("AWARENESS 5 {}")
                .filteredOn(heard -> heard.contains("\"name\""))
                .hasSize(1);
    }
}
