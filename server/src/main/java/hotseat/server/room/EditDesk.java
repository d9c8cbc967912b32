package hotseat.server.room;

import hotseat.server.document.CodeAnswer;
import hotseat.server.document.Edited;
import hotseat.server.document.LiveDocument;
import hotseat.server.session.ParticipantId;
import hotseat.server.store.Entry;
import hotseat.server.wire.CloseCode;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Outbound;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What members and requests say to the documents of a room, and what they are answered. */
final class EditDesk {
    /** While the server's memory for rooms is used up, edits up to so many bytes still go: people type on. */
    private static final int KEYSTROKES_BYTES = 1 << 10;

    private final People people;
    private final Batch batch;
    private final Relay relay;
    private final Surroundings surroundings;
    /** Whose document messages this batch has looked at. */
    private final Set<Member> unacknowledged = new LinkedHashSet<>();

    EditDesk(People people, Batch batch, Relay relay, Surroundings surroundings) {
        this.people = people;
        this.batch = batch;
        this.relay = relay;
        this.surroundings = surroundings;
    }

    void take(Member from, Inbound.Edit edit) {
        long number = from.countDocumentMessage();
        unacknowledged.add(from);
        if (!from.mayEdit()) {
            var detail = "watching only: this link does not let you type";
            refuse(from, new Outbound.Nack(number, "read-only", detail, null, null));
            return;
        }
        if (edit.update().length > KEYSTROKES_BYTES && surroundings.isServerFull()) {
            var detail = "this server's memory for rooms is used up; paste less, or try again later";
            refuse(from, new Outbound.Nack(number, Edited.Reason.SERVER_FULL.code(), detail, null, null));
            return;
        }
        var me = from.participant().id();
        boolean brings = edit.all() && surroundings.isRecovering();
        switch (from.document().apply(me, edit.update(), brings, people.hosts())) {
            case Edited.Changed changed -> {
                from.sentComplete();
                publish(from.document(), me, changed, from);
            }
            case Edited.Known ignored -> from.sentComplete();
            case Edited.Incomplete(var detail) -> incomplete(from, number, detail);
            case Edited.Refused(var reason, var detail, var value, var limit) ->
                refuse(from, new Outbound.Nack(number, reason.code(), detail, value, limit));
        }
    }

    private void refuse(Member from, Outbound.Nack refusal) {
        var code = closing(refusal.code());
        batch.afterCommit(() -> from.refuse(refusal, code));
    }

    /** What a stock client is closed with: it comes back by itself where that can help. */
    private static CloseCode closing(String refused) {
        if (refused.equals(Edited.Reason.TOO_LARGE.code())) {
            return CloseCode.TOO_BIG;
        }
        return refused.equals(Edited.Reason.SERVER_FULL.code()) ? CloseCode.TOO_SLOW : CloseCode.REFUSED;
    }

    /** Not refused for what it is: the sender has what is missing, and is asked for it, once. */
    private void incomplete(Member from, long number, String detail) {
        batch.afterCommit(() -> from.tell(new Outbound.Nack(number, "incomplete", detail, null, null)));
        if (from.asksNow()) {
            batch.afterCommit(() -> from.send(from.document().step1()));
        }
    }

    /**
     * A request over REST to change a document: logs and shows what became of it, then answers it.
     *
     * @param units of text that it may add
     */
    void reply(
            LiveDocument document,
            ParticipantId author,
            int units,
            Supplier<LiveDocument.Reply> change,
            Reply<CodeAnswer> reply) {
        if (units > KEYSTROKES_BYTES && surroundings.isServerFull()) {
            reply.fail(new Busy("this server's memory for rooms is used up; try again later, or with less"));
            return;
        }
        if (!document.takes(units)) {
            reply.fail(new Busy("too much waits to be merged on disk; try again"));
            return;
        }
        var made = change.get();
        made.edit().ifPresent(changed -> publish(document, author, changed, null));
        batch.afterCommit(() -> reply.give(made.answer().get()));
    }

    /** Logs a change and shows it to everybody else who has the document open. */
    private void publish(LiveDocument document, ParticipantId author, Edited.Changed changed, @Nullable Member cause) {
        batch.write(author, document.kind().word(), Entry.Kind.UPDATE, changed.update(), changed.claims());
        batch.afterCommit(() -> relay.update(document, changed.update(), cause));
    }

    void forget(Member member) {
        unacknowledged.remove(member);
    }

    /** The batch is on disk. Called behind its refusals: whoever reads ACK n has been told what of the first n was refused. */
    void acknowledge() {
        unacknowledged.forEach(Member::acknowledge);
        unacknowledged.clear();
    }
}
