package hotseat.server.document;

import hotseat.crdt.Applied;
import hotseat.crdt.Doc;
import hotseat.crdt.Refused;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.update.StateVector;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.wire.Limits;
import hotseat.server.wire.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One document of a room while the room is awake. Touched by the room's loop only.
 *
 * <p>It holds nothing that waits: an edit of which something would wait for what is not here is refused whole. So what it says
 * changed is all there is to log and to relay, and the log makes this very document again.
 */
public final class LiveDocument {
    /** What lies behind the checkpoint: beyond the first numbers a new one is due, beyond the last nothing is taken in before it is made. */
    private static final int TAIL_UPDATES = 4_000;

    private static final long TAIL_BYTES = 4 << 20;
    private static final long TAIL_BYTES_MAX = 32 << 20;
    /** The update that says nothing: no structs, no deletions. */
    private static final int EMPTY_UPDATE_BYTES = 2;

    private final DocumentKind kind;
    private final Session session;
    private final Contents contents;
    private final hotseat.crdt.Limits limits;
    private final Authors authors;
    private final Presence presence = new Presence();
    private final PresenceNews news = new PresenceNews();
    private final long writer;

    /** Loading left something out; see {@link #isMended}. */
    private boolean isMended;

    private int tailUpdates;
    private long tailBytes;
    /** What was asked for last, and the frame that answers it: many who come at once ask for the same. */
    private @Nullable StateVector asked;

    private byte @Nullable [] answer;

    private LiveDocument(
            DocumentKind kind, Session session, Doc doc, hotseat.crdt.Limits limits, Map<Long, ParticipantId> authors) {
        this.kind = kind;
        this.limits = limits;
        this.session = session;
        this.contents = new Contents(doc, limits, kind.schema());
        this.authors = new Authors(session.id(), session.generation(), authors);
        this.writer = ServerIds.writer(session.id(), session.generation());
    }

    /**
     * Reads a document from its stored state and updates, oldest first, one by one.
     *
     * @param read calls back with each of them and answers with whose client ids are whose
     * @throws RejectedUpdate when what is stored cannot be read, or is far beyond what a document may be
     */
    public static LiveDocument load(DocumentKind kind, Session session, Function<Consumer<byte[]>, Stored> read) {
        var limits = session.isRestored() ? Restored.limits(kind.limits()) : kind.limits();
        var loading = Doc.loading(limits, kind.schema());
        var stored = read.apply(loading::add);
        var document = new LiveDocument(kind, session, loading.done(), limits, stored.authors());
        document.contents.rest(); // whoever wakes a room up may only want to look
        document.isMended = loading.gaveUp();
        document.tailUpdates = stored.updates();
        document.tailBytes = stored.bytes();
        return document;
    }

    /** What is known of a document beside its content: whose ids are whose, and how much lies behind its checkpoint. */
    public record Stored(Map<Long, ParticipantId> authors, int updates, long bytes) {}

    /** The first entry of a new session's log: its first file with the starter. */
    public static Edited.Changed first(SessionId session, CodeFile file) {
        long client = ServerIds.starter(session, file.id());
        var doc = new Doc(DocumentKind.SHARED.limits(), DocumentKind.SHARED.schema());
        var update = CodeFiles.seed(doc, client, file);
        return new Edited.Changed(
                update, List.of(new Author(DocumentKind.SHARED.word(), client, ParticipantId.SERVER)));
    }

    public DocumentKind kind() {
        return kind;
    }

    /** What one message and the document may hold, as pages are told. */
    public Limits bounds() {
        return new Limits(
                Limits.MESSAGE_BYTES,
                limits.updateBytes(),
                limits.structsPerUpdate(),
                limits.deleteRangesPerUpdate(),
                limits.textUnits(),
                limits.documentBytes(),
                Limits.FILES,
                Limits.AWARENESS_BYTES,
                Limits.RUN);
    }

    // ── edits

    /** Whether so many bytes more may wait to be merged. */
    public boolean takes(int bytes) {
        return tailBytes + bytes <= TAIL_BYTES_MAX;
    }

    /**
     * Takes in a participant's edit, or leaves everything as it is.
     *
     * @param brings in a restored session: it may have units that the sender did not write, and that the backup lacks
     * @param hosts those who may manage the session: what they wrote is brought by nobody else
     */
    public Edited apply(ParticipantId from, byte[] update, boolean brings, Set<ParticipantId> hosts) {
        if (contents.isInStep(update)) {
            return new Edited.Known();
        }
        if (!takes(update.length)) {
            return new Edited.Refused(
                    Edited.Reason.SERVER_FULL, "too much waits to be merged on disk; try again", null, null);
        }
        var asker = new Asker(from, brings && session.isRestored(), hosts);
        return switch (contents.open().apply(update, from, asker::mayWrite)) {
            case Applied applied -> {
                if (!applied.changed()) {
                    yield new Edited.Known();
                }
                yield changed(applied.update(), asker.claims, from);
            }
            case Refused refused -> refused(refused, asker);
        };
    }

    /** Asked by the engine, before anything changes, for each client id with new units in an update. */
    private final class Asker {
        private final ParticipantId me;
        private final boolean brings;
        private final Set<ParticipantId> hosts;
        /** Ids that are nobody's yet and become the author's. What is brought for others stays theirs to claim. */
        private final List<Long> claims = new ArrayList<>(1);

        private int unknown;

        private Asker(ParticipantId me, boolean brings, Set<ParticipantId> hosts) {
            this.me = me;
            this.brings = brings;
            this.hosts = hosts;
        }

        private boolean mayWrite(long client) {
            if (brings) {
                return mayBring(client);
            }
            if (!authors.isFreeFor(me, client)) {
                return false;
            }
            if (!authors.hasWritten(client)) {
                claims.add(client);
            }
            return authors.isKnown(client) || ++unknown <= authors.left(me);
        }

        /**
         * What the backup lacks; the log says who brought it. A host brings all but what this server itself writes from now on. Of the
         * others nobody speaks for a host or for the server, and of ids that nobody knows any more each brings as many as they may have.
         */
        private boolean mayBring(long client) {
            var owner = authors.owner(client);
            if (hosts.contains(me)) {
                return client != writer;
            }
            if (owner == null) {
                return !authors.isReserved(client) && ++unknown <= authors.left(me);
            }
            return owner.equals(me) || !owner.equals(ParticipantId.SERVER) && !hosts.contains(owner);
        }

        private boolean hasTooMany() {
            return unknown > authors.left(me);
        }
    }

    private Edited refused(Refused refused, Asker asker) {
        var value = refused.limit() == 0 ? null : refused.value();
        var limit = refused.limit() == 0 ? null : refused.limit();
        var reason = switch (refused.reason()) {
            case INCOMPLETE -> null;
            case MALFORMED -> Edited.Reason.MALFORMED;
            case TOO_LARGE -> Edited.Reason.TOO_LARGE;
            case SCHEMA -> Edited.Reason.SCHEMA;
            case FOREIGN_CLIENT -> asker.hasTooMany() ? Edited.Reason.TOO_MANY_CLIENTS : Edited.Reason.FOREIGN_CLIENT;
            case TOO_MANY_CLIENTS -> Edited.Reason.TOO_MANY_CLIENTS;
            case BUDGET -> Edited.Reason.BUDGET;
            case DOCUMENT_FULL, PENDING_FULL -> Edited.Reason.DOCUMENT_FULL;
        };
        if (reason == null) {
            return new Edited.Incomplete(refused.detail());
        }
        if (reason == Edited.Reason.TOO_MANY_CLIENTS) {
            return new Edited.Refused(
                    reason,
                    "written under " + Authors.IDS_MAX + " Yjs client ids, as many as a participant may; join again",
                    (long) Authors.IDS_MAX + 1,
                    (long) Authors.IDS_MAX);
        }
        return new Edited.Refused(reason, refused.detail(), value, limit);
    }

    private Edited.Changed changed(byte[] update, List<Long> clients, ParticipantId owner) {
        forgetAnswer();
        tailUpdates++;
        tailBytes += update.length;
        var claims = new ArrayList<Author>();
        for (long client : clients) {
            if (authors.write(owner, client)) {
                claims.add(new Author(kind.word(), client, owner));
            }
        }
        return new Edited.Changed(update, claims);
    }

    // ── files, over REST

    /** What a request for a file leads to: an answer, and what is to be logged and relayed before it is given. */
    public record Reply(Optional<Edited.Changed> edit, Supplier<CodeAnswer> answer) {
        private static Reply of(CodeAnswer answer) {
            return new Reply(Optional.empty(), () -> answer);
        }
    }

    /** Bytes of memory that {@link #read} takes for a text. */
    public int readBytes(String id) {
        var doc = contents.open();
        return CodeFiles.file(doc, id)
                .map(file -> Character.BYTES * CodeFiles.units(doc, file))
                .orElse(0);
    }

    public CodeAnswer read(String id) {
        var doc = contents.open();
        return CodeFiles.file(doc, id)
                .<CodeAnswer>map(file -> new CodeAnswer.Code(file, CodeFiles.text(doc, file)))
                .orElseGet(CodeAnswer.NoSuchFile::new);
    }

    /** Replaces a text if {@code isWanted} agrees to what is there now. */
    public Reply replace(String id, Optional<Language> language, String text, Predicate<String> isWanted) {
        var doc = contents.open();
        var found = CodeFiles.file(doc, id);
        if (found.isEmpty()) {
            return Reply.of(new CodeAnswer.NoSuchFile());
        }
        var file = found.get();
        if (!isWanted.test(CodeFiles.text(doc, file))) {
            return Reply.of(new CodeAnswer.Changed());
        }
        var changed = new CodeFile(file.id(), file.name(), language.orElse(file.language()), file.order());
        return publish(
                writer,
                () -> CodeFiles.replace(doc, writer, file, changed, text),
                () -> new CodeAnswer.Code(changed, CodeFiles.text(contents.open(), changed)));
    }

    /** Answers with the file of a language, creating it with its starter when there is none. */
    public Reply ensureFile(Language language) {
        var doc = contents.open();
        var files = CodeFiles.files(doc);
        var known =
                files.stream().filter(file -> file.language().equals(language)).findFirst();
        if (known.isPresent()) {
            return Reply.of(new CodeAnswer.Found(known.get()));
        }
        int filesMax = Limits.FILES;
        if (files.size() >= filesMax || CodeFiles.file(doc, language.id()).isPresent()) {
            return Reply.of(new CodeAnswer.Full(
                    "language: the session has its " + filesMax + " files, or one of that name; use one of them"));
        }
        int order = files.stream().mapToInt(CodeFile::order).max().orElse(-1) + 1;
        var file = new CodeFile(language.id(), language.fileName(), language, order);
        long client = ServerIds.starter(session.id(), file.id());
        return publish(client, () -> CodeFiles.seed(doc, client, file), () -> new CodeAnswer.Created(file));
    }

    /** Makes an edit under one of the server's ids; answers with the reason when a limit stands against it. */
    private Reply publish(long client, Supplier<byte[]> edit, Supplier<CodeAnswer> answer) {
        byte[] update;
        try {
            update = edit.get();
        } catch (RejectedUpdate full) { // the document is as it was
            return Reply.of(new CodeAnswer.Full(full.detail()));
        }
        return update.length <= EMPTY_UPDATE_BYTES
                ? new Reply(Optional.empty(), answer)
                : new Reply(Optional.of(changed(update, List.of(client), ParticipantId.SERVER)), answer);
    }

    // ── answers

    /** The frame that asks for what is not here. */
    public byte[] step1() {
        return new Outbound.SyncStep1(contents.vector()).frame();
    }

    /** The frame with all that somebody lacks who knows this. Shared by all who ask for the same; not to be changed. */
    public byte[] step2(StateVector known) {
        var frame = answer;
        if (frame == null || !known.equals(asked)) {
            frame = new Outbound.SyncStep2(contents.since(known)).frame();
            asked = known;
            answer = frame;
        }
        return frame;
    }

    /** About the length of the longest answer, usually less. */
    public int answerBytes() {
        return contents.sizeEstimate();
    }

    /** Called now and then: what nobody has touched since the last time takes little room. False where somebody has, and it can rest later. */
    public boolean rest() {
        forgetAnswer();
        return contents.rest();
    }

    private void forgetAnswer() {
        asked = null;
        answer = null;
    }

    // ── presence

    /**
     * Takes a connection's news of where it is; returns what the others are to hear.
     *
     * @param sparing there is no memory for more of one participant than where they are
     */
    public List<AwarenessUpdate.Entry> move(Speaker from, AwarenessUpdate update, boolean sparing) {
        return presence.accept(from, update, authors, sparing);
    }

    /** What of all that {@link #move} and {@link #leave} returned somebody is still to hear. */
    public PresenceNews news() {
        return news;
    }

    public AwarenessUpdate everybody() {
        return presence.all();
    }

    /** A connection has ended; returns what the others are to hear. */
    public List<AwarenessUpdate.Entry> leave(Speaker speaker) {
        return presence.leave(speaker);
    }

    // ── checkpoints

    /** The merged state, and what of the tail it covers once it is stored. */
    public record Checkpoint(byte[] state, int updates, long bytes) {}

    public boolean isCheckpointDue() {
        return tailUpdates >= TAIL_UPDATES || tailBytes >= TAIL_BYTES;
    }

    /**
     * Whether something that is stored was left out or changed while loading: a log of version 0.1.0 that somebody poisoned. Then this
     * state must be stored before anything else is, or the next loading could judge otherwise.
     */
    public boolean isMended() {
        return isMended;
    }

    public boolean hasTail() {
        return tailUpdates > 0;
    }

    /** Only between batches: then the document is exactly what the log says. */
    public Checkpoint checkpoint() {
        return new Checkpoint(contents.state(), tailUpdates, tailBytes);
    }

    /** A checkpoint is on disk. */
    public void stored(Checkpoint checkpoint) {
        tailUpdates -= checkpoint.updates();
        tailBytes -= checkpoint.bytes();
    }

    /** About the bytes of heap that it holds; costs nothing to ask. */
    public long memory() {
        var frame = answer;
        return contents.memory()
                + authors.memory()
                + presence.memory()
                + news.memory()
                + (frame == null ? 0 : frame.length);
    }

    /** How much less it holds at the moment, as nobody touches it. */
    public long spared() {
        return contents.spared();
    }
}
