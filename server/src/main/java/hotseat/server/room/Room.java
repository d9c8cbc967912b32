package hotseat.server.room;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.server.document.CodeAnswer;
import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.Language;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.store.Entry;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Json;
import hotseat.server.wire.Outbound;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A session while people are in it: takes what they say to the document, feed or session it is meant for, and what became of it to the
 * log ({@link Batch}) and to the others ({@link Relay}). Everything here runs on the room's loop.
 *
 * <p>Only cursors do not wait for a disk: they go out with the batch in flight, or at once when there is none.
 */
final class Room {
    private final String build;
    private final LiveDocument shared;
    private final EditDesk edits;
    private final RunDesk runs;
    private final People people;
    private final Batch batch;
    private final Relay relay;
    private final Log log;
    /** Connections that have not been let in or sent away yet: the batch in flight comes first. */
    private final Set<Member> arriving = new LinkedHashSet<>();

    private Session session;
    private boolean checkpointing;

    /** What a room wakes up with. {@code lastNumber}: of the latest entry in the log. */
    record Past(LiveDocument shared, Runs runs, List<Participant> participants, long lastNumber) {}

    /** {@code build}: the page's, which pages compare with their own. */
    Room(String build, Session session, Past past, Log log, Pace pace, InstantSource clock, Surroundings surroundings) {
        this.build = build;
        this.session = session;
        this.log = log;
        shared = past.shared();
        people = new People(past.participants());
        relay = new Relay(people);
        batch = new Batch(log, pace, clock, past.lastNumber(), past.runs().started(), this::settled);
        edits = new EditDesk(people, batch, relay, pace, surroundings);
        runs = new RunDesk(past.runs(), batch, relay, clock);
    }

    // ── who is here
    // ────────────────────────────────────────────────────────────────────────────────────────────────────

    Member join(Membership membership, Outbox outbox) {
        var member = new Member(membership.participant(), membership.permissions(), shared, outbox);
        arriving.add(member);
        batch.execute(() -> {
            var full = people.enter(member);
            batch.afterCommit(() -> {
                arriving.remove(member);
                full.ifPresentOrElse(reason -> member.close(CloseCode.TOO_SLOW, reason), () -> welcome(member));
            });
        });
        return member;
    }

    private void welcome(Member member) {
        if (!people.has(member)) {
            return; // gone before it was let in
        }
        var who = new Membership(session, member.participant());
        var self = Outbound.Person.of(member.participant(), true);
        member.welcome(new Outbound.Welcome(build, self, who, member.document().bounds(), listed()));
        var everybody = member.document().everybody();
        if (!everybody.entries().isEmpty()) {
            member.send(new Outbound.Presence(everybody).frame());
        }
        // Who may not edit has nothing that the server could lack.
        if (member.mayEdit()) {
            member.send(member.document().step1());
        }
        announcePeople(member);
    }

    void leave(Member member) {
        batch.execute(() -> {
            if (!people.leave(member)) {
                return;
            }
            if (people.members().stream().noneMatch(member::isSamePage)) {
                runs.absent(member);
            }
            edits.forget(member);
            relay.move(member, member.document().leave(member));
            batch.afterCommit(() -> announcePeople(member));
        });
    }

    boolean hasPeople() {
        return !people.isEmpty();
    }

    boolean isEmpty() {
        return people.isEmpty() && batch.isIdle();
    }

    Set<ParticipantId> online() {
        return Set.copyOf(people.here());
    }

    private List<Outbound.Person> listed() {
        return people.listed(runs::isBy);
    }

    private void announcePeople(Member cause) {
        relay.tell(new Outbound.Participants(listed()), member -> member != cause);
    }

    // ── messages
    // ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /** Takes a message; {@code cost} is given back to the connection when it has been dealt with. */
    void receive(Member from, Inbound message, int cost) {
        switch (message) {
            case Inbound.Presence(var update) -> {
                move(from, update);
                from.handled(cost);
            }
            case Inbound.QueryPresence ignored -> {
                // At once: pages ask to find out whether the line is alive, and that has nothing to do with the disk.
                // Who is not welcome yet is told with the welcome, which comes first of all.
                if (from.isWelcomed()) {
                    from.send(new Outbound.Presence(from.document().everybody()).frame());
                }
                from.handled(cost);
            }
            default ->
                batch.execute(() -> {
                    if (!people.has(from)) {
                        from.handled(cost); // handed over before it was closed
                    } else if (message instanceof Inbound.SyncStep1(var known)) {
                        edits.answer(from, known, cost);
                    } else {
                        take(from, message);
                        batch.afterCommit(() -> from.handled(cost));
                    }
                });
        }
    }

    private void take(Member from, Inbound message) {
        switch (message) {
            case Inbound.Edit edit -> edits.take(from, edit);
            case Inbound.Hello hello -> runs.hello(from, hello);
            case Inbound.Run run -> runs.take(from, run);
            case Inbound.BadRun(var run, var i, var reason) -> runs.refuse(from, run, i, reason);
            case Inbound.Stop(var run) -> runs.stop(from, run);
            case Inbound.Unknown ignored -> {} // the y-protocols leave room for channels of others
            case Inbound.SyncStep1 ignored -> throw new IllegalStateException("answered once in a batch");
            case Inbound.Presence ignored -> throw new IllegalStateException("presence does not wait");
            case Inbound.QueryPresence ignored -> throw new IllegalStateException("presence does not wait");
        }
    }

    private void move(Member from, AwarenessUpdate update) {
        if (people.has(from)) {
            relay.move(from, from.document().move(from, update));
            if (!batch.isInFlight()) {
                relay.flushMovements();
            }
        }
    }

    /** Ends the runs of pages that have been away for long; {@code again} where others are away and have time left. */
    void sweep(Runnable again) {
        batch.execute(() -> {
            if (runs.sweep()) {
                again.run();
            }
        });
    }

    // ── requests over REST
    // ─────────────────────────────────────────────────────────────────────────────────────────────

    void read(String file, Reply<CodeAnswer> reply) {
        batch.execute(() -> batch.afterCommit(() -> reply.give(shared.read(file))));
    }

    /** Replaces a text if {@code isWanted} agrees to what is there now. */
    void replace(
            ParticipantId author,
            String file,
            Optional<Language> language,
            String text,
            Predicate<String> isWanted,
            Reply<CodeAnswer> reply) {
        ask(reply, () -> edits.reply(shared, author, shared.replace(file, language, text, isWanted), reply));
    }

    /** Answers with the file of a language, creating it with its starter when there is none. */
    void ensureFile(ParticipantId author, Language language, Reply<CodeAnswer> reply) {
        ask(reply, () -> edits.reply(shared, author, shared.ensureFile(language), reply));
    }

    /** Changes the session itself, and tells everybody. */
    void change(ParticipantId author, UnaryOperator<Session> change, Reply<Session> reply) {
        ask(reply, () -> {
            var changed = change.apply(session);
            if (!changed.equals(session)) {
                session = changed;
                var view = Outbound.SessionView.of(changed);
                batch.change(changed);
                var json = Json.MAPPER.writeValueAsBytes(view);
                batch.write(author, shared.kind().word(), Entry.Kind.SESSION, json, List.of());
                batch.afterCommit(() -> relay.tell(new Outbound.SessionChanged(view), member -> true));
            }
            batch.afterCommit(() -> reply.give(changed));
        });
    }

    private void ask(Reply<?> reply, Runnable command) {
        batch.execute(() -> {
            if (reply.isAwaited()) {
                command.run();
            }
        });
    }

    // ── the end of a batch, and of the room
    // ─────────────────────────────────────────────────────────────────────────────

    private void settled() {
        edits.acknowledge();
        relay.flushMovements();
        if (shared.isCheckpointDue()) {
            checkpoint();
        }
    }

    /** Records the merged state, unless that is under way or there is nothing new. Does nothing while a batch is in flight. */
    void checkpoint() {
        if (checkpointing || batch.isInFlight() || !shared.hasTail()) {
            return;
        }
        checkpointing = true;
        var made = shared.checkpoint();
        log.checkpoint(shared.kind().word(), batch.lastNumber(), made.state(), stored -> {
            checkpointing = false;
            if (stored) {
                shared.stored(made);
            }
        });
    }

    /** About the bytes of heap that the room holds, besides what waits in its connections. */
    long memory() {
        return shared.memory() + runs.memory();
    }

    /** Tells everybody to come back a little later and closes their connections; then runs {@code done}. */
    void dismiss(long afterMs, Runnable done) {
        batch.execute(() -> batch.afterCommit(() -> {
            for (var member : people.members()) {
                member.tell(new Outbound.GoAway(afterMs));
                member.close(CloseCode.RESTART, "the server restarts");
            }
            done.run();
        }));
    }

    /** Closes all connections without another word: the room is in disorder, or another server has it. */
    void abandon(String reason) {
        var all = new LinkedHashSet<>(people.members());
        all.addAll(arriving);
        all.forEach(member -> member.close(CloseCode.TOO_SLOW, reason));
    }
}
