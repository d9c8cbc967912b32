package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.update.StateVector;
import hotseat.server.document.CodeAnswer;
import hotseat.server.document.DocumentKind;
import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.RunEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A room driven by hand: the test decides when the log has committed. */
class RoomTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final SessionId ID = SessionId.random();
    private static final String ROOT = CodeFile.root(CodeFile.FIRST);
    private static final String RUN = "0123456789abcdef0123456789abcdef";

    private static final Language PYTHON = Language.parse("language", "python");
    /** The id that the first file's starter is written under. */
    private static final long STARTER = LiveDocument.first(ID, new CodeFile(CodeFile.FIRST, "main.py", PYTHON, 0))
            .claims()
            .getFirst()
            .client();

    private Instant now = NOON;
    private boolean serverIsFull;
    private final HeldLog log = new HeldLog(1);
    private final Room room = room();

    /** A stretch that never ends: what the room does in pieces is {@link BatchTest}'s. */
    static final Pace UNHURRIED = new Pace() {
        @Override
        public void begin() {}

        @Override
        public boolean isSpent() {
            return false;
        }

        @Override
        public void later(Runnable rest) {
            rest.run();
        }

        @Override
        public void after(Duration wait, Runnable rest) {
            rest.run();
        }
    };

    static Session session() {
        return Session.create(ID, "Rota gaps", PYTHON, Links.ofNew(ID, Secret.randomLink()), NOON);
    }

    private Room room() {
        var first = LiveDocument.first(ID, new CodeFile(CodeFile.FIRST, "main.py", PYTHON, 0));
        var shared = LiveDocument.load(DocumentKind.SHARED, session(), into -> {
            into.accept(first.update());
            var owner = first.claims().getFirst();
            return new LiveDocument.Stored(Map.of(owner.client(), owner.participant()), 0, 0);
        });
        var past = new Room.Past(shared, new Runs(List.of(), 0, NOON), List.of(), 1);
        return new Room("test", session(), past, log, UNHURRIED, () -> now, () -> serverIsFull);
    }

    private static Participant person(String name, Role role) {
        return new Participant(
                new ParticipantId(name), role, name, role.takesSeat() ? Optional.of(4) : Optional.empty(), NOON);
    }

    private Member join(String name, Role role, Ear ear) {
        var member = enter(name, role, ear);
        room.receive(member, new Inbound.SyncStep1(StateVector.EMPTY), 4);
        room.receive(member, hello(name), 4);
        ear.take();
        return member;
    }

    private Member enter(String name, Role role, Ear ear) {
        return room.join(new Membership(session(), person(name, role)), ear);
    }

    /** A page whose life is named after its person. */
    private static Inbound.Hello hello(String name) {
        return new Inbound.Hello(page(name), Optional.empty(), Map.of());
    }

    private static String page(String name) {
        return String.format("%032x", name.hashCode() & 0xFFFFFFFFL);
    }

    /** An edit by a Yjs client of its own. */
    private static Inbound edit(long client, String text) {
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        return new Inbound.Edit(doc.transact(client, change -> change.insert(doc.text(ROOT), 0, text)), false);
    }

    @Test
    void nobodySeesAnEditThatIsNotOnDiskNorIsItsAuthorToldThatItIs() {
        var noor = new Ear(true);
        var mara = new Ear(false);
        var author = join("noor", Role.CANDIDATE, noor);
        join("mara", Role.HOST, mara);
        noor.take();
        room.receive(author, edit(11, "x"), 10);
        assertThat(noor.take()).isEmpty();
        assertThat(mara.take()).isEmpty();
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 1");
        assertThat(mara.take()).containsExactly("UPDATE");
        assertThat(mara.text()).startsWith("x");
    }

    @Test
    void whoArrivesDuringACommitIsAnsweredBehindIt() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "x"), 10);
        var late = new Ear(false);
        var member = enter("late", Role.HOST, late);
        room.receive(member, new Inbound.SyncStep1(StateVector.EMPTY), 4);
        room.read(CodeFile.FIRST, bytes -> true, new Answer<>(answer -> late.close(CloseCode.STALLED, "REST")));
        assertThat(late.take()).isEmpty();
        log.commit();
        assertThat(late.take()).containsExactly("STEP1", "STEP2", "CLOSE 4508");
        assertThat(late.text()).startsWith("x");
    }

    @Test
    void whatArrivesDuringACommitIsTheNextBatch() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "a"), 10);
        room.receive(author, edit(12, "b"), 10);
        room.receive(author, edit(13, "c"), 10);
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 1");
        assertThat(log.written).hasSize(1);
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 3");
        assertThat(log.written).hasSize(3);
        assertThat(noor.handled()).isEqualTo(4 + 4 + 30);
    }

    @Test
    void aRefusalIsHeardBeforeTheAcknowledgementThatCountsPastIt() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "a"), 10);
        room.receive(author, new Inbound.Edit(new byte[] {9, 9}, false), 2);
        room.receive(author, edit(12, "b"), 10);
        log.commitAll();
        assertThat(noor.take()).containsExactly("ACK 1", "NACK 2 malformed", "ACK 3");
    }

    @Test
    void aStockClientIsClosedWithTheReasonInstead() {
        var program = new Ear(false);
        var author = join("program", Role.CANDIDATE, program);
        room.receive(author, new Inbound.Edit(new byte[] {9, 9}, false), 2);
        assertThat(program.take()).containsExactly("CLOSE 4422");
    }

    @Test
    void anObserverIsAskedForNothingAndWritesNothing() {
        var rui = new Ear(true);
        var watching = enter("rui", Role.OBSERVER, rui);
        assertThat(rui.take()).containsExactly("WELCOME");
        room.receive(watching, edit(11, "x"), 10);
        assertThat(rui.take()).containsExactly("NACK 1 read-only", "ACK 1");
        room.receive(watching, new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")), 10);
        assertThat(rui.take()).containsExactly("RUNACK refused");
        assertThat(log.waiting).isEmpty();
    }

    @Test
    void aYjsIdBelongsToItsFirstUser() {
        var noor = new Ear(true);
        var eve = new Ear(true);
        room.receive(join("noor", Role.CANDIDATE, noor), edit(11, "mine"), 10);
        var other = join("eve", Role.CANDIDATE, eve);
        log.commitAll();
        eve.take();
        room.receive(other, edit(11, "forged and longer"), 10);
        log.commitAll();
        assertThat(eve.take()).containsExactly("NACK 1 foreign-client", "ACK 1");
        assertThat(log.authors).containsExactly(new Author("shared", 11, new ParticipantId("noor")));
        room.receive(other, edit(STARTER, "as the server, longer than the starter".repeat(9)), 10);
        assertThat(eve.take()).containsExactly("NACK 2 foreign-client", "ACK 2");
    }

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
    void aTextIsReplacedOnlyIfItIsStillTheOneThatWasRead() {
        var answers = new ArrayList<CodeAnswer>();
        var noor = new Ear(true);
        join("noor", Role.CANDIDATE, noor);
        replace(ParticipantId.SERVER, "main", Optional.empty(), "new", text -> text.contains("greet"), reply(answers));
        replace(
                ParticipantId.SERVER,
                "main",
                Optional.empty(),
                "newer",
                text -> text.contains("greet"),
                reply(answers));
        replace(ParticipantId.SERVER, "none", Optional.empty(), "x", text -> true, reply(answers));
        assertThat(answers).isEmpty();
        log.commitAll();
        assertThat(answers).hasSize(3);
        assertThat(answers.get(0))
                .isInstanceOfSatisfying(
                        CodeAnswer.Code.class, code -> assertThat(code.text()).isEqualTo("new"));
        assertThat(answers.get(1)).isInstanceOf(CodeAnswer.Changed.class);
        assertThat(answers.get(2)).isInstanceOf(CodeAnswer.NoSuchFile.class);
        assertThat(noor.text()).isEqualTo("new");
    }

    @Test
    void aStarterIsInsertedOnceWhoeverAsks() {
        var answers = new ArrayList<CodeAnswer>();
        ensureFile(ParticipantId.SERVER, Language.parse("language", "javascript"), reply(answers));
        ensureFile(ParticipantId.SERVER, Language.parse("language", "javascript"), reply(answers));
        log.commitAll();
        assertThat(answers.get(0)).isInstanceOf(CodeAnswer.Created.class);
        assertThat(answers.get(1)).isInstanceOf(CodeAnswer.Found.class);
    }

    @Test
    void aTextIsMadeOnlyWhereThereIsMemoryForIt() {
        var answers = new ArrayList<CodeAnswer>();
        var busy = new ArrayList<Busy>();
        var asked = new ArrayList<Integer>();
        var answer = new Answer<CodeAnswer>(answers::add, busy::add);
        replace(ParticipantId.SERVER, "main", Optional.empty(), "жж", text -> true, reply(answers));
        log.commitAll();
        answers.clear();
        room.read("main", bytes -> !asked.add(bytes), answer);
        assertThat(answers).isEmpty();
        assertThat(busy).hasSize(1);
        room.read("main", asked::add, answer);
        room.read("none", asked::add, answer);
        assertThat(answers).hasSize(2);
        assertThat(asked).containsExactly(4, 4, 0);
    }

    @Test
    void aDismissedRoomFirstWritesWhatItHas() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "last words"), 10);
        var done = new ArrayList<String>();
        room.dismiss(2_000, () -> done.add("quiet"));
        assertThat(noor.take()).isEmpty();
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 1", "GOAWAY", "CLOSE 1012");
        assertThat(done).containsExactly("quiet");
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
    void everyMessageIsGivenBackOnceWhateverItIs() {
        var noor = new Ear(true);
        var author = enter("noor", Role.CANDIDATE, noor);
        int expected = 0;
        var all = List.of(
                new Inbound.SyncStep1(StateVector.EMPTY),
                edit(11, "x"),
                edit(12, "y"),
                new Inbound.Edit(new byte[] {9, 9}, true),
                presence(5, 1, "{}"),
                new Inbound.QueryPresence(),
                hello("noor"),
                new Inbound.Run(RUN, 0, new RunEvent.Started("main", "main.py", "python")),
                new Inbound.BadRun(RUN, 1, "text: missing"),
                new Inbound.Stop(RUN),
                new Inbound.Unknown(42));
        for (var message : all) {
            room.receive(author, message, 1_000 + expected);
            expected += 1_000 + expected;
            log.commitAll();
        }
        assertThat(noor.handled()).isEqualTo(expected);
    }

    @Test
    void aChangedTitleIsWrittenWithItsEntryAndToldToAllOnceItIsOnDisk() {
        var noor = new Ear(true);
        join("noor", Role.CANDIDATE, noor);
        var answers = new ArrayList<Session>();
        room.change(new ParticipantId("mara"), session -> session.withTitle("Part 2"), reply(answers));
        assertThat(noor.take()).isEmpty();
        assertThat(answers).isEmpty();
        log.commit();
        assertThat(noor.take()).containsExactly("SESSION");
        assertThat(answers).extracting(Session::title).containsExactly("Part 2");
        assertThat(log.sessions).extracting(Session::title).containsExactly("Part 2");
        assertThat(log.written.getLast().kind()).isEqualTo(Entry.Kind.SESSION);
        assertThat(log.written.getLast().participant()).isEqualTo(new ParticipantId("mara"));
        var late = new Ear(true);
        enter("late", Role.CANDIDATE, late);
        assertThat(late.messages("WELCOME").getFirst().at("/session/title").asString())
                .isEqualTo("Part 2");
    }

    @Test
    void aChangeThatChangesNothingIsAnsweredAndNotWritten() {
        var noor = new Ear(true);
        join("noor", Role.CANDIDATE, noor);
        var answers = new ArrayList<Session>();
        room.change(ParticipantId.SERVER, session -> session, reply(answers));
        assertThat(answers).hasSize(1);
        assertThat(log.waiting).isEmpty();
        assertThat(noor.take()).isEmpty();
    }

    @Test
    void aRequestThatNobodyAwaitsAnyMoreChangesNothing() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "in flight"), 10);
        var given = new ArrayList<CodeAnswer>();
        var gaveUp = new Reply<CodeAnswer>() {
            @Override
            public Runnable whileAwaited(Runnable command) {
                return () -> {};
            }

            @Override
            public void give(CodeAnswer answer) {
                given.add(answer);
            }

            @Override
            public void fail(Busy why) {
                throw why;
            }
        };
        replace(ParticipantId.SERVER, "main", Optional.empty(), "forgotten", text -> true, gaveUp);
        ensureFile(ParticipantId.SERVER, Language.parse("language", "javascript"), gaveUp);
        log.commitAll();
        assertThat(log.written).hasSize(1);
        assertThat(given).isEmpty();
    }

    @Test
    void aCheckpointCoversWhatIsOnDiskAndIsMadeOnceForIt() {
        var author = join("noor", Role.CANDIDATE, new Ear(true));
        room.checkpoint();
        assertThat(log.checkpoints).as("nothing is new").isEmpty();
        room.receive(author, edit(11, "x"), 10);
        room.checkpoint();
        assertThat(log.checkpoints).as("a batch is in flight").isEmpty();
        log.commit();
        log.takesCheckpoints = null;
        room.checkpoint();
        room.checkpoint();
        assertThat(log.checkpoints).as("one at a time").containsExactly(2L);
        log.checkpointed.remove().accept(false);
        room.checkpoint();
        assertThat(log.checkpoints).as("after one that failed").containsExactly(2L, 2L);
        log.checkpointed.remove().accept(true);
        room.checkpoint();
        assertThat(log.checkpoints).as("nothing is new").hasSize(2);
    }

    @Test
    void aCheckpointIsMadeByItselfAfterManyEdits() {
        var author = join("noor", Role.CANDIDATE, new Ear(true));
        log.takesCheckpoints = true;
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        for (int i = 0; i < 5; i++) {
            var text = "x".repeat(900_000);
            room.receive(
                    author,
                    new Inbound.Edit(
                            doc.transact(21, change -> {
                                change.delete(doc.text(ROOT), 0, doc.text(ROOT).length());
                                change.insert(doc.text(ROOT), 0, text);
                            }),
                            false),
                    10);
            log.commit();
        }
        assertThat(log.checkpoints).containsExactly(6L);
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

    @Test
    void anAbandonedRoomClosesAlsoThoseItHasNotLetInYet() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "x"), 10);
        var late = new Ear(true);
        enter("late", Role.CANDIDATE, late);
        room.abandon("moved");
        assertThat(noor.take()).containsExactly("CLOSE 1013");
        assertThat(late.take()).containsExactly("CLOSE 1013");
        assertThat(noor.isReleased() && late.isReleased())
                .as("what waited to be dealt with is gone with the room")
                .isTrue();
    }

    @Test
    void whatSomebodySentIsCountedUntilTheRoomHasGotToItAlsoWhenTheyHaveLeft() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "in flight"), 10);
        room.receive(author, edit(11, "waits"), 10);
        room.leave(author);
        assertThat(noor.isReleased()).as("both are in memory").isFalse();
        log.commitAll();
        assertThat(noor.isReleased()).isTrue();
    }

    @Test
    void anAbandonedRoomOwesNothingToThoseEitherWhoLeftInTheBatchThatWasNeverWritten() {
        var noor = new Ear(true);
        var author = join("noor", Role.CANDIDATE, noor);
        room.receive(author, edit(11, "in flight"), 10);
        room.receive(author, edit(11, "with the next batch, as the leaving"), 10);
        room.leave(author);
        log.commit();
        assertThat(log.waiting).as("it is being written").hasSize(1);
        room.abandon("moved");
        assertThat(noor.isReleased()).isTrue();
    }

    /** Somebody who waits for an answer for as long as it takes. */
    private void replace(
            ParticipantId author,
            String file,
            Optional<Language> language,
            String text,
            Predicate<String> isWanted,
            Reply<CodeAnswer> reply) {
        room.edit(author, text.length(), document -> document.replace(file, language, text, isWanted), reply);
    }

    private void ensureFile(ParticipantId author, Language language, Reply<CodeAnswer> reply) {
        room.edit(author, 0, document -> document.ensureFile(language), reply);
    }

    private static <T> Reply<T> reply(List<T> answers) {
        return new Answer<>(answers::add);
    }

    private static Inbound presence(long client, int clock, String json) {
        return new Inbound.Presence(new AwarenessUpdate(List.of(new AwarenessUpdate.Entry(client, clock, json))));
    }
}
