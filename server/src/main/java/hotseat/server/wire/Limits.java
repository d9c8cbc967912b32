package hotseat.server.wire;

/**
 * What a page must know to send nothing that is refused. The one list: the server checks by these, and every page is told them in
 * its WELCOME, so that none has numbers of its own. Those of the document come from the engine's.
 *
 * @param messageBytes a message beyond it ends the connection
 * @param updateBytes bytes of one document message
 * @param structs structs in one document message
 * @param deleteRanges ranges of deletions in one document message
 * @param textUnits UTF-16 units in one file
 * @param documentBytes bytes of all files together
 * @param files files of a room
 * @param awarenessBytes bytes of one awareness message
 */
public record Limits(
        int messageBytes,
        int updateBytes,
        int structs,
        int deleteRanges,
        int textUnits,
        int documentBytes,
        int files,
        int awarenessBytes,
        Run run) {
    public static final int MESSAGE_BYTES = 3 << 20;
    public static final int AWARENESS_BYTES = 4 << 10;
    /** Far more languages and files than an interview has. */
    public static final int FILES = 64;
    /** At 20 entries a second more than an hour of output. */
    public static final Run RUN = new Run(64 << 10, 2_000, 4 << 10, Integer.MAX_VALUE, 100_000, 1 << 20);

    /**
     * What the entries of a run may hold.
     *
     * @param entryUnits UTF-16 units of all chunks of one entry
     * @param chunks chunks of one entry
     * @param textUnits UTF-16 units of an error's message or of a line of input
     * @param place the greatest line or column
     * @param entries entries of one run
     * @param bytes UTF-8 bytes of the output of one run that are worth sending: the server keeps no more
     */
    public record Run(int entryUnits, int chunks, int textUnits, int place, int entries, int bytes) {}
}
