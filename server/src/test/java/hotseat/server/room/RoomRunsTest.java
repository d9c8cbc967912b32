package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.feed.Runs;
import hotseat.server.session.Role;
import hotseat.server.store.Entry;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What pages say of their runs. */
class RoomRunsTest extends RoomByHand {
    @Test
    void whatARunMaySayIsBoundedAndItsEndIsAlwaysHeard() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")), 10);
        for (int i = 1; i <= 2_000; i++) {
            room.receive(author, new Inbound.Run(RUN, i, new RunEvent.Input("\u0001".repeat(4_000))), 10);
        }
        room.receive(author, new Inbound.Run(RUN, 2_001, new RunEvent.Ended(0, 1, null, "exit", null)), 10);
        room.receive(author, new Inbound.Run(RUN, 2_002, new RunEvent.Input("after the end")), 10);
        log.commitAll();
        long bytes =
                log.written.stream().mapToLong(entry -> entry.bytes().length).sum();
        assertThat(bytes).isLessThan(5 << 20);
        assertThat(new String(log.written.getLast().bytes(), StandardCharsets.UTF_8))
                .contains("\"ended\"");
        assertThat(noor.take().stream().filter("RUNACK"::equals)).hasSize(2_003);
    }

    @Test
    void aRunIsNumberedLoggedAndShownOnce() {
        var noor = new Ear(true);
        var mara = new Ear(true);
        var program = new Ear(false);
        var author = join("noor", Role.CANDIDATE, noor);
        join("mara", Role.HOST, mara);
        join("program", Role.CANDIDATE, program);
        noor.take();
        mara.take();
        var started = new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python"));
        room.receive(author, started, 10);
        assertThat(mara.take()).isEmpty();
        log.commit();
        assertThat(mara.take()).containsExactly("RUN");
        assertThat(noor.take()).containsExactly("RUNACK");
        room.receive(author, started, 10); // sent again after a lost connection
        assertThat(mara.take()).isEmpty();
        assertThat(noor.take()).containsExactly("RUNACK");
        room.receive(author, new Inbound.Run(RUN, 1, new RunEvent.Output(List.of(List.of(1, "hello")))), 10);
        room.receive(author, new Inbound.Run(RUN, 2, new RunEvent.Ended(0, 12.5, null, "exit", null)), 10);
        log.commitAll();
        assertThat(mara.take()).containsExactly("RUN", "RUN");
        assertThat(program.take()).isEmpty();
        var late = new Ear(true);
        var latecomer = enter("late", Role.CANDIDATE, late);
        assertThat(late.take()).containsExactly("WELCOME", "STEP1");
        room.receive(latecomer, hello("late"), 4);
        assertThat(late.take()).containsExactly("RUN", "RUN", "RUN");
        assertThat(log.written).extracting(Entry::kind).containsOnly(Entry.Kind.RUN);
    }

    @Test
    void nobodyAddsToTheRunOfSomebodyElse() {
        var noor = new Ear(true);
        var eve = new Ear(true);
        room.receive(
                join("noor", Role.CANDIDATE, noor),
                new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")),
                10);
        log.commitAll();
        var other = join("eve", Role.CANDIDATE, eve);
        room.receive(other, new Inbound.Run(RUN, 1, new RunEvent.Output(List.of(List.of(1, "forged")))), 10);
        assertThat(eve.take()).containsExactly("RUNACK refused");
        assertThat(log.written).hasSize(1);
    }

    @Test
    void theRunOfWhoLeftIsOverAlsoWhenSomebodyElseClaimsToBeTheirPage() {
        var mara = new Ear(true);
        join("mara", Role.HOST, mara);
        var noor = join("noor", Role.CANDIDATE, new Ear(true));
        var eve = enter("eve", Role.CANDIDATE, new Ear(true));
        room.receive(eve, new Inbound.Hello(page("noor"), Optional.empty(), Map.of()), 10);
        room.receive(noor, new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")), 10);
        log.commitAll();
        room.leave(noor);
        mara.take();
        now = now.plus(Runs.AWAY);
        room.sweep(() -> {});
        log.commitAll();
        assertThat(mara.take()).containsExactly("RUN gone away");
    }

    @Test
    void aRunGoesOnWhileAnotherConnectionOfItsPageIsHere() {
        var mara = new Ear(true);
        join("mara", Role.HOST, mara);
        var old = join("noor", Role.CANDIDATE, new Ear(true));
        room.receive(old, new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")), 10);
        log.commitAll();
        var again = join("noor", Role.CANDIDATE, new Ear(true)); // the line came back before the old one was given up
        room.leave(old);
        now = now.plus(Runs.AWAY);
        room.sweep(() -> {});
        assertThat(log.waiting).isEmpty();
        room.leave(again);
        now = now.plus(Runs.AWAY);
        room.sweep(() -> {});
        log.commitAll();
        assertThat(mara.take()).contains("RUN gone away");
    }
}
