package hotseat.server.store;

import hotseat.server.session.ParticipantId;
import java.util.List;
import java.util.Map;

/**
 * What a room needs to live again.
 *
 * @param checkpoint merged state, as an update; the empty update when none was made yet
 * @param updates the updates behind the checkpoint, oldest first
 * @param authors client id → participant
 * @param runs the latest run entries, oldest first
 * @param runsStarted how many runs the session has had; the next one gets the number after it
 * @param lastNumber the highest log number of the session; 0 for an empty log
 */
public record StoredDocument(
        byte[] checkpoint,
        List<byte[]> updates,
        Map<Long, ParticipantId> authors,
        List<Numbered> runs,
        int runsStarted,
        long lastNumber) {}
