package hotseat.server.document;

import hotseat.server.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The Yjs client ids that the server writes under. They are made from the session's id, not drawn: a starter that is written twice is
 * there once, and a room that wakes up again uses up none.
 */
final class ServerIds {
    /** Client ids have 53 bits. */
    private static final long MASK = (1L << 53) - 1;

    private ServerIds() {}

    /** For the starter of a file. */
    static long starter(SessionId session, String file) {
        return id(session + "/" + file);
    }

    /**
     * For edits over REST. Safe to go on with after loading: what was written under it was in the log before anybody saw it. After a
     * restore from a backup browsers may know more of it than the log, so each generation has its own.
     */
    static long writer(SessionId session, int generation) {
        return id(session + "//" + generation); // no file has a slash in its id
    }

    private static long id(String name) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.US_ASCII));
            long client = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                client = client << 8 | digest[i] & 0xFF;
            }
            return client & MASK;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
