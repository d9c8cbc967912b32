package hotseat.server.document;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.protocol.AwarenessUpdate.Entry;
import hotseat.server.session.ParticipantId;
import hotseat.server.wire.PresenceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where everybody is: the awareness states of a document, each owned by the connection that announced it. A connection speaks for
 * its own Yjs client ids only; stock clients repeat what they heard of others, and that is left out in silence.
 */
final class Presence {
    /** The JSON of a state that has ended. */
    private static final String GONE = "null";
    /** States of one participant at once: two for each connection that they may have. */
    private static final int STATES_MAX = 16;
    /** Of a state, besides its JSON: records, strings, its place in a map. */
    private static final int OVERHEAD = 150;

    private record State(Speaker owner, int clock, String json) {}

    private final Map<Long, State> states = new HashMap<>();
    private long bytes;

    /** Takes a connection's news; returns what the others are to hear. {@code sparing}: of each participant one state is enough. */
    List<Entry> accept(Speaker from, AwarenessUpdate update, Authors authors, boolean sparing) {
        var news = new ArrayList<Entry>();
        for (var entry : update.entries()) {
            var state = states.get(entry.client());
            if (state != null && !owns(from, state)) {
                continue;
            }
            if (entry.gone()) {
                if (state != null && entry.clock() >= state.clock) {
                    forget(states.remove(entry.client()));
                    news.add(entry);
                }
            } else if (state == null ? mayShow(from, entry.client(), authors, sparing) : entry.clock() > state.clock) {
                PresenceState.checked(entry.json(), from.participant(), from.shown())
                        .ifPresent(json -> {
                            forget(states.put(entry.client(), new State(from, entry.clock(), json)));
                            bytes += OVERHEAD + json.length();
                            news.add(new Entry(entry.client(), entry.clock(), json));
                        });
            }
        }
        return news;
    }

    /** A participant's second connection takes over what the first one said: a page that came back. */
    private static boolean owns(Speaker from, State state) {
        return state.owner.participant().id().equals(from.participant().id());
    }

    private boolean mayShow(Speaker from, long client, Authors authors, boolean sparing) {
        var me = from.participant().id();
        return count(me) < (sparing ? 1 : STATES_MAX) && authors.show(me, client);
    }

    private long count(ParticipantId participant) {
        return states.values().stream()
                .filter(state -> state.owner.participant().id().equals(participant))
                .count();
    }

    private void forget(@Nullable State state) {
        bytes -= state == null ? 0 : OVERHEAD + state.json.length();
    }

    /** About the bytes of heap that it holds. */
    long memory() {
        return bytes;
    }

    /** What somebody who arrives is to hear. */
    AwarenessUpdate all() {
        var all = new ArrayList<Entry>(states.size());
        states.forEach((client, state) -> all.add(new Entry(client, state.clock, state.json)));
        return new AwarenessUpdate(all);
    }

    /** Removes what a connection had announced; returns what the others are to hear. */
    List<Entry> leave(Speaker speaker) {
        var news = new ArrayList<Entry>();
        states.entrySet().removeIf(entry -> {
            boolean own = entry.getValue().owner == speaker;
            if (own) {
                forget(entry.getValue());
                news.add(new Entry(entry.getKey(), entry.getValue().clock, GONE));
            }
            return own;
        });
        return news;
    }
}
