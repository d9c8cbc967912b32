package hotseat.server.store;

import hotseat.server.session.ParticipantId;
import java.util.Map;

/**
 * What was read of a document beside its content.
 *
 * @param authors client id → participant
 * @param updates how many updates lie behind the checkpoint
 * @param bytes their size together
 */
public record StoredDocument(Map<Long, ParticipantId> authors, int updates, long bytes) {
    public StoredDocument {
        authors = Map.copyOf(authors);
    }
}
