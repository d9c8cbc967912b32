package hotseat.server.room;

import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Permission;
import hotseat.server.wire.Outbound;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Who is in a room: its connections, the participants behind them, and who left last. */
final class People {
    /** Connections at once; what a room says to all of them stays bounded by it. */
    static final int MEMBERS_MAX = 250;
    /** What is said to all of more than these, because of one, is said seldom. */
    private static final int FEW = 16;
    /** Connections of one participant: tabs, devices, a document each. */
    static final int PER_PARTICIPANT_MAX = 8;
    /** Of one who has joined, here or not: who they are, with a name as long as it may be, and a place in maps. */
    private static final int PARTICIPANT_BYTES = 350;
    /** People who are no longer here and still listed. */
    private static final int LEFT_MAX = 20;

    private final Map<ParticipantId, Participant> participants = new LinkedHashMap<>();
    private final Set<ParticipantId> hosts = new HashSet<>();
    private final Set<Member> members = new LinkedHashSet<>();
    /** Of these nothing has been heard for a while, of the first for the longest. */
    private final Set<Member> silent = new LinkedHashSet<>();

    private final Map<ParticipantId, Integer> connections = new HashMap<>();
    /** Who left last, the latest at the end: the page shows that they were here. */
    private final Set<ParticipantId> left = new LinkedHashSet<>();

    People(List<Participant> joined) {
        joined.forEach(this::take);
    }

    private void take(Participant participant) {
        participants.put(participant.id(), participant);
        if (participant.role().may(Permission.MANAGE)) {
            hosts.add(participant.id());
        }
    }

    /** Takes a connection in; answers with the reason where there is no place for it. */
    Optional<String> enter(Member member) {
        var id = member.participant().id();
        if (members.size() >= MEMBERS_MAX) {
            return Optional.of("this room is full: " + MEMBERS_MAX + " connections; try again later");
        }
        if (connections.getOrDefault(id, 0) >= PER_PARTICIPANT_MAX) {
            return Optional.of("you are here " + PER_PARTICIPANT_MAX + " times already; close another tab");
        }
        take(member.participant());
        members.add(member);
        connections.merge(id, 1, Integer::sum);
        left.remove(id);
        return Optional.empty();
    }

    /**
     * Where there is no place for a connection but for one of which nothing has been heard for a while: the one that makes way. Whose line broke
     * comes back before it is known that the other end is gone, perhaps several times.
     */
    Optional<Member> makesWayFor(Member newcomer) {
        var id = newcomer.participant().id();
        boolean hasTooMany = connections.getOrDefault(id, 0) >= PER_PARTICIPANT_MAX;
        if (!hasTooMany && members.size() < MEMBERS_MAX) {
            return Optional.empty();
        }
        return silent.stream()
                .filter(member -> !hasTooMany || member.participant().id().equals(id))
                .findFirst();
    }

    /** False when it was not here. */
    boolean leave(Member member) {
        if (!members.remove(member)) {
            return false;
        }
        silent.remove(member);
        var id = member.participant().id();
        connections.computeIfPresent(id, (who, count) -> count == 1 ? null : count - 1);
        if (!isHere(id)) {
            left.add(id);
            if (left.size() > LEFT_MAX) {
                left.remove(left.iterator().next());
            }
        }
        return true;
    }

    /** Notes that nothing is heard of a connection, or something is again; true when that is news to those who are here. */
    boolean silent(Member member, boolean is) {
        return has(member) && (is ? silent.add(member) : silent.remove(member));
    }

    private boolean isSilent(ParticipantId id) {
        return !silent.isEmpty()
                && members.stream()
                        .filter(member -> member.participant().id().equals(id))
                        .allMatch(silent::contains);
    }

    boolean has(Member member) {
        return members.contains(member);
    }

    boolean isHere(ParticipantId id) {
        return connections.containsKey(id);
    }

    boolean areMany() {
        return members.size() > FEW;
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** About the bytes of heap that it holds besides its connections. */
    long memory() {
        return (long) PARTICIPANT_BYTES * participants.size();
    }

    Collection<Member> members() {
        return Collections.unmodifiableSet(members);
    }

    /** Who has a connection. A view: it changes with them. */
    Set<ParticipantId> here() {
        return Collections.unmodifiableSet(connections.keySet());
    }

    /** Who may manage the session, here or not. A view. */
    Set<ParticipantId> hosts() {
        return Collections.unmodifiableSet(hosts);
    }

    /** Whether a connection of that participant's page is here. */
    boolean hasPage(ParticipantId id, String page) {
        return members.stream()
                .anyMatch(member ->
                        member.page().equals(page) && member.participant().id().equals(id));
    }

    /** Who is here, who left last, and whoever else is worth a line. */
    List<Outbound.Person> listed(Predicate<ParticipantId> alsoListed) {
        return participants.values().stream()
                .filter(participant -> isHere(participant.id())
                        || left.contains(participant.id())
                        || alsoListed.test(participant.id()))
                .map(participant -> {
                    boolean here = isHere(participant.id());
                    return Outbound.Person.of(participant, here, here && isSilent(participant.id()));
                })
                .toList();
    }
}
