package hotseat.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.store.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionDeskTest {
    private static final ParticipantId MARA = new ParticipantId("mara");

    private final Audience audience = new Audience();
    private final HeldLog log = new HeldLog(0);
    private final Batch batch = new Batch(log, new HandPace(), () -> Instant.EPOCH, 0, () -> {});
    private final SessionDesk desk =
            new SessionDesk(RoomByHand.session(), batch, new Relay(audience.people, new HandPace()));
    private final List<Session> replies = new ArrayList<>();

    @Test
    void aChangeIsLoggedInTheNameOfWhoMadeItAndToldToAllWhenItIsOnDisk() {
        audience.enter("noor");
        batch.execute(() -> desk.change(MARA, old -> old.withTitle("Part 2"), new Answer<>(replies::add)));
        assertThat(audience.heard("noor")).isEmpty();
        assertThat(replies).isEmpty();
        log.commit();
        assertThat(audience.heard("noor")).containsExactly("SESSION");
        assertThat(replies).extracting(Session::title).containsExactly("Part 2");
        assertThat(desk.session().title()).isEqualTo("Part 2");
        assertThat(log.written).extracting(Entry::kind).containsExactly(Entry.Kind.SESSION);
        assertThat(log.written).extracting(Entry::participant).containsExactly(MARA);
    }

    @Test
    void whatChangesNothingIsAnsweredAndNeitherLoggedNorTold() {
        audience.enter("noor");
        batch.execute(() -> desk.change(MARA, old -> old.withTitle(old.title()), new Answer<>(replies::add)));
        assertThat(replies).hasSize(1);
        assertThat(log.written).isEmpty();
        assertThat(audience.heard("noor")).isEmpty();
    }
}
