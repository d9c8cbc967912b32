package hotseat.server.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.protocol.Sync;
import hotseat.crdt.update.StateVector;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.wire.FrameReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LiveDocumentTest {
    private static final ParticipantId NOOR = new ParticipantId("noor");
    private static final ParticipantId MARA = new ParticipantId("mara");
    private static final SessionId ID = SessionId.random();
    private static final String MAIN = CodeFile.root(CodeFile.FIRST);
    private static final Language PYTHON = Language.parse("language", "python");
    private static final Language JAVASCRIPT = Language.parse("language", "javascript");
    private static final CodeFile FILE = new CodeFile(CodeFile.FIRST, "main.py", PYTHON, 0);

    private final List<byte[]> log = new ArrayList<>();
    private final Map<Long, ParticipantId> owners = new HashMap<>();
    private LiveDocument document = empty(Session.FIRST_GENERATION);

    private static Session session(int generation) {
        var made = Session.create(ID, "t", PYTHON, Links.ofNew(ID, Secret.randomLink()), Instant.EPOCH);
        return new Session(ID, made.title(), made.language(), made.state(), made.links(), generation, made.createdAt());
    }

    private static LiveDocument empty(int generation) {
        return LiveDocument.load(
                DocumentKind.SHARED, session(generation), into -> new LiveDocument.Stored(Map.of(), 0, 0));
    }

    /** The document as a room would load it. */
    private LiveDocument loaded(int generation) {
        return LiveDocument.load(DocumentKind.SHARED, session(generation), into -> {
            log.forEach(into);
            return new LiveDocument.Stored(
                    owners,
                    log.size(),
                    log.stream().mapToLong(update -> update.length).sum());
        });
    }

    private Edited apply(ParticipantId from, byte[] update) {
        return noted(document.apply(from, update, false, Set.of(NOOR, MARA)));
    }

    private Edited noted(Edited edited) {
        if (edited instanceof Edited.Changed changed) {
            log.add(changed.update());
            changed.claims().forEach(claim -> owners.put(claim.client(), claim.participant()));
        }
        return edited;
    }

    private CodeAnswer reply(LiveDocument.Reply reply) {
        reply.edit().ifPresent(this::noted);
        return reply.answer().get();
    }

    private static Doc browser() {
        return new Doc(Limits.UNBOUNDED, Schema.any());
    }

    private static byte[] insert(Doc doc, long client, String text) {
        return doc.transact(client, edit -> edit.insert(doc.text(MAIN), 0, text));
    }

    private static byte[] insert(long client, String text) {
        return insert(browser(), client, text);
    }

    private static byte[] map(String map, String key, Object value) {
        var doc = browser();
        return doc.transact(77, edit -> edit.set(doc.map(map), key, value));
    }

    private static void assertRefused(Edited edited, Edited.Reason reason) {
        assertThat(edited)
                .isInstanceOfSatisfying(
                        Edited.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    /** What somebody gets who asks for all. */
    private String shown(LiveDocument of) {
        var doc = browser();
        var in = new ByteReader(FrameReader.message(of.step2(StateVector.EMPTY)));
        in.varUint();
        doc.apply(((Sync.Step2) Sync.read(in, 1)).update());
        return doc.text(MAIN).toString();
    }

    // ── edits

    @Test
    void anEditIsTakenLoggedAndItsWriterClaimed() {
        assertThat(apply(NOOR, insert(7, "x")))
                .isInstanceOfSatisfying(
                        Edited.Changed.class,
                        changed -> assertThat(changed.claims()).containsExactly(new Author("shared", 7, NOOR)));
        var doc = browser();
        insert(doc, 7, "x");
        assertThat(apply(NOOR, insert(doc, 7, "y")))
                .isInstanceOfSatisfying(
                        Edited.Changed.class,
                        changed -> assertThat(changed.claims()).isEmpty());
        assertThat(shown(document)).isEqualTo("yx");
    }

    @Test
    void whatIsKnownIsNoNews() {
        var update = insert(7, "x");
        apply(NOOR, update);
        assertThat(apply(NOOR, update)).isInstanceOf(Edited.Known.class);
        assertThat(apply(MARA, update)).as("an echo").isInstanceOf(Edited.Known.class);
        assertThat(apply(MARA, new byte[] {0, 0})).isInstanceOf(Edited.Known.class);
        assertThat(log).hasSize(1);
    }

    @Test
    void eachRefusalHasItsReasonAndChangesNothing() {
        apply(NOOR, insert(7, "x"));
        var before = shown(document);
        assertRefused(apply(NOOR, new byte[0]), Edited.Reason.MALFORMED);
        assertRefused(apply(NOOR, new byte[] {9, 9, 9}), Edited.Reason.MALFORMED);
        assertRefused(apply(NOOR, insert(8, "x".repeat((1 << 20) + 1))), Edited.Reason.TOO_LARGE);
        assertRefused(apply(NOOR, map("people", "k", "v")), Edited.Reason.SCHEMA);
        assertRefused(apply(MARA, insert(7, "longer than what is there")), Edited.Reason.FOREIGN_CLIENT);
        var doc = browser();
        insert(doc, 9, "first");
        assertThat(apply(NOOR, insert(doc, 9, "second"))).isInstanceOf(Edited.Incomplete.class);
        assertThat(shown(document)).isEqualTo(before);
        assertThat(log).hasSize(1);
    }

    @Test
    void aTextAndTheWholeAreHeldToTheirSizesAndTheNumbersAreTold() {
        var doc = browser();
        for (int i = 0; i < 4; i++) {
            apply(NOOR, insert(doc, 7, "x".repeat(1 << 18)));
        }
        assertThat(apply(NOOR, insert(doc, 7, "x"))).isInstanceOfSatisfying(Edited.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Edited.Reason.DOCUMENT_FULL);
            assertThat(refused.limit()).isEqualTo(1L << 20);
            assertThat(refused.value()).isGreaterThan(1L << 20);
        });
    }

    @Test
    void aParticipantWritesUnderSoManyIdsAndOthersAreNotHinderedByIt() {
        for (int client = 0; client < Authors.IDS_MAX; client++) {
            assertThat(apply(NOOR, insert(1_000 + client, "x"))).isInstanceOf(Edited.Changed.class);
        }
        assertThat(apply(NOOR, insert(5_000, "x"))).isInstanceOfSatisfying(Edited.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(Edited.Reason.TOO_MANY_CLIENTS);
            assertThat(refused.limit()).isEqualTo(64);
        });
        assertThat(apply(MARA, insert(5_000, "x"))).isInstanceOf(Edited.Changed.class);
        var doc = browser();
        insert(doc, 1_000, "x");
        assertThat(apply(NOOR, insert(doc, 1_000, "goes on"))).isInstanceOf(Edited.Changed.class);
    }

    @Test
    void anUpdateOfMoreIdsThanOneMayHaveTakesNoneOfThem() {
        var doc = browser();
        for (int client = 0; client <= Authors.IDS_MAX; client++) {
            insert(doc, 1_000 + client, "x");
        }
        assertRefused(apply(NOOR, doc.encode()), Edited.Reason.TOO_MANY_CLIENTS);
        assertThat(apply(MARA, insert(1_000, "mine"))).isInstanceOf(Edited.Changed.class);
    }

    @Test
    void theIdsOfTheServerAreNobodysWhetherItHasUsedThemOrNot() {
        for (var language : Language.all()) {
            assertRefused(apply(NOOR, insert(ServerIds.starter(ID, language.id()), "x")), Edited.Reason.FOREIGN_CLIENT);
        }
        assertRefused(apply(NOOR, insert(ServerIds.starter(ID, CodeFile.FIRST), "x")), Edited.Reason.FOREIGN_CLIENT);
        assertRefused(apply(NOOR, insert(ServerIds.writer(ID, 1), "x")), Edited.Reason.FOREIGN_CLIENT);
        document = empty(3);
        for (int generation = 1; generation <= 3; generation++) {
            assertRefused(apply(NOOR, insert(ServerIds.writer(ID, generation), "x")), Edited.Reason.FOREIGN_CLIENT);
        }
    }

    // ── after a restore

    @Test
    void inARestoredSessionAHostBringsBackWhatOthersWrote() {
        var lost = browser();
        insert(lost, 7, "of noor ");
        insert(lost, 8, "of mara ");
        owners.put(8L, MARA);
        document = loaded(2);
        assertRefused(document.apply(NOOR, lost.encode(), false, Set.of(NOOR)), Edited.Reason.FOREIGN_CLIENT);
        assertThat(document.apply(NOOR, lost.encode(), true, Set.of(NOOR)))
                .isInstanceOfSatisfying(
                        Edited.Changed.class,
                        changed -> assertThat(changed.claims())
                                .as("what is brought stays theirs to claim")
                                .isEmpty());
        assertThat(shown(document)).contains("of noor ", "of mara ");
    }

    @Test
    void inARestoredSessionNobodySpeaksForAHostOrForTheServer() {
        owners.put(8L, MARA);
        document = loaded(2);
        assertRefused(document.apply(NOOR, insert(8, "x"), true, Set.of(MARA)), Edited.Reason.FOREIGN_CLIENT);
        for (long own :
                new long[] {ServerIds.writer(ID, 1), ServerIds.writer(ID, 2), ServerIds.starter(ID, "python")}) {
            assertRefused(document.apply(NOOR, insert(own, "x"), true, Set.of(MARA)), Edited.Reason.FOREIGN_CLIENT);
        }
        assertRefused(
                document.apply(MARA, insert(ServerIds.writer(ID, 2), "x"), true, Set.of(MARA)),
                Edited.Reason.FOREIGN_CLIENT);
        assertThat(document.apply(MARA, insert(ServerIds.writer(ID, 1), "x"), true, Set.of(MARA)))
                .as("what the server wrote before is a host's to bring")
                .isInstanceOf(Edited.Changed.class);
    }

    @Test
    void inARestoredSessionCandidatesBringEachOthersUnits() {
        owners.put(8L, MARA);
        document = loaded(2);
        assertThat(document.apply(NOOR, insert(8, "of mara, who is no host"), true, Set.of()))
                .isInstanceOf(Edited.Changed.class);
    }

    @Test
    void inASessionThatWasNotRestoredAStepTwoIsHeldToItsSendersIds() {
        owners.put(8L, MARA);
        document = loaded(1);
        assertRefused(document.apply(NOOR, insert(8, "x"), true, Set.of(NOOR)), Edited.Reason.FOREIGN_CLIENT);
    }

    @Test
    void aRestoredSessionTakesAWholeDocumentInOneMessage() {
        document = empty(2);
        var doc = browser();
        for (int i = 0; i < 3; i++) {
            int file = i;
            doc.transact(7, edit -> edit.insert(doc.text("file:f" + file), 0, "x".repeat(600_000)));
        }
        assertThat(document.apply(NOOR, doc.encode(), true, Set.of(NOOR))).isInstanceOf(Edited.Changed.class);
        assertThat(document.bounds().updateBytes())
                .isGreaterThan(empty(1).bounds().updateBytes());
    }

    @Test
    void anUpdateThatKeepsToTheBoundsFitsAMessageInEverySession() {
        for (int generation = 1; generation <= 2; generation++) {
            var bounds = empty(generation).bounds();
            var message = Sync.step2(new byte[bounds.updateBytes()]);
            assertThat(message.length).as("generation " + generation).isLessThanOrEqualTo(bounds.messageBytes());
        }
    }

    // ── the log makes this very document again

    @Test
    void whateverIsSentTheLogMakesTheSameDocument() {
        var random = new Random(7);
        var browsers = List.of(browser(), browser());
        var people = List.of(NOOR, MARA);
        for (int step = 0; step < 300; step++) {
            int who = random.nextInt(2);
            var doc = browsers.get(who);
            var text = doc.text(MAIN);
            var update = doc.transact(100 + who, edit -> {
                int at = text.length() == 0 ? 0 : random.nextInt(text.length());
                if (random.nextInt(3) == 0 && text.length() > 4) {
                    edit.delete(text, Math.min(at, text.length() - 2), 2);
                } else {
                    edit.insert(text, at, "w" + random.nextInt(100));
                }
            });
            if (random.nextInt(8) == 0) {
                continue; // lost on the way: what follows is incomplete
            }
            if (random.nextInt(10) == 0) {
                update[random.nextInt(update.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (apply(people.get(who), update) instanceof Edited.Incomplete) {
                noted(document.apply(people.get(who), doc.encode(), true, Set.of()));
            }
            if (step % 50 == 0) {
                reply(document.replace("main", Optional.empty(), "server " + step, old -> true));
                reply(document.ensureFile(JAVASCRIPT));
            }
        }
        assertThat(log).hasSizeGreaterThan(100);
        assertThat(shown(loaded(1))).isEqualTo(shown(document));
        assertThat(loaded(1).checkpoint().state())
                .isEqualTo(document.checkpoint().state());
    }

    @Test
    void whatCannotBeReadIsNotServedInPart() {
        log.add(new byte[] {9, 9, 9});
        assertThatThrownBy(() -> loaded(1)).isInstanceOf(RejectedUpdate.class);
    }

    // ── checkpoints

    @Test
    void aCheckpointTakesFromTheTailWhatItCoversAndNotWhatCameMeanwhile() {
        assertThat(document.hasTail()).isFalse();
        apply(NOOR, insert(7, "x"));
        var made = document.checkpoint();
        assertThat(made.updates()).isEqualTo(1);
        assertThat(made.bytes()).isEqualTo(log.getFirst().length);
        apply(NOOR, insert(8, "y"));
        document.stored(made);
        assertThat(document.hasTail()).isTrue();
        document.stored(document.checkpoint());
        assertThat(document.hasTail()).isFalse();
    }

    @Test
    void aCheckpointIsDueAfterManyUpdatesOrManyBytes() {
        document = tail(3_999, 1);
        assertThat(document.isCheckpointDue()).isFalse();
        apply(NOOR, insert(7, "x"));
        assertThat(document.isCheckpointDue()).isTrue();
        document.stored(document.checkpoint());
        assertThat(document.isCheckpointDue()).isFalse();
        assertThat(tail(1, (4 << 20) - 1).isCheckpointDue()).isFalse();
        assertThat(tail(1, 4 << 20).isCheckpointDue()).isTrue();
    }

    private static LiveDocument tail(int updates, long bytes) {
        return LiveDocument.load(
                DocumentKind.SHARED, session(1), into -> new LiveDocument.Stored(Map.of(), updates, bytes));
    }

    @Test
    void whatWaitsToBeMergedIsBoundedAndTheBoundIsOpenAgainAfterACheckpoint() {
        var update = insert(7, "x");
        document = tail(10, (32 << 20) - update.length + 1);
        assertRefused(apply(NOOR, update), Edited.Reason.SERVER_FULL);
        document.stored(document.checkpoint());
        assertThat(apply(NOOR, update)).isInstanceOf(Edited.Changed.class);
        document = tail(10, (32 << 20) - update.length);
        assertThat(apply(NOOR, update)).isInstanceOf(Edited.Changed.class);
    }

    // ── answers

    @Test
    void thoseWhoAskForTheSameAreSentTheSameBytesUntilSomethingChanges() {
        apply(NOOR, insert(7, "x"));
        var first = document.step2(StateVector.EMPTY);
        assertThat(document.step2(new StateVector(Map.of()))).isSameAs(first);
        long with = document.memory();
        assertThat(document.step2(new StateVector(Map.of(7L, 1)))).isNotEqualTo(first);
        apply(NOOR, insert(8, "y"));
        assertThat(document.memory()).as("the frame is forgotten").isLessThan(with + first.length + 1_000);
        assertThat(document.step2(StateVector.EMPTY)).isNotEqualTo(first);
        assertThat(shown(document)).contains("x", "y");
        var again = document.step2(StateVector.EMPTY);
        reply(document.replace("main", Optional.empty(), "", old -> true));
        assertThat(document.step2(StateVector.EMPTY))
                .as("no such file: no change")
                .isSameAs(again);
        reply(document.ensureFile(PYTHON));
        assertThat(document.step2(StateVector.EMPTY)).isNotEqualTo(again);
    }

    @Test
    void aRefusedEditForgetsNoAnswer() {
        apply(NOOR, insert(7, "x"));
        var frame = document.step2(StateVector.EMPTY);
        apply(NOOR, new byte[] {9});
        assertThat(document.step2(StateVector.EMPTY)).isSameAs(frame);
    }

    @Test
    void stepOneSaysWhatIsHere() {
        apply(NOOR, insert(7, "abc"));
        var in = new ByteReader(FrameReader.message(document.step1()));
        in.varUint();
        assertThat(((Sync.Step1) Sync.read(in, 1)).known()).isEqualTo(new StateVector(Map.of(7L, 3)));
    }

    // ── files over REST

    private void firstFile() {
        noted(LiveDocument.first(ID, FILE));
        document = loaded(1);
    }

    @Test
    void theFirstEntryOfASessionIsItsFirstFileWithTheStarter() {
        var first = LiveDocument.first(ID, FILE);
        assertThat(LiveDocument.first(ID, FILE).update())
                .as("the same each time")
                .isEqualTo(first.update());
        assertThat(first.claims())
                .containsExactly(new Author("shared", ServerIds.starter(ID, CodeFile.FIRST), ParticipantId.SERVER));
        firstFile();
        assertThat(document.read("main")).isEqualTo(new CodeAnswer.Code(FILE, PYTHON.starter()));
        assertThat(document.read("other")).isInstanceOf(CodeAnswer.NoSuchFile.class);
    }

    @Test
    void aTextIsReplacedUnderTheServersIdIfItIsTheOneThatWasRead() {
        firstFile();
        var made = document.replace("main", Optional.of(JAVASCRIPT), "new", PYTHON.starter()::equals);
        assertThat(made.edit().orElseThrow().claims())
                .containsExactly(new Author("shared", ServerIds.writer(ID, 1), ParticipantId.SERVER));
        assertThat(reply(made)).isEqualTo(new CodeAnswer.Code(new CodeFile("main", "main.py", JAVASCRIPT, 0), "new"));
        assertThat(document.replace("main", Optional.empty(), "x", PYTHON.starter()::equals)
                        .edit())
                .isEmpty();
        assertThat(reply(document.replace("main", Optional.empty(), "x", old -> false)))
                .isInstanceOf(CodeAnswer.Changed.class);
        assertThat(reply(document.replace("none", Optional.empty(), "x", old -> true)))
                .isInstanceOf(CodeAnswer.NoSuchFile.class);
        assertThat(shown(document)).isEqualTo("new");
    }

    @Test
    void aTextThatIsThereAlreadyIsAnsweredAndNotWritten() {
        firstFile();
        var made = document.replace("main", Optional.of(PYTHON), PYTHON.starter(), old -> true);
        assertThat(made.edit()).isEmpty();
        assertThat(reply(made)).isInstanceOf(CodeAnswer.Code.class);
    }

    @Test
    void aTextThatDoesNotFitIsRefusedWithALimitAndNothingChanges() {
        firstFile();
        var full = reply(document.replace("main", Optional.of(JAVASCRIPT), "x".repeat((1 << 20) + 1), old -> true));
        assertThat(full).isInstanceOf(CodeAnswer.Full.class);
        assertThat(document.read("main")).isEqualTo(new CodeAnswer.Code(FILE, PYTHON.starter()));
    }

    @Test
    void halvesOfSurrogatePairsHarmNothing() {
        firstFile();
        assertThat(((CodeAnswer.Code) reply(document.replace("main", Optional.empty(), "a\uD83Db", old -> true)))
                        .text())
                .isEqualTo("a\uFFFDb");
    }

    @Test
    void theFileOfALanguageIsMadeOnceAndFoundThereafter() {
        firstFile();
        assertThat(reply(document.ensureFile(PYTHON))).isEqualTo(new CodeAnswer.Found(FILE));
        var made = new CodeFile("javascript", "main.js", JAVASCRIPT, 1);
        assertThat(reply(document.ensureFile(JAVASCRIPT))).isEqualTo(new CodeAnswer.Created(made));
        assertThat(reply(document.ensureFile(JAVASCRIPT))).isEqualTo(new CodeAnswer.Found(made));
    }

    @Test
    void twoServersThatMakeTheSameFileMakeItOnce() {
        firstFile();
        var other = loaded(1);
        var one = document.ensureFile(JAVASCRIPT).edit().orElseThrow();
        var two = other.ensureFile(JAVASCRIPT).edit().orElseThrow();
        assertThat(one.update()).isEqualTo(two.update());
    }

    // ── hostile files

    private void browserWrites(String key, Object value) {
        var doc = browser();
        var update = doc.transact(77, edit -> edit.set(doc.map(CodeFile.MAP), key, value));
        assertThat(apply(NOOR, update)).isInstanceOf(Edited.Changed.class);
    }

    @Test
    void anEntryThatCannotBeAFileIsNone() {
        browserWrites("../x", Map.of("name", "x", "language", "python", "order", 0L));
        assertThat(reply(document.ensureFile(PYTHON))).isInstanceOf(CodeAnswer.Created.class);
        assertThat(document.read("../x")).isInstanceOf(CodeAnswer.NoSuchFile.class);
    }

    @Test
    void anEntryOfTheWrongShapeIsNone() {
        for (Object value : List.of(
                "x",
                5L,
                Map.of(),
                Map.of("name", 5L, "language", "python", "order", 0L),
                Map.of("name", "x", "language", "cobol", "order", 0L),
                Map.of("name", "x", "language", "python"),
                Map.of("name", "x", "language", "python", "order", "0"))) {
            document = empty(1);
            browserWrites("main", value);
            assertThat(document.read("main")).as(value.toString()).isInstanceOf(CodeAnswer.NoSuchFile.class);
        }
    }

    @Test
    void whereSomebodyElsesFileStandsInTheWayTheSessionIsFull() {
        browserWrites("python", Map.of("name", "x", "language", "javascript", "order", 0L));
        assertThat(reply(document.ensureFile(PYTHON))).isInstanceOf(CodeAnswer.Full.class);
    }

    @Test
    void placesOfTabsStayInBoundsWhateverABrowserWrote() {
        Map<String, Object> places = Map.of(
                "a", (long) Integer.MAX_VALUE, "b", -5L, "c", Double.NaN, "d", Double.POSITIVE_INFINITY, "e", 1.9);
        places.forEach((id, order) -> {
            document = empty(1);
            browserWrites(id, Map.of("name", "x", "language", "python", "order", order));
            var file = ((CodeAnswer.Code) document.read(id)).file();
            assertThat(file.order()).as(id).isBetween(0, 1_000);
            var next = (CodeAnswer.Created) reply(document.ensureFile(JAVASCRIPT));
            assertThat(next.file().order()).as(id).isBetween(1, 1_001);
        });
    }

    @Test
    void noMoreFilesThanASessionMayHave() {
        var doc = browser();
        Consumer<Integer> add = i -> doc.transact(
                77,
                edit -> edit.set(
                        doc.map(CodeFile.MAP), "f" + i, Map.of("name", "x", "language", "python", "order", 0L)));
        for (int i = 0; i < 63; i++) {
            add.accept(i);
        }
        apply(NOOR, doc.encode());
        assertThat(reply(document.ensureFile(JAVASCRIPT))).isInstanceOf(CodeAnswer.Created.class);
        assertThat(reply(document.ensureFile(Language.parse("language", "typescript"))))
                .isInstanceOf(CodeAnswer.Full.class);
    }
}
