package hotseat.server.document;

import hotseat.server.store.Author;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of an edit. Only {@link Changed} has anything for the log and for the others. */
public sealed interface Edited {
    /**
     * The document is different now.
     *
     * @param update what to log and to relay; shared, never changed by anybody
     * @param claims the client ids that became the author's by it
     */
    record Changed(byte[] update, List<Author> claims) implements Edited {}

    /** It said nothing that the document did not have. */
    record Known() implements Edited {}

    /** Something in it builds on what the document does not have; it changed nothing. Its sender has what is missing. */
    record Incomplete(String detail) implements Edited {}

    /** It changed nothing, and would not at another time. Value and limit are there where a limit stands against it. */
    record Refused(
            Reason reason,
            String detail,
            @Nullable Long value,
            @Nullable Long limit) implements Edited {}

    /** Why an edit is refused; the code is what the wire says. */
    enum Reason {
        MALFORMED("malformed"),
        TOO_LARGE("too-large"),
        DOCUMENT_FULL("document-full"),
        TOO_MANY_CLIENTS("too-many-clients"),
        BUDGET("budget"),
        SCHEMA("schema"),
        FOREIGN_CLIENT("foreign-client"),
        /** The server's own limits, not those of the document. */
        SERVER_FULL("server-full");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
