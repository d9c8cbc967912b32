package hotseat.server.session;

import java.time.Instant;
import java.util.Optional;

/**
 * A person admitted to a session. The server alone decides name, role and seat as others see them.
 *
 * @param seat 1 to 8, the palette entry of cursor and runs; empty for observers
 */
public record Participant(ParticipantId id, Role role, String name, Optional<Integer> seat, Instant joinedAt) {
    public static final int NAME_MAX = 40;
}
