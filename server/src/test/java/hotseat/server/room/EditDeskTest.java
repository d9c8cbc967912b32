package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.server.document.CodeAnswer;
import hotseat.server.document.LiveDocument;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.store.Entry;
import hotseat.server.wire.Inbound;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Edits, with the batch that they are written in. */
class EditDeskTest {
    private static final String ROOT = CodeFile.root(CodeFile.FIRST);
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final HeldLog log = new HeldLog(0);
    private final HandPace pace = new HandPace();
    private final LiveDocument document = PeopleTest.document();
    private final People people = new People(List.of());
    private final Relay relay = new Relay(people, new HandPace());
    private final Batch batch =
            new Batch(log, pace, () -> NOON, 0, () -> this.desk().acknowledge());
    private boolean serverIsFull;
    private final EditDesk desk = new EditDesk(people, batch, relay, () -> serverIsFull);

    private final List<CodeAnswer> answers = new ArrayList<>();
    private final List<Busy> busy = new ArrayList<>();
    private final Reply<CodeAnswer> reply = new Answer<>(answers::add, busy::add);

    private EditDesk desk() {
        return desk;
    }

    private Member enter(String name, Role role, Outbox outbox) {
        var participant = new Participant(new ParticipantId(name), role, name, Optional.empty(), NOON);
        var member = new Member(participant, role.permissions(), document, outbox, pace);
        people.enter(member);
        member.welcome(PeopleTest.welcome(member));
        return member;
    }

    private Member enter(String name, Ear ear) {
        var member = enter(name, Role.CANDIDATE, ear);
        ear.take();
        return member;
    }

    private void send(Member from, byte[] update) {
        batch.execute(() -> desk.take(from, new Inbound.Edit(update, false)));
    }

    private static byte[] insert(long client, String text) {
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        return doc.transact(client, edit -> edit.insert(doc.text(ROOT), 0, text));
    }

    /** The second edit of somebody, without the first. */
    private static byte[] second(long client) {
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        doc.transact(client, edit -> edit.insert(doc.text(ROOT), 0, "first"));
        return doc.transact(client, edit -> edit.insert(doc.text(ROOT), 5, "second"));
    }

    @Test
    void anEditThatSaysNothingNewIsAcknowledgedAndNeitherWrittenNorShown() {
        var noor = new Ear(true);
        var mara = new Ear(true);
        var author = enter("noor", noor);
        enter("mara", mara);
        var edit = insert(7, "x");
        send(author, edit);
        log.commit();
        noor.take();
        mara.take();
        send(author, edit);
        assertThat(log.waiting).isEmpty();
        assertThat(noor.take()).containsExactly("ACK 2");
        assertThat(mara.take()).isEmpty();
        assertThat(log.written).hasSize(1);
    }

    @Test
    void whatLacksItsPredecessorsIsNotTakenAndItsSenderIsAskedForThemOnce() {
        var noor = new Ear(true);
        var author = enter("noor", noor);
        send(author, second(7));
        send(author, second(8));
        assertThat(log.waiting).isEmpty();
        assertThat(noor.take()).containsExactly("NACK 1 incomplete", "STEP1", "ACK 1", "NACK 2 incomplete", "ACK 2");
        send(author, insert(9, "complete"));
        log.commit();
        send(author, second(7));
        assertThat(noor.take()).containsExactly("ACK 3", "NACK 4 incomplete", "STEP1", "ACK 4");
    }

    @Test
    void aStockClientIsAskedForWhatIsMissingAndNotClosed() {
        var program = new Ear(false);
        send(enter("program", program), second(7));
        assertThat(program.take()).containsExactly("STEP1");
    }

    @Test
    void anUpdateOverTheLimitIsRefusedAsTooLarge() {
        var noor = new Ear(true);
        var program = new Ear(false);
        var large = insert(7, "x".repeat((1 << 20) + 1));
        send(enter("noor", noor), large);
        send(enter("program", program), large);
        assertThat(noor.take()).containsExactly("NACK 1 too-large", "ACK 1");
        assertThat(noor.messages("NACK").getFirst().path("limit").asInt()).isEqualTo(1 << 20);
        assertThat(noor.messages("NACK").getFirst().path("value").asInt()).isGreaterThan(1 << 20);
        assertThat(program.take()).containsExactly("CLOSE 4413");
    }

    @Test
    void whileTheServerIsFullPeopleTypeOnAndPasteNothingLarge() {
        serverIsFull = true;
        var noor = new Ear(true);
        var author = enter("noor", noor);
        send(author, insert(7, "x".repeat(2_000)));
        assertThat(noor.take()).containsExactly("NACK 1 server-full", "ACK 1");
        send(author, insert(7, "x".repeat(900)));
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 2");
        serverIsFull = false;
        send(author, insert(8, "x".repeat(2_000)));
        log.commit();
        assertThat(noor.take()).containsExactly("ACK 3");
    }

    @Test
    void anObserverIsRefusedWhateverItIs() {
        var rui = new Ear(true);
        var watching = enter("rui", Role.OBSERVER, rui);
        rui.take();
        send(watching, new byte[] {0, 0});
        send(watching, new byte[0]);
        assertThat(rui.take()).containsExactly("NACK 1 read-only", "ACK 1", "NACK 2 read-only", "ACK 2");
    }

    @Test
    void theSameEditOfTwoWindowsIsAcknowledgedToEachAndShownOnce() {
        var first = new Ear(true);
        var second = new Ear(true);
        var one = enter("noor", first);
        var two = enter("noor", second);
        var edit = insert(7, "x");
        batch.execute(() -> {
            desk.take(one, new Inbound.Edit(edit, false));
            desk.take(two, new Inbound.Edit(edit, true));
        });
        assertThat(first.take()).isEmpty();
        log.commit();
        assertThat(first.take()).containsExactly("ACK 1");
        assertThat(second.take()).containsExactly("UPDATE", "ACK 1");
    }

    @Test
    void whoHasLeftIsNotAcknowledged() {
        var noor = new Ear(true);
        var author = enter("noor", noor);
        batch.execute(() -> {
            desk.take(author, new Inbound.Edit(insert(7, "x"), false));
            people.leave(author);
            desk.forget(author);
        });
        log.commit();
        assertThat(noor.take()).isEmpty();
        assertThat(log.written).extracting(Entry::participant).containsExactly(new ParticipantId("noor"));
    }

    @Test
    void aRequestOverRestIsLoggedInTheNameOfItsAuthorAndShownToAll() {
        var mara = new Ear(true);
        enter("mara", mara);
        var author = ParticipantId.link(Role.CANDIDATE);
        batch.execute(() -> desk.reply(document, author, 0, () -> document.ensureFile(Language.first()), reply));
        assertThat(answers).isEmpty();
        log.commit();
        assertThat(answers).singleElement().isInstanceOf(CodeAnswer.Created.class);
        assertThat(mara.take()).containsExactly("UPDATE");
        assertThat(log.written).extracting(Entry::participant).containsExactly(author);
        assertThat(log.authors).extracting(claim -> claim.participant()).containsExactly(ParticipantId.SERVER);
    }

    @Test
    void aFullServerTakesNoLargeTextsOverRestEither() {
        serverIsFull = true;
        batch.execute(() -> desk.reply(
                document,
                ParticipantId.SERVER,
                2_000,
                () -> {
                    throw new AssertionError("nothing is to be changed");
                },
                reply));
        assertThat(busy).singleElement().satisfies(why -> assertThat(why).hasMessageContaining("memory"));
        assertThat(log.waiting).isEmpty();
        batch.execute(() ->
                desk.reply(document, ParticipantId.SERVER, 0, () -> document.ensureFile(Language.first()), reply));
        log.commit();
        assertThat(answers).as("a little still goes").hasSize(1);
    }

    @Test
    void aStockClientOfAFullServerIsToldToComeBack() {
        serverIsFull = true;
        var stock = new Ear(false);
        send(enter("noor", stock), insert(7, "x".repeat(2_000)));
        assertThat(stock.take()).containsExactly("CLOSE 1013");
    }
}
