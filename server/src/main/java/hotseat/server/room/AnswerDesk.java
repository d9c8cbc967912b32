package hotseat.server.room;

import hotseat.crdt.update.StateVector;
import hotseat.server.wire.Inbound;

/**
 * What a member asks for and what may be long: the document, and the runs that its page lacks. One answer at a time, however often it asks,
 * each in a turn of its own ({@link Outbox#awaitTurn}); the next one is due when this one has left. So whoever asks without end, or does
 * not read, costs the server's memory one answer, and the loop no more than one for each that was read.
 */
final class AnswerDesk {
    private final People people;
    private final Batch batch;
    private final RunDesk runs;
    private final Pace pace;

    AnswerDesk(People people, Batch batch, RunDesk runs, Pace pace) {
        this.people = people;
        this.batch = batch;
        this.runs = runs;
        this.pace = pace;
    }

    /** It asks for what of the document is not in {@code known}: answered behind all that it said before. */
    void document(Member to, StateVector known, int cost) {
        batch.execute(() -> batch.afterCommit(() -> {
            to.wants(known, cost);
            next(to);
        }));
    }

    /** From within a command: its page has the document, and wants to hear of runs. What it lacks of those so far comes first. */
    void hello(Member to, Inbound.Hello hello, int cost) {
        runs.hello(to, hello);
        batch.afterCommit(() -> {
            to.wantsRuns(hello.runs(), cost);
            next(to);
        });
    }

    /** A turn is waited for when the room has got to the question, not before: others want it, too, and this room may have much to do. */
    private void next(Member to) {
        if (!people.has(to) || !to.beginsTurn()) {
            return; // who has left is owed nothing, and would not give the turn back
        }
        boolean ofDocument = to.wantsDocument();
        int bytes = ofDocument ? to.document().answerBytes() : runs.bytes();
        to.awaitTurn(
                bytes,
                () -> pace.later(() -> batch.whenSaved(() -> {
                    if (people.has(to)) { // it may have left meanwhile
                        to.sendInTurn(
                                ofDocument ? to.answer() : runs.catchUp(to),
                                () -> pace.later(() -> {
                                    to.endsTurn();
                                    next(to);
                                }));
                    }
                })));
    }
}
