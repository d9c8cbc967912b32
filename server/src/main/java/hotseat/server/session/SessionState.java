package hotseat.server.session;

import java.util.Locale;

/** Where a session is in its life. */
public enum SessionState {
    /** Whoever has a link walks in. */
    LIVE;

    /** The state's word in the API and on disk. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static SessionState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
