package hotseat.server.feed;

/** What becomes of a message to a feed. */
public sealed interface Outcome {
    /**
     * To be logged, and sent to the others once it is on disk.
     *
     * @param json the entry as everybody gets it
     * @param number what the feed counts, such as the run's number
     */
    record Accepted(byte[] json, int number) implements Outcome {}

    /** Known already, or more than is kept: confirmed, so that nobody sends it again. */
    record Done(int number) implements Outcome {}

    /** Of something that is not known any more: confirmed all the same. */
    record Unknown() implements Outcome {}

    /** Never will be taken; the sender is told why and is not to send it again. */
    record Refused(String reason) implements Outcome {}
}
