package hotseat.server.document;

import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.SessionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose the Yjs client ids of a document are. An id belongs to the participant who first wrote or showed a cursor under it, and the
 * server's own to nobody else; each participant has so many at most, so that nobody can use up those of the others.
 *
 * <p>What was written is kept with the document; what was only shown is forgotten when the room sleeps.
 */
final class Authors {
    /** Ids of one participant: one for each tab they ever typed in. */
    static final int IDS_MAX = 64;

    private final Map<Long, ParticipantId> written;
    private final Map<Long, ParticipantId> shown = new HashMap<>();
    private final Map<ParticipantId, Integer> counts = new HashMap<>();
    /** Ids that the server writes under, used or not. */
    private final Set<Long> reserved = new HashSet<>();

    Authors(SessionId session, int generation, Map<Long, ParticipantId> stored) {
        written = new HashMap<>(stored);
        stored.values().forEach(this::count);
        for (var language : Language.all()) {
            reserved.add(ServerIds.starter(session, language.id()));
        }
        reserved.add(ServerIds.starter(session, CodeFile.FIRST));
        for (int past = 1; past <= generation; past++) {
            reserved.add(ServerIds.writer(session, past));
        }
    }

    private void count(ParticipantId participant) {
        counts.merge(participant, 1, Integer::sum);
    }

    /** Whether an id is the participant's, or could become it but for their number of ids. */
    boolean isFreeFor(ParticipantId me, long client) {
        var owner = owner(client);
        return owner == null ? !reserved.contains(client) : owner.equals(me);
    }

    /** Who wrote or showed themselves under an id; null for nobody. */
    @Nullable
    ParticipantId owner(long client) {
        var owner = written.get(client);
        return owner == null ? shown.get(client) : owner;
    }

    boolean isKnown(long client) {
        return owner(client) != null;
    }

    /** Whether it is an id of the server's, used or not. */
    boolean isReserved(long client) {
        return reserved.contains(client);
    }

    boolean hasWritten(long client) {
        return written.containsKey(client);
    }

    /** How many more ids a participant may have. */
    int left(ParticipantId me) {
        return IDS_MAX - counts.getOrDefault(me, 0);
    }

    /** Claims an id for somebody who shows themselves under it; false when it is not theirs to have. */
    boolean show(ParticipantId me, long client) {
        if (!isFreeFor(me, client)) {
            return false;
        }
        if (isKnown(client)) {
            return true;
        }
        if (left(me) <= 0) {
            return false;
        }
        shown.put(client, me);
        count(me);
        return true;
    }

    /** Claims an id for somebody who has written under it; false when it was theirs before. */
    boolean write(ParticipantId me, long client) {
        if (written.putIfAbsent(client, me) != null) {
            return false;
        }
        if (shown.remove(client) == null) {
            count(me);
        }
        return true;
    }

    /** About what it weighs, in bytes. */
    long memory() {
        return 100L * (written.size() + shown.size());
    }
}
