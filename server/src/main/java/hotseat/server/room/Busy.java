package hotseat.server.room;

/** A room cannot take this on now; the same may work in a while. The message is a sentence for the one who asked. */
public final class Busy extends RuntimeException {
    private static final long serialVersionUID = 1;

    public static final String ANSWERS = "Too many large answers wait for those who asked; try again in a while.";

    Busy(String message) {
        super(message, null, false, false);
    }
}
