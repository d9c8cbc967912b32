package hotseat.server.session;

/** What a role may allow. */
public enum Permission {
    /** See the documents, the runs and who is here. */
    READ,
    /** Change the shared document. */
    EDIT,
    /** Publish what a run printed. */
    RUN,
    /** Everything that concerns the session itself. */
    MANAGE
}
