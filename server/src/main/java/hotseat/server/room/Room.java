package hotseat.server.room;

import hotseat.server.document.CodeAnswer;
import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Outbound;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * A session while people are in it: takes what they say to the document, feed or session it is meant for, and what became of it to the
 * log ({@link Batch}) and to the others ({@link Relay}). Everything here runs on the room's loop.
 *
 * <p>Only presence does not wait for a disk, and what a disk does not concern.
 */
final class Room {
    /** Of its desks and what is around them: of an empty room nearly half. */
    private static final int OWN_BYTES = 4 << 10;
    /** Within which all hear who has come and gone. */
    private static final Duration AMONG_MANY = Duration.ofMillis(250);

    private final String build;
    private final LiveDocument shared;
    private final People people;
    private final Batch batch;
    private final Relay relay;
    private final Pace pace;
    private final SessionDesk session;
    private final EditDesk edits;
    private final RunDesk runs;
    private final AnswerDesk answers;
    private final PresenceDesk presence;
    private final Checkpoints checkpoints;
    /** Connections to which the room owes something: from when they come, let in or not, until the last that was said when they left. */
    private final Set<Member> attending = new LinkedHashSet<>();

    private boolean announcesSoon;

    /** What a room wakes up with. {@code lastNumber}: of the latest entry in the log. */
    record Past(LiveDocument shared, Runs runs, List<Participant> participants, long lastNumber) {}

    /** {@code build}: the page's, which pages compare with their own. */
    Room(String build, Session session, Past past, Log log, Pace pace, InstantSource clock, Surroundings surroundings) {
        this.build = build;
        this.pace = pace;
        shared = past.shared();
        people = new People(past.participants());
        relay = new Relay(people, pace);
        batch = new Batch(log, pace, clock, past.lastNumber(), this::settled);
        this.session = new SessionDesk(session, batch, relay);
        edits = new EditDesk(people, batch, relay, surroundings);
        runs = new RunDesk(past.runs(), batch, relay, clock);
        answers = new AnswerDesk(people, batch, runs, pace);
        presence = new PresenceDesk(people, batch, relay, pace, surroundings);
        checkpoints = new Checkpoints(shared, batch, log, clock, surroundings);
    }

    // ── who is here

    Member join(Membership membership, Outbox outbox) {
        var member = new Member(membership.participant(), membership.permissions(), shared, outbox, pace);
        attending.add(member);
        batch.execute(() -> {
            people.makesWayFor(member).ifPresent(stale -> {
                gone(stale);
                batch.afterCommit(
                        () -> stale.close(CloseCode.STALLED, "nothing was heard for a while, and others came"));
            });
            var full = people.enter(member);
            batch.afterCommit(() ->
                    full.ifPresentOrElse(reason -> member.close(CloseCode.TOO_SLOW, reason), () -> welcome(member)));
        });
        return member;
    }

    private void welcome(Member member) {
        if (!people.has(member)) {
            return; // gone before it was let in
        }
        var who = new Membership(session.session(), member.participant());
        var self = Outbound.Person.of(member.participant(), true);
        member.welcome(new Outbound.Welcome(build, self, who, member.document().bounds(), listed()));
        presence.welcome(member);
        // Who may not edit has nothing that the server could lack.
        if (member.mayEdit()) {
            member.send(member.document().step1());
        }
        announcePeople(member);
    }

    void leave(Member member) {
        batch.execute(() -> {
            batch.afterCommit(() -> {
                attending.remove(member);
                member.released();
            });
            gone(member);
        });
    }

    private void gone(Member member) {
        if (!people.leave(member)) {
            return;
        }
        runs.leave(member);
        edits.forget(member);
        presence.leave(member);
        batch.afterCommit(() -> announcePeople(member));
    }

    void silent(Member member, boolean is) {
        batch.execute(() -> {
            if (people.silent(member, is)) {
                batch.afterCommit(() -> announcePeople(member));
            }
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

    /** Tells the others; among many, who come together or go on and off, not for each of them: the list is long, and goes to all. */
    private void announcePeople(Member cause) {
        if (!people.areMany()) {
            relay.tell(new Outbound.Participants(listed()), member -> member != cause);
        } else if (!announcesSoon) {
            announcesSoon = true;
            pace.after(AMONG_MANY, () -> {
                announcesSoon = false;
                relay.tell(new Outbound.Participants(listed()), member -> true);
            });
        }
    }

    // ── messages

    /** Takes a message; {@code cost} is given back to the connection when it has been dealt with. */
    void receive(Member from, Inbound message, int cost) {
        switch (message) {
            case Inbound.Presence(var update) -> {
                presence.take(from, update);
                from.handled(cost);
            }
            case Inbound.QueryPresence ignored -> {
                presence.answer(from);
                from.handled(cost);
            }
            case Inbound.SyncStep1(var known) -> answers.document(from, known, cost);
            default ->
                batch.execute(() -> {
                    if (!people.has(from)) {
                        from.handled(cost); // handed over before it was closed
                    } else if (message instanceof Inbound.Hello hello) {
                        answers.hello(from, hello, cost);
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
            case Inbound.Run run -> runs.take(from, run);
            case Inbound.BadRun(var run, var i, var reason) -> runs.refuse(from, run, i, reason);
            case Inbound.Stop(var run) -> runs.stop(from, run);
            case Inbound.Unknown ignored -> {} // the y-protocols leave room for channels of others
            case Inbound.Hello ignored -> throw new IllegalStateException("waits for its turn");
            case Inbound.SyncStep1 ignored -> throw new IllegalStateException("waits for its turn");
            case Inbound.Presence ignored -> throw new IllegalStateException("presence does not wait");
            case Inbound.QueryPresence ignored -> throw new IllegalStateException("presence does not wait");
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

    /** The text of a file. {@code hasRoomFor}: whether there is memory for so many bytes of it; asked before it is made. */
    void read(String file, IntPredicate hasRoomFor, Reply<CodeAnswer> reply) {
        ask(
                reply,
                () -> batch.afterCommit(() -> {
                    if (hasRoomFor.test(shared.readBytes(file))) {
                        reply.give(shared.read(file));
                    } else {
                        reply.fail(new Busy(Busy.ANSWERS));
                    }
                }));
    }

    /** Changes a file. {@code units}: of text that this may add. */
    void edit(
            ParticipantId author,
            int units,
            Function<LiveDocument, LiveDocument.Reply> change,
            Reply<CodeAnswer> reply) {
        ask(reply, () -> edits.reply(shared, author, units, () -> change.apply(shared), reply));
    }

    /** Changes the session itself, and tells everybody. */
    void change(ParticipantId author, UnaryOperator<Session> change, Reply<Session> reply) {
        ask(reply, () -> session.change(author, change, reply));
    }

    private void ask(Reply<?> reply, Runnable command) {
        batch.execute(reply.whileAwaited(command));
    }

    // ── the end of a batch, and of the room

    private void settled() {
        edits.acknowledge();
        presence.flush();
        checkpoints.settled();
    }

    /** Records the merged state, if that can be done now. */
    void checkpoint() {
        checkpoints.make();
    }

    /** Called now and then: what nobody has touched since the last time takes little room. False where something has been, and can rest later. */
    boolean rest() {
        return shared.rest();
    }

    /** About the bytes of heap that the room holds, besides what waits in its connections. */
    long memory() {
        return OWN_BYTES + shared.memory() + people.memory() + runs.memory();
    }

    /** How much less it holds at the moment, as nobody touches it. */
    long spared() {
        return shared.spared();
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
        List.copyOf(attending).forEach(member -> {
            member.close(CloseCode.TOO_SLOW, reason);
            member.released();
        });
    }
}
