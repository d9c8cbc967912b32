package hotseat.server.room;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.server.document.LiveDocument;
import hotseat.server.wire.Outbound;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where members are in the documents: cursors and names. It waits for no disk: what moved goes out with the batch in flight, as edits
 * do, so that no cursor is ahead of its text; or when the loop has come round, once for all who moved meanwhile.
 */
final class PresenceDesk {
    private record Movement(Member from, AwarenessUpdate.Entry entry) {}

    private final People people;
    private final Batch batch;
    private final Relay relay;
    private final Pace pace;
    private final Surroundings surroundings;
    /** In each document the latest of each client id. */
    private final Map<LiveDocument, Map<Long, Movement>> movements = new LinkedHashMap<>();
    /** Those of them that may be said: the text that they may depend on has gone out, or goes before them. */
    private final Map<LiveDocument, Map<Long, Movement>> ready = new LinkedHashMap<>();

    private boolean flushesSoon;

    PresenceDesk(People people, Batch batch, Relay relay, Pace pace, Surroundings surroundings) {
        this.people = people;
        this.batch = batch;
        this.relay = relay;
        this.pace = pace;
        this.surroundings = surroundings;
    }

    /** Who has just been welcomed hears where the others are, if they are anywhere. */
    void welcome(Member member) {
        if (!member.document().everybody().entries().isEmpty()) {
            member.tellEverybody();
        }
    }

    /** At once: pages ask to find out whether the line is alive. Who is not welcome yet is told with the welcome, which comes first. */
    void answer(Member to) {
        if (to.isWelcomed()) {
            to.tellEverybody();
        }
    }

    void take(Member from, AwarenessUpdate update) {
        if (!people.has(from)) {
            return;
        }
        note(from, from.document().move(from, update, surroundings.isServerFull()));
        if (!flushesSoon) {
            flushesSoon = true;
            pace.later(() -> {
                flushesSoon = false;
                if (!batch.isInFlight()) {
                    flush();
                }
            });
        }
    }

    /** It has left; said with the batch that this is in. */
    void leave(Member member) {
        note(member, member.document().leave(member));
    }

    private void note(Member from, List<AwarenessUpdate.Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var waiting = movements.computeIfAbsent(from.document(), document -> new LinkedHashMap<>());
        for (var entry : entries) {
            waiting.put(entry.client(), new Movement(from, entry));
        }
    }

    /** What has moved may be said: at once, or in a full room in a moment, behind all edits of that moment. */
    void flush() {
        if (movements.isEmpty()) {
            return;
        }
        movements.forEach((document, moved) ->
                ready.computeIfAbsent(document, key -> new LinkedHashMap<>()).putAll(moved));
        movements.clear();
        relay.sayLast(this::tell);
    }

    /** One message a document; whoever moved alone need not hear of it. */
    private void tell() {
        ready.forEach((document, waiting) -> {
            var mover = waiting.values().iterator().next().from;
            boolean alone = waiting.values().stream().allMatch(movement -> movement.from == mover);
            var entries = waiting.values().stream().map(Movement::entry).toList();
            var frame = new Outbound.Presence(new AwarenessUpdate(entries)).frame();
            if (relay.concerned(document, null).noneMatch(Member::awaitsPresence)) {
                document.news().clear();
            }
            document.news().add(entries);
            relay.concerned(document, alone ? mover : null).forEach(member -> member.tellPresence(frame));
        });
        ready.clear();
    }
}
