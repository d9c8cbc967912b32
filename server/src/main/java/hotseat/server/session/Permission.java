package hotseat.server.session;

import java.util.Locale;

/** What a role may allow. */
public enum Permission {
    /** See the documents, the runs and who is here. */
    READ,
    /** Change the shared document. */
    EDIT,
    /** Publish what a run printed. */
    RUN,
    /** Everything that concerns the session itself. */
    MANAGE;

    /** The permission's word on the wire. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
