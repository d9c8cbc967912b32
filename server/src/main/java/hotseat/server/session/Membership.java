package hotseat.server.session;

import java.util.Set;

/** A participant in a session as it is now, and what they may do in it. Decided at the door; a change of it closes the socket. */
public record Membership(Session session, Participant participant) {
    public Set<Permission> permissions() {
        return participant.role().permissions();
    }
}
