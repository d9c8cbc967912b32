package hotseat.server.room;

import hotseat.server.document.DocumentKind;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Session;
import hotseat.server.store.Entry;
import hotseat.server.wire.Json;
import hotseat.server.wire.Outbound;
import java.util.List;
import java.util.function.UnaryOperator;

/** The session itself, as its room has it: one record, of which everybody is told when it changes. */
final class SessionDesk {
    private final Batch batch;
    private final Relay relay;
    private Session session;

    SessionDesk(Session session, Batch batch, Relay relay) {
        this.session = session;
        this.batch = batch;
        this.relay = relay;
    }

    Session session() {
        return session;
    }

    void change(ParticipantId author, UnaryOperator<Session> change, Reply<Session> reply) {
        var changed = change.apply(session);
        if (!changed.equals(session)) {
            session = changed;
            var view = Outbound.SessionView.of(changed);
            var json = Json.MAPPER.writeValueAsBytes(view);
            batch.change(changed);
            batch.write(author, DocumentKind.SHARED.word(), Entry.Kind.SESSION, json, List.of());
            batch.afterCommit(() -> relay.tell(new Outbound.SessionChanged(view), member -> true));
        }
        batch.afterCommit(() -> reply.give(changed));
    }
}
