package hotseat.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.SessionId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuthorsTest {
    private static final ParticipantId NOOR = new ParticipantId("noor");
    private static final ParticipantId MARA = new ParticipantId("mara");
    private static final SessionId ID = SessionId.random();

    private final Authors authors = new Authors(ID, 1, Map.of(7L, NOOR));

    @Test
    void anIdIsFreeUntilSomebodyHasItAndTheirsFromThenOn() {
        assertThat(authors.isFreeFor(NOOR, 7)).isTrue();
        assertThat(authors.isFreeFor(MARA, 7)).isFalse();
        assertThat(authors.isFreeFor(MARA, 8)).isTrue();
        assertThat(authors.owner(8)).isNull();
        assertThat(authors.show(MARA, 8)).isTrue();
        assertThat(authors.owner(8)).isEqualTo(MARA);
        assertThat(authors.show(NOOR, 8)).isFalse();
        assertThat(authors.isFreeFor(NOOR, 8)).isFalse();
        assertThat(authors.hasWritten(8)).isFalse();
        assertThat(authors.write(MARA, 8)).isTrue();
        assertThat(authors.hasWritten(8)).isTrue();
        assertThat(authors.write(MARA, 8)).as("theirs before").isFalse();
    }

    @Test
    void whoShowsAndThenWritesUnderAnIdHasOne() {
        for (long client = 100; client < 150; client++) {
            authors.show(MARA, client);
            authors.write(MARA, client);
        }
        assertThat(authors.left(MARA)).isEqualTo(Authors.IDS_MAX - 50);
    }

    @Test
    void whatWasStoredCountsToo() {
        var stored = new HashMap<Long, ParticipantId>();
        for (long client = 0; client < Authors.IDS_MAX; client++) {
            stored.put(client, NOOR);
        }
        var full = new Authors(ID, 1, stored);
        assertThat(full.left(NOOR)).isZero();
        assertThat(full.show(NOOR, 1_000)).isFalse();
        assertThat(full.show(NOOR, 5)).as("one of theirs").isTrue();
        assertThat(full.show(MARA, 1_000)).isTrue();
        stored.clear();
        assertThat(full.owner(5)).as("a copy").isEqualTo(NOOR);
    }

    @Test
    void nobodyTakesAnIdOfTheServer() {
        for (var language : Language.all()) {
            assertThat(authors.show(NOOR, ServerIds.starter(ID, language.id()))).isFalse();
        }
        assertThat(authors.isFreeFor(NOOR, ServerIds.starter(ID, CodeFile.FIRST)))
                .isFalse();
        assertThat(authors.isFreeFor(NOOR, ServerIds.writer(ID, 1))).isFalse();
        assertThat(authors.isFreeFor(NOOR, ServerIds.writer(ID, 2)))
                .as("of a generation that is not")
                .isTrue();
        assertThat(new Authors(ID, 2, Map.of()).isFreeFor(NOOR, ServerIds.writer(ID, 2)))
                .isFalse();
    }

    @Test
    void itSaysAboutWhatItHolds() {
        assertThat(authors.memory()).isEqualTo(100);
        authors.show(MARA, 8);
        assertThat(authors.memory()).isEqualTo(200);
        authors.write(MARA, 8);
        assertThat(authors.memory()).isEqualTo(200);
    }
}
