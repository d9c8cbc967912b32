package hotseat.server.document;

import hotseat.server.session.Participant;

/** One connection of a participant, as a document sees it: who speaks, and whose cursor ends with it. Compared by identity. */
public interface Speaker {
    Participant participant();

    /** What the others are told of who speaks, as JSON. */
    String shown();
}
