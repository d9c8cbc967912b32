package hotseat.server.session;

/** Names a participant within their session: 72 random bits. Everybody in the room sees it. */
public record ParticipantId(String value) {
    /** Whose hand wrote what the server itself puts into a document, such as starters. */
    public static final ParticipantId SERVER = new ParticipantId("server");

    private static final int BYTES = 9;

    /** Whose hand writes over REST with nothing but the link of a role: nobody has joined, and the log says so. */
    public static ParticipantId link(Role role) {
        return new ParticipantId("link-" + role.word());
    }

    public static ParticipantId random() {
        return new ParticipantId(Random.text(BYTES));
    }

    @Override
    public String toString() {
        return value;
    }
}
