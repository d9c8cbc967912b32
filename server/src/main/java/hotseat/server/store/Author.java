package hotseat.server.store;

import hotseat.server.session.ParticipantId;

/** A Yjs client id belongs to the participant that first used it in a document. */
public record Author(String document, long client, ParticipantId participant) {}
