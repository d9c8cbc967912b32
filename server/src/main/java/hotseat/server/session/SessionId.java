package hotseat.server.session;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names a session: 80 random bits. It is in every URL and no secret. */
public record SessionId(String value) {
    private static final int BYTES = 10;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{14}");

    public SessionId {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidInput("id", "not the id of a session");
        }
    }

    public static SessionId random() {
        return new SessionId(Random.text(BYTES));
    }

    /** Empty for what cannot be an id; the answer to it is the same as to an unknown one. */
    public static Optional<SessionId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new SessionId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
