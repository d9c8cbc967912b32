package hotseat.server.room;

import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.server.document.LiveDocument;
import hotseat.server.wire.Outbound;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a room says to all: each message is encoded once, and goes to those who have been welcomed and whom it concerns. */
final class Relay {
    private record Movement(Member from, AwarenessUpdate.Entry entry) {}

    private final People people;
    /** Cursors that go out with the batch in flight: in each document the latest of each client id. */
    private final Map<LiveDocument, Map<Long, Movement>> movements = new LinkedHashMap<>();

    Relay(People people) {
        this.people = people;
    }

    People people() {
        return people;
    }

    /** A message of hotseat.v1 to whom it may concern. */
    void tell(Outbound message, Predicate<Member> whom) {
        var frame = message.frame();
        for (var member : people.members()) {
            if (member.isWelcomed() && member.speaksHotseat() && whom.test(member)) {
                member.send(frame);
            }
        }
    }

    /** An update to everybody who has the document open but {@code author}, who has it. */
    void update(LiveDocument document, byte[] update, @Nullable Member author) {
        send(document, new Outbound.Update(update).frame(), author);
    }

    void move(Member from, List<AwarenessUpdate.Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        var waiting = movements.computeIfAbsent(from.document(), document -> new LinkedHashMap<>());
        for (var entry : entries) {
            waiting.put(entry.client(), new Movement(from, entry));
        }
    }

    /** One message a document; whoever moved alone need not hear of it. */
    void flushMovements() {
        if (movements.isEmpty()) {
            return;
        }
        movements.forEach((document, waiting) -> {
            var mover = waiting.values().iterator().next().from;
            boolean alone = waiting.values().stream().allMatch(movement -> movement.from == mover);
            var update = new AwarenessUpdate(
                    waiting.values().stream().map(Movement::entry).toList());
            send(document, new Outbound.Presence(update).frame(), alone ? mover : null);
        });
        movements.clear();
    }

    private void send(LiveDocument document, byte[] frame, @Nullable Member except) {
        for (var member : people.members()) {
            if (member != except && member.isWelcomed() && member.document() == document) {
                member.send(frame);
            }
        }
    }
}
