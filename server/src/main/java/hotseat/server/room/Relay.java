package hotseat.server.room;

import hotseat.server.document.LiveDocument;
import hotseat.server.wire.Outbound;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a room says to all: each message is encoded once, and goes to those who have been welcomed and whom it concerns. */
final class Relay {
    /**
     * Among many, each message is a packet to each of them: what changes waits for others to go with, the longer the more they are. Twenty wait
     * for less than a frame of a screen, two hundred for a twentieth of a second.
     */
    private static final long WAIT_PER_MEMBER_NS = 250_000;

    /** More is not worth the wait, nor the memory. */
    private static final int GATHERED_BYTES_MAX = 64 << 10;
    /** Messages times members: all of it is said at a stretch, which others on the loop wait for. */
    private static final int GATHERED_SENDS_MAX = 4_000;

    private final People people;
    private final Pace pace;
    private final Queue<Runnable> gathered = new ArrayDeque<>();
    private int gatheredBytes;
    private @Nullable Runnable last;
    private boolean gathers;

    Relay(People people, Pace pace) {
        this.people = people;
        this.pace = pace;
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
        say(frame.length, () -> concerned(document, author).forEach(member -> member.send(frame)));
    }

    /** Says something of about so many bytes now; in a full room in a moment, with what else there is to say. In the order of calls. */
    void say(int bytes, Runnable words) {
        if (!people.areMany() && !hasGathered()) {
            words.run();
            return;
        }
        gathered.add(words);
        gatheredBytes += bytes;
        sayInAMoment();
    }

    /** As {@link #say}, but behind all that is said in the same moment; and instead of what was to be said last, which these words repeat. */
    void sayLast(Runnable words) {
        if (!people.areMany() && !hasGathered()) {
            words.run();
            return;
        }
        last = words;
        sayInAMoment();
    }

    private boolean hasGathered() {
        return last != null || !gathered.isEmpty();
    }

    private void sayInAMoment() {
        boolean isMuch = gatheredBytes > GATHERED_BYTES_MAX
                || gathered.size() * people.members().size() > GATHERED_SENDS_MAX;
        if (isMuch) {
            sayGathered();
        } else if (!gathers) {
            gathers = true;
            pace.after(Duration.ofNanos(WAIT_PER_MEMBER_NS * people.members().size()), () -> {
                gathers = false;
                sayGathered();
            });
        }
    }

    private void sayGathered() {
        gatheredBytes = 0;
        for (var words = gathered.poll(); words != null; words = gathered.poll()) {
            words.run();
        }
        var words = last;
        last = null;
        if (words != null) {
            words.run();
        }
    }

    /** Those who have the document open. */
    Stream<Member> concerned(LiveDocument document, @Nullable Member except) {
        return people.members().stream()
                .filter(member -> member != except && member.isWelcomed() && member.document() == document);
    }
}
