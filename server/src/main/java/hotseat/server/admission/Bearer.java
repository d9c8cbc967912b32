package hotseat.server.admission;

import hotseat.server.session.Links;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Permission;
import hotseat.server.session.Role;
import hotseat.server.session.Session;
import java.util.Optional;

/** Somebody who may enter a session: the session, their role, and who they are unless they only hold a link. */
public record Bearer(Session session, Role role, Optional<Participant> participant, Optional<Links> links) {
    public boolean may(Permission permission) {
        return role.may(permission);
    }

    /** Whose name stands in the log when they write over REST. */
    public ParticipantId author() {
        return participant.map(Participant::id).orElseGet(() -> ParticipantId.link(role));
    }
}
