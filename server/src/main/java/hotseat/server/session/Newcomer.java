package hotseat.server.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Somebody who joins, before name and seat are settled. The store settles them within the write itself, so that two who join at
 * once differ.
 */
public record Newcomer(ParticipantId id, Role role, String wantedName, Instant at) {
    /** People who may ever join one session: far more than any interview has, few enough to list. */
    public static final int PARTICIPANTS_MAX = 500;
    /** Of them kept for hosts: whoever has the candidate link cannot shut a second interviewer out. */
    static final int HOSTS_RESERVED = 50;
    /** And kept for those who type: whoever has the watch link shuts out only those who watch. */
    static final int TYPISTS_RESERVED = 200;

    /** The participant beside those who joined before: a name of their own, the next seat. Empty when there are too many. */
    public Optional<Participant> beside(List<Participant> others) {
        int most = switch (role) {
            case HOST -> PARTICIPANTS_MAX;
            case CANDIDATE -> PARTICIPANTS_MAX - HOSTS_RESERVED;
            case OBSERVER -> PARTICIPANTS_MAX - HOSTS_RESERVED - TYPISTS_RESERVED;
        };
        if (others.size() >= most) {
            return Optional.empty();
        }
        var names = others.stream().map(Participant::name).collect(Collectors.toSet());
        var seats = others.stream().flatMap(other -> other.seat().stream()).toList();
        var seat = role.takesSeat() ? Optional.of(Seats.next(seats)) : Optional.<Integer>empty();
        return Optional.of(new Participant(id, role, Names.unique(wantedName, names), seat, at));
    }
}
