package hotseat.server.room;

import hotseat.server.document.LiveDocument;
import hotseat.server.wire.Outbound;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a room says to all: each message is encoded once, and goes to those who have been welcomed and whom it concerns. */
final class Relay {
    private final People people;

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
        var frame = new Outbound.Update(update).frame();
        concerned(document, author).forEach(member -> member.send(frame));
    }

    /** Those who have the document open. */
    Stream<Member> concerned(LiveDocument document, @Nullable Member except) {
        return people.members().stream()
                .filter(member -> member != except && member.isWelcomed() && member.document() == document);
    }
}
