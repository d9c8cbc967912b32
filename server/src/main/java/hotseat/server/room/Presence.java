package hotseat.server.room;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.AwarenessUpdate.Entry;
import hotseat.server.session.ParticipantId;
import hotseat.server.wire.PresenceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where everybody is: the awareness states of a room, each owned by the connection that announced it. A connection speaks for
 * its own Yjs client ids only; stock clients repeat what they heard of others, and that is left out in silence.
 */
final class Presence {
    /** The JSON of a state that has ended. */
    private static final String GONE = "null";
    /** Client ids one connection may announce: one for each document it has open, and some for reloads of the editor. */
    private static final int IDS_PER_MEMBER_MAX = 8;
    /** Former owners that are remembered, so that an echo cannot bring a ghost back. */
    private static final int OWNERS_MAX = 4_096;

    private record State(Member owner, int clock, String json) {}

    private final Map<Long, State> states = new HashMap<>();
    /** Client id → who announced it first, oldest first. */
    private final Map<Long, ParticipantId> owners = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ParticipantId> eldest) {
            return size() > OWNERS_MAX;
        }
    };

    /** Takes a connection's news; returns what the others are to hear. */
    List<Entry> accept(Member from, AwarenessUpdate update, Map<Long, ParticipantId> authors) {
        var news = new ArrayList<Entry>();
        for (var entry : update.entries()) {
            if (!mayAnnounce(from, entry.client(), authors)) {
                continue;
            }
            var state = states.get(entry.client());
            if (entry.gone()) {
                if (state != null && entry.clock() >= state.clock) {
                    states.remove(entry.client());
                    news.add(entry);
                }
            } else if (state == null || entry.clock() > state.clock) {
                PresenceState.checked(entry.json(), from.participant()).ifPresent(json -> {
                    owners.put(entry.client(), from.participant().id());
                    states.put(entry.client(), new State(from, entry.clock(), json));
                    news.add(new Entry(entry.client(), entry.clock(), json));
                });
            }
        }
        return news;
    }

    /** Whether a client id was announced by nobody else: an id belongs to whoever shows it first, by a cursor or by an edit. */
    boolean mayWrite(ParticipantId me, long client) {
        return me.equals(owners.getOrDefault(client, me));
    }

    private boolean mayAnnounce(Member from, long client, Map<Long, ParticipantId> authors) {
        var me = from.participant().id();
        var state = states.get(client);
        if (state != null) {
            return state.owner == from || state.owner.participant().id().equals(me);
        }
        return me.equals(authors.getOrDefault(client, me))
                && mayWrite(me, client)
                && states.values().stream().filter(other -> other.owner == from).count() < IDS_PER_MEMBER_MAX;
    }

    /** What somebody who arrives is to hear. */
    List<Entry> all() {
        var all = new ArrayList<Entry>(states.size());
        states.forEach((client, state) -> all.add(new Entry(client, state.clock, state.json)));
        return all;
    }

    /** Removes what a connection had announced; returns what the others are to hear. */
    List<Entry> leave(Member member) {
        var news = new ArrayList<Entry>();
        states.entrySet().removeIf(entry -> {
            boolean own = entry.getValue().owner == member;
            if (own) {
                news.add(new Entry(entry.getKey(), entry.getValue().clock, GONE));
            }
            return own;
        });
        return news;
    }
}
