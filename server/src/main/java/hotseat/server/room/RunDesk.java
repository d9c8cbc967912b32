package hotseat.server.room;

import hotseat.server.document.DocumentKind;
import hotseat.server.feed.Outcome;
import hotseat.server.feed.Runs;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Permission;
import hotseat.server.store.Entry;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Outbound;
import java.io.ByteArrayOutputStream;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runs of a room: what the members' pages say of them, to the feed, the log and the other pages. */
final class RunDesk {
    private final Runs runs;
    private final Batch batch;
    private final Relay relay;
    private final InstantSource clock;
    /** Counts entries, so that nobody hears one twice who arrives in the batch that brings it. */
    private long order;

    RunDesk(Runs runs, Batch batch, Relay relay, InstantSource clock) {
        this.runs = runs;
        this.batch = batch;
        this.relay = relay;
        this.clock = clock;
    }

    /** A page has its document, and names itself. */
    void hello(Member from, Inbound.Hello hello) {
        var me = from.participant().id();
        if (!from.page().equals(hello.page())) {
            runs.absent(me, from.page(), clock.instant()); // it called itself otherwise before
        }
        hello.before().ifPresent(before -> replaced(me, before)); // it hears of that with all it lacks, so once
        from.hello(hello.page(), hello.before().orElse(""));
        runs.present(me, hello.page());
    }

    /**
     * What the page of a member lacks of the runs so far, in one piece; of what comes it hears from now on. Asked while all is on disk:
     * what this batch has yet to say is part of it, and is not said to it again.
     */
    byte[] catchUp(Member member) {
        var frames = new ByteArrayOutputStream();
        runs.lacking(member.hearsRunsFrom(order)).forEach(frames::writeBytes);
        return frames.toByteArray();
    }

    /** The most that {@link #catchUp} can have. */
    int bytes() {
        return runs.bytes();
    }

    /** What the life of a page before this one executed is over; not while that life is here: then its tab was duplicated. */
    private void replaced(ParticipantId participant, String before) {
        if (!relay.people().hasPage(participant, before)) {
            runs.replaced(participant, before, clock.instant()).forEach(json -> tell(participant, json, null));
        }
    }

    /** A connection has ended; with the last one of a page that page is away. */
    void leave(Member member) {
        var members = relay.people().members();
        if (members.stream().anyMatch(member::isSamePage)) {
            return;
        }
        var who = member.participant().id();
        runs.absent(who, member.page(), clock.instant());
        // A reload may say HELLO before the socket of the life before is known to have closed.
        if (members.stream().anyMatch(other -> other.replaces(member))) {
            replaced(who, member.page());
        }
    }

    /** Ends the runs of pages that have been away for long; whether there are pages that are away and have time left. */
    boolean sweep() {
        runs.sweep(clock.instant()).forEach(json -> tell(ParticipantId.SERVER, json, null));
        return runs.awaitsPages();
    }

    void take(Member from, Inbound.Run entry) {
        if (!from.may(Permission.RUN)) {
            refuse(from, entry.run(), entry.i(), "watching only: this link does not let you run");
            return;
        }
        if (from.page().isEmpty()) {
            refuse(from, entry.run(), entry.i(), "say HELLO first: a run is of the page that executes it");
            return;
        }
        var me = from.participant().id();
        switch (runs.accept(me, from.page(), entry, clock.instant())) {
            case Outcome.Accepted(var json, var number) -> {
                tell(me, json, from);
                confirm(from, entry, number);
            }
            case Outcome.Done(var number) -> confirm(from, entry, number);
            case Outcome.Unknown ignored -> confirm(from, entry, null);
            case Outcome.Refused(var reason) -> refuse(from, entry.run(), entry.i(), reason);
        }
    }

    private void confirm(Member to, Inbound.Run entry, @Nullable Integer number) {
        batch.afterCommit(() -> to.tell(new Outbound.RunAck(entry.run(), entry.i(), number)));
    }

    void refuse(Member to, String run, int i, String reason) {
        batch.afterCommit(() -> to.tell(new Outbound.RunAck(run, i, reason)));
    }

    /** Logs an entry and tells those who hear of runs by now. */
    private void tell(ParticipantId author, byte[] json, @Nullable Member cause) {
        batch.countRun(runs.started());
        batch.write(author, DocumentKind.SHARED.word(), Entry.Kind.RUN, json, List.of());
        long number = order++;
        batch.afterCommit(
                () -> relay.tell(new Outbound.RunEntry(json), member -> member != cause && member.hearsRun(number)));
    }

    /** Asks the page that executes a run to end it. */
    void stop(Member from, String run) {
        if (from.may(Permission.MANAGE)) {
            var stop = new Outbound.Stop(run, from.participant().id());
            runs.pageOf(run)
                    .ifPresent(page -> batch.afterCommit(
                            () -> relay.tell(stop, member -> member.page().equals(page))));
        }
    }

    boolean isBy(ParticipantId participant) {
        return runs.isBy(participant);
    }

    long memory() {
        return runs.memory();
    }
}
