package hotseat.server.session;

/** Names a participant within their session: 72 random bits. Everybody in the room sees it. */
public record ParticipantId(String value) {
    /** Whose hand wrote what the server itself puts into a document, such as starters. */
    public static final ParticipantId SERVER = new ParticipantId("server");

    private static final int BYTES = 9;

    public static ParticipantId random() {
        return new ParticipantId(Random.text(BYTES));
    }

    @Override
    public String toString() {
        return value;
    }
}
