package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.document.CodeAnswer;
import hotseat.server.session.Language;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Session;
import hotseat.server.store.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What REST asks of a room. */
class RoomRequestsTest extends RoomByHand {
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
}
