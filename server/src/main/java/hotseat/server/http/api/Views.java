package hotseat.server.http.api;

import hotseat.server.admission.Bearer;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Links;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Seats;
import hotseat.server.session.Session;
import hotseat.server.wire.Outbound.Person;
import hotseat.server.wire.Outbound.SessionView;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What requests and answers look like; their fields are those of {@code openapi.yaml}, to the letter. */
final class Views {
    private Views() {}

    record NewSession(@Nullable String title, @Nullable String language) {}

    record SessionChange(@Nullable String title) {}

    record Join(@Nullable String name, @Nullable Boolean watch) {}

    record NewFile(@Nullable String language) {}

    record NewCode(@Nullable String code, @Nullable String language) {}

    record CreatedSession(
            String id, String title, String language, String state, Instant createdAt, Map<String, String> links) {
        static CreatedSession of(Session session, Map<String, String> links) {
            var view = SessionView.of(session);
            return new CreatedSession(view.id(), view.title(), view.language(), view.state(), view.createdAt(), links);
        }
    }

    /** How many seats the people who are here take, and how many there are. */
    record SeatCount(int taken, int of) {}

    record SessionDetails(
            String id,
            String title,
            String language,
            String state,
            Instant createdAt,
            String role,
            @Nullable Person participant,
            List<Person> participants,
            SeatCount seats,
            Map<String, String> links) {
        static SessionDetails of(
                Bearer bearer,
                Session session,
                List<Participant> participants,
                Set<ParticipantId> online,
                Map<String, String> links) {
            var view = SessionView.of(session);
            return new SessionDetails(
                    view.id(),
                    view.title(),
                    view.language(),
                    view.state(),
                    view.createdAt(),
                    bearer.role().word(),
                    bearer.participant()
                            .map(who -> Person.of(who, online.contains(who.id())))
                            .orElse(null),
                    participants.stream()
                            .map(who -> Person.of(who, online.contains(who.id())))
                            .toList(),
                    new SeatCount(taken(participants, online), Seats.COUNT),
                    links);
        }
    }

    static int taken(List<Participant> participants, Set<ParticipantId> online) {
        return (int) participants.stream()
                .filter(who -> who.seat().isPresent() && online.contains(who.id()))
                .count();
    }

    record Joined(String token, Person participant, SessionView session, Map<String, String> links) {}

    record File(String id, String name, String language, int order) {
        static File of(CodeFile file) {
            return new File(file.id(), file.name(), file.language().id(), file.order());
        }
    }

    record Code(String file, String language, String code) {}

    record Health(String status) {}

    static Map<String, String> urls(Links links, String origin, Session session) {
        var urls = new LinkedHashMap<String, String>();
        for (var role : Role.values()) {
            links.url(origin, session.id(), role).ifPresent(url -> urls.put(role.word(), url));
        }
        return urls;
    }
}
