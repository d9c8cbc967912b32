package hotseat.server.room;

import hotseat.crdt.Applied;
import hotseat.crdt.Doc;
import hotseat.crdt.Refused;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.update.StateVector;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Permission;
import hotseat.server.session.Session;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Outbound;
import hotseat.server.wire.RunEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session while people are in it. Everything here runs on the room's loop.
 *
 * <pre>
 * receive ─▶ inbox ─▶ step: execute all ─▶ log.append ─▶ committed: answer, acknowledge, fan out ─▶ step …
 * </pre>
 *
 * <p>One batch is in flight at most. What arrives meanwhile waits in the inbox and is applied only afterwards, so whatever is
 * answered from the document after a commit is on disk: nobody is shown an edit that a crash could take back. Only cursors do
 * not wait for a disk: they go out with the batch in flight, or at once when there is none.
 */
final class Room {
    /** Updates after which the merged state is recorded, so that loading stays quick. */
    private static final int CHECKPOINT_UPDATES = 4_000;
    /** Most files that requests may create; browsers are held by the document's own limits. */
    private static final int FILES_MAX = 64;

    /** Connections at once; what a room says to all of them stays bounded by it. */
    private static final int MEMBERS_MAX = 250;
    /** People who are no longer here and still listed. */
    private static final int LEFT_MAX = 20;

    private static final long CLIENT_BOUND = 1L << 53;
    /** The update that says nothing: no structs, no deletions. */
    private static final int EMPTY_UPDATE_BYTES = 2;

    private final Session session;
    private final Doc doc;
    private final Log log;
    private final InstantSource clock;
    private final Map<Long, ParticipantId> authors;
    private final Map<ParticipantId, Participant> participants = new LinkedHashMap<>();
    private final Set<Member> members = new LinkedHashSet<>();
    /** Who left last, the latest at the end: the page shows that they were here. */
    private final Set<ParticipantId> left = new LinkedHashSet<>();

    private final Presence presence = new Presence();
    private final RunHistory runs;
    /** The server's own Yjs id in this document, new at each load: its clock starts at 0 and never collides. */
    private final long serverClient;

    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private boolean committing;
    /** What the batch in flight writes, and what happens once it is written, in order. */
    private List<Entry> entries = new ArrayList<>();

    private List<Author> newAuthors = new ArrayList<>();
    private List<Runnable> afterCommit = new ArrayList<>();
    private final Set<Member> unacknowledged = new LinkedHashSet<>();
    /** Cursors that go out with the batch in flight, the latest of each client id. */
    private final Map<Long, Movement> waitingPresence = new LinkedHashMap<>();

    private record Movement(Member from, AwarenessUpdate.Entry entry) {}

    private long lastNumber;
    private int updatesSinceCheckpoint;
    /** What to run at the end of this batch, when the room was dismissed in it. */
    private @Nullable Runnable closing;

    /** What a room wakes up with. */
    record Past(
            Doc doc,
            Map<Long, ParticipantId> authors,
            List<Participant> participants,
            RunHistory runs,
            long lastNumber,
            int updatesSinceCheckpoint) {}

    Room(Session session, Past past, Log log, InstantSource clock, RandomGenerator random) {
        this.session = session;
        this.doc = past.doc();
        this.log = log;
        this.clock = clock;
        this.authors = new HashMap<>(past.authors());
        this.runs = past.runs();
        this.lastNumber = past.lastNumber();
        this.updatesSinceCheckpoint = past.updatesSinceCheckpoint();
        this.serverClient = random.nextLong(1, CLIENT_BOUND);
        past.participants().forEach(participant -> participants.put(participant.id(), participant));
    }

    // ── who is here
    // ────────────────────────────────────────────────────────────────────────────────────────────────────

    Member join(Participant participant, Outbox outbox) {
        var member = new Member(participant, outbox);
        execute(() -> afterCommit.add(() -> welcome(member)));
        return member;
    }

    private void welcome(Member member) {
        if (members.size() >= MEMBERS_MAX) {
            member.close(CloseCode.TOO_SLOW, "this room is full: " + MEMBERS_MAX + " connections; try again later");
            return;
        }
        participants.put(member.participant().id(), member.participant());
        members.add(member);
        left.remove(member.participant().id());
        var limits = SharedDocument.LIMITS;
        member.tell(new Outbound.Welcome(
                Outbound.Person.of(member.participant(), true),
                Outbound.Room.of(session),
                session.generation(),
                new Outbound.Limits(
                        limits.updateBytes(), Inbound.AWARENESS_BYTES_MAX, RunEvent.OUTPUT_MAX, limits.textUnits()),
                people()));
        if (member.speaksHotseat()) {
            runs.frames().forEach(member::send);
        }
        // An observer has nothing that the server could lack.
        if (member.may(Permission.EDIT)) {
            member.send(new Outbound.SyncStep1(doc.stateVector()).frame());
        }
        sendPresence(member);
        announcePeople(member);
    }

    void leave(Member member) {
        execute(() -> afterCommit.add(() -> {
            if (members.remove(member)) {
                rememberLeaving(member.participant().id());
                var gone = presence.leave(member);
                gone.forEach(entry -> waitingPresence.remove(entry.client()));
                if (!gone.isEmpty()) {
                    sendToAll(new Outbound.Presence(new AwarenessUpdate(gone)), other -> true);
                }
                announcePeople(member);
            }
        }));
    }

    boolean isEmpty() {
        return members.isEmpty() && inbox.isEmpty() && !committing;
    }

    Set<ParticipantId> online() {
        return members.stream().map(member -> member.participant().id()).collect(Collectors.toUnmodifiableSet());
    }

    private void rememberLeaving(ParticipantId id) {
        if (!online().contains(id)) {
            left.add(id);
            if (left.size() > LEFT_MAX) {
                left.remove(left.iterator().next());
            }
        }
    }

    /** Who is here, who left last, and who has a run in the console. */
    private List<Outbound.Person> people() {
        var online = online();
        return participants.values().stream()
                .filter(participant -> online.contains(participant.id())
                        || left.contains(participant.id())
                        || runs.isBy(participant.id()))
                .map(participant -> Outbound.Person.of(participant, online.contains(participant.id())))
                .toList();
    }

    private void announcePeople(Member cause) {
        var frame = new Outbound.Participants(people()).frame();
        for (var member : members) {
            if (member != cause && member.speaksHotseat()) {
                member.send(frame);
            }
        }
    }

    // ── messages
    // ───────────────────────────────────────────────────────────────────────────────────────────────────────

    /** Takes a message; {@code bytes} is its size, given back to the connection when it has been dealt with. */
    void receive(Member from, Inbound message, int bytes) {
        if (message instanceof Inbound.Presence(var update)) {
            move(from, update);
            from.handled(bytes);
            return;
        }
        execute(() -> {
            switch (message) {
                case Inbound.Edit(var update) -> edit(from, update);
                case Inbound.Run run -> run(from, run);
                case Inbound.SyncStep1(var known) -> afterCommit.add(() -> answer(from, known));
                case Inbound.QueryPresence() -> afterCommit.add(() -> sendPresence(from));
                case Inbound.Presence ignored -> throw new IllegalStateException("presence does not wait");
                case Inbound.Unknown ignored -> {} // the y-protocols leave room for channels of others
            }
            afterCommit.add(() -> from.handled(bytes));
        });
    }

    private void edit(Member from, byte[] update) {
        long number = from.countDocumentMessage();
        unacknowledged.add(from);
        if (!from.may(Permission.EDIT)) {
            refuse(from, number, "read-only", "watching only: this link does not let you type", null, null);
            return;
        }
        var me = from.participant().id();
        switch (doc.apply(update, me, client -> mayWrite(me, client))) {
            case Applied applied -> {
                if (applied.changed()) {
                    claim(applied.newClients(), me);
                    write(me, Entry.Kind.UPDATE, applied.update());
                    afterCommit.add(() -> sendToAll(new Outbound.Update(applied.update()), other -> other != from));
                }
                if (applied.pending()) {
                    afterCommit.add(() -> from.send(new Outbound.SyncStep1(doc.stateVector()).frame()));
                }
            }
            case Refused refused ->
                refuse(
                        from,
                        number,
                        refused.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        refused.detail(),
                        refused.limit() == 0 ? null : refused.value(),
                        refused.limit() == 0 ? null : refused.limit());
        }
    }

    /** A Yjs client id belongs to the participant who first wrote or showed a cursor under it. */
    private boolean mayWrite(ParticipantId me, long client) {
        return me.equals(authors.getOrDefault(client, me)) && presence.mayWrite(me, client);
    }

    private void refuse(
            Member from, long number, String code, String message, @Nullable Long value, @Nullable Long limit) {
        var close = code.equals("too-large") ? CloseCode.TOO_BIG : CloseCode.REFUSED;
        afterCommit.add(() -> from.refuse(new Outbound.Nack(number, code, message, value, limit), close));
    }

    private void run(Member from, Inbound.Run entry) {
        if (!from.may(Permission.RUN)) {
            afterCommit.add(() -> from.close(CloseCode.REFUSED, "watching only: this link does not let you run"));
            return;
        }
        var me = from.participant().id();
        switch (runs.accept(me, entry, now())) {
            case RunHistory.Outcome.Accepted(var json, var number) -> {
                write(me, Entry.Kind.RUN, json);
                afterCommit.add(() -> {
                    var frame = new Outbound.RunEntry(json).frame();
                    for (var member : members) {
                        if (member != from && member.speaksHotseat()) {
                            member.send(frame);
                        }
                    }
                    from.tell(new Outbound.RunAck(entry.run(), entry.i(), number));
                });
            }
            case RunHistory.Outcome.Done(var number) ->
                afterCommit.add(() -> from.tell(new Outbound.RunAck(entry.run(), entry.i(), number)));
            case RunHistory.Outcome.Refused(var reason) -> afterCommit.add(() -> from.close(CloseCode.REFUSED, reason));
        }
    }

    private void answer(Member to, StateVector known) {
        to.send(new Outbound.SyncStep2(doc.encodeSince(known)).frame());
    }

    private void move(Member from, AwarenessUpdate update) {
        for (var entry : presence.accept(from, update, authors)) {
            waitingPresence.put(entry.client(), new Movement(from, entry));
        }
        if (!committing) {
            flushPresence();
        }
    }

    // ── requests over REST
    // ─────────────────────────────────────────────────────────────────────────────────────────────

    void read(String id, Consumer<CodeAnswer> reply) {
        execute(() -> afterCommit.add(() -> reply.accept(SharedDocument.file(doc, id)
                .<CodeAnswer>map(file -> new CodeAnswer.Code(file, SharedDocument.text(doc, file)))
                .orElseGet(CodeAnswer.NoSuchFile::new))));
    }

    /** Replaces a text if {@code isWanted} agrees to what is there now. */
    void replace(
            ParticipantId author,
            String id,
            Optional<Language> language,
            String text,
            Predicate<String> isWanted,
            Consumer<CodeAnswer> reply) {
        execute(() -> {
            var found = SharedDocument.file(doc, id);
            if (found.isEmpty()) {
                afterCommit.add(() -> reply.accept(new CodeAnswer.NoSuchFile()));
                return;
            }
            var file = found.get();
            if (!isWanted.test(SharedDocument.text(doc, file))) {
                afterCommit.add(() -> reply.accept(new CodeAnswer.Changed()));
                return;
            }
            int textMax = SharedDocument.LIMITS.textUnits();
            if (text.length() > textMax) {
                var detail = "code: " + text.length() + " characters, at most " + textMax + "; shorten it";
                afterCommit.add(() -> reply.accept(new CodeAnswer.Full(detail)));
                return;
            }
            var changed = new CodeFile(file.id(), file.name(), language.orElse(file.language()), file.order());
            var refusal =
                    publish(author, serverClient, () -> SharedDocument.replace(doc, serverClient, file, changed, text));
            afterCommit.add(() -> reply.accept(refusal.<CodeAnswer>map(CodeAnswer.Full::new)
                    .orElseGet(() -> new CodeAnswer.Code(changed, SharedDocument.text(doc, changed)))));
        });
    }

    /** Answers with the file of a language, creating it with its starter when there is none. */
    void ensureFile(ParticipantId author, Language language, Consumer<CodeAnswer> reply) {
        execute(() -> {
            var files = SharedDocument.files(doc);
            var known =
                    files.stream().filter(file -> file.language() == language).findFirst();
            if (known.isPresent()) {
                var file = known.get();
                afterCommit.add(() -> reply.accept(new CodeAnswer.Code(file, SharedDocument.text(doc, file))));
            } else if (files.size() >= FILES_MAX
                    || SharedDocument.file(doc, language.word()).isPresent()) {
                afterCommit.add(() -> reply.accept(new CodeAnswer.Full("language: the session has its " + FILES_MAX
                        + " files, or one of that name; use one of them")));
            } else {
                int order = files.stream().mapToInt(CodeFile::order).max().orElse(-1) + 1;
                var file = new CodeFile(language.word(), language.fileName(), language, order);
                long client = SharedDocument.seedClient(session.id(), file.id());
                var refusal = publish(author, client, () -> SharedDocument.seed(doc, session.id(), file));
                afterCommit.add(() -> reply.accept(
                        refusal.<CodeAnswer>map(CodeAnswer.Full::new).orElseGet(() -> new CodeAnswer.Created(file))));
            }
        });
    }

    /** Makes an edit for somebody, logs it and shows it to everybody; answers with the reason when a limit stands against it. */
    private Optional<String> publish(ParticipantId author, long client, Supplier<byte[]> edit) {
        byte[] update;
        try {
            update = edit.get();
        } catch (RejectedUpdate full) { // the document is as it was
            return Optional.of(full.detail());
        }
        if (update.length > EMPTY_UPDATE_BYTES) {
            claim(Set.of(client), ParticipantId.SERVER);
            write(author, Entry.Kind.UPDATE, update);
            afterCommit.add(() -> sendToAll(new Outbound.Update(update), member -> true));
        }
        return Optional.empty();
    }

    // ── the batch
    // ──────────────────────────────────────────────────────────────────────────────────────────────────────

    private void execute(Runnable command) {
        inbox.add(command);
        if (!committing) {
            step();
        }
    }

    private void step() {
        while (!committing && !inbox.isEmpty()) {
            committing = true;
            for (var command = inbox.poll(); command != null; command = inbox.poll()) {
                command.run();
            }
            if (entries.isEmpty()) {
                finish(); // nothing to wait for
            } else {
                append();
            }
        }
    }

    private void append() {
        var batch = entries;
        var clients = newAuthors;
        entries = new ArrayList<>();
        newAuthors = new ArrayList<>();
        log.append(batch, clients, number -> {
            lastNumber = number;
            finish();
            step();
        });
    }

    private void finish() {
        var actions = afterCommit;
        afterCommit = new ArrayList<>();
        actions.forEach(Runnable::run);
        // Behind the refusals among the actions: whoever reads ACK n has been told what of the first n was refused.
        unacknowledged.forEach(Member::acknowledge);
        unacknowledged.clear();
        flushPresence();
        committing = false;
        if (updatesSinceCheckpoint >= CHECKPOINT_UPDATES) {
            checkpoint();
        }
        var done = closing;
        if (done != null) {
            closing = null;
            done.run();
        }
    }

    private void write(ParticipantId author, Entry.Kind kind, byte[] bytes) {
        entries.add(new Entry(now(), author, SharedDocument.NAME, kind, bytes));
        if (kind == Entry.Kind.UPDATE) {
            updatesSinceCheckpoint++;
        }
    }

    private void claim(Set<Long> clients, ParticipantId owner) {
        for (long client : clients) {
            if (authors.putIfAbsent(client, owner) == null) {
                newAuthors.add(new Author(SharedDocument.NAME, client, owner));
            }
        }
    }

    /** Records the merged state. Only between batches: then the document is exactly what the log says. */
    void checkpoint() {
        if (!committing && updatesSinceCheckpoint > 0) {
            updatesSinceCheckpoint = 0;
            log.checkpoint(lastNumber, doc.encode());
        }
    }

    private Instant now() {
        return clock.instant();
    }

    // ── fan-out
    // ────────────────────────────────────────────────────────────────────────────────────────────────────────

    private void sendToAll(Outbound message, Predicate<Member> who) {
        var frame = message.frame();
        for (var member : members) {
            if (who.test(member)) {
                member.send(frame);
            }
        }
    }

    private void sendPresence(Member to) {
        var all = presence.all();
        if (!all.isEmpty()) {
            to.send(new Outbound.Presence(new AwarenessUpdate(all)).frame());
        }
    }

    private void flushPresence() {
        if (waitingPresence.isEmpty()) {
            return;
        }
        var movements = List.copyOf(waitingPresence.values());
        waitingPresence.clear();
        var update = new AwarenessUpdate(movements.stream().map(Movement::entry).toList());
        // One message for everybody; who moved alone need not hear it.
        var mover = movements.getFirst().from();
        boolean alone = movements.stream().allMatch(movement -> movement.from() == mover);
        sendToAll(new Outbound.Presence(update), member -> !alone || member != mover);
    }

    // ── the end
    // ────────────────────────────────────────────────────────────────────────────────────────────────────────

    /** Tells everybody to come back a little later and closes their connections; then runs {@code done}. */
    void dismiss(long afterMs, Runnable done) {
        execute(() -> afterCommit.add(() -> {
            for (var member : List.copyOf(members)) {
                member.tell(new Outbound.GoAway(afterMs));
                member.close(CloseCode.RESTART, "the server restarts");
            }
            closing = done;
        }));
    }
}
