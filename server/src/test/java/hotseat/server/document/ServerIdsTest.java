package hotseat.server.document;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.SessionId;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class ServerIdsTest {
    private static final SessionId ID = new SessionId("AAAAAAAAAAAAAA");

    @Test
    void theyAreMadeOfTheSessionAloneAndNeverChange() {
        // These stand in logs; another way to make them would write every starter of an old room twice.
        assertThat(ServerIds.starter(ID, "main")).isEqualTo(ServerIds.starter(new SessionId(ID.value()), "main"));
        assertThat(ServerIds.starter(ID, "main")).isEqualTo(STARTER);
        assertThat(ServerIds.writer(ID, 1)).isEqualTo(WRITER);
    }

    @Test
    void eachIsAnIdThatYjsTakesAndNoTwoAreTheSame() {
        var ids = new ArrayList<Long>();
        for (var session : new SessionId[] {ID, SessionId.random(), SessionId.random()}) {
            ids.add(ServerIds.starter(session, CodeFile.FIRST));
            for (var language : Language.all()) {
                ids.add(ServerIds.starter(session, language.id()));
            }
            for (int generation = 1; generation < 10; generation++) {
                ids.add(ServerIds.writer(session, generation));
            }
        }
        assertThat(ids).doesNotHaveDuplicates().allSatisfy(id -> assertThat(id).isBetween(0L, (1L << 53) - 1));
    }

    /** SHA-256 of {@code AAAAAAAAAAAAAA/main} and of {@code AAAAAAAAAAAAAA//1}: the last 53 of the first 64 bits. */
    private static final long STARTER = 3636637381765979L;

    private static final long WRITER = 5484617027223779L;
}
