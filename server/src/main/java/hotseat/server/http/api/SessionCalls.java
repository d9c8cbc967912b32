package hotseat.server.http.api;

import hotseat.server.admission.Bearer;
import hotseat.server.admission.Sessions;
import hotseat.server.room.Rooms;
import hotseat.server.session.InvalidInput;
import hotseat.server.session.Names;
import hotseat.server.session.Permission;
import hotseat.server.session.Session;
import java.util.Map;
import java.util.Optional;

/** {@code /api/sessions} and {@code /api/sessions/{id}}: to create, to see and to change a session. */
final class SessionCalls {
    private final Sessions sessions;
    private final Rooms rooms;

    SessionCalls(Sessions sessions, Rooms rooms) {
        this.sessions = sessions;
        this.rooms = rooms;
    }

    void create(Call call) {
        var asked = call.read(Views.NewSession.class);
        var origin = call.origin();
        call.when(sessions.create(asked.title(), asked.language()), created -> {
            var session = created.session();
            call.with("location", "/api/sessions/" + session.id())
                    .answer(201, Views.CreatedSession.of(session, Views.urls(created.links(), origin, session)));
        });
    }

    void details(Call call) {
        call.authorised(Permission.READ, bearer -> answer(call, bearer, bearer.session()));
    }

    void change(Call call) {
        var asked = call.read(Views.SessionChange.class);
        var title = Optional.ofNullable(asked.title()).map(text -> Names.check("title", text, Session.TITLE_MAX));
        if (title.isEmpty()) {
            throw new InvalidInput("body", "nothing to change; give a title");
        }
        call.authorised(
                Permission.MANAGE,
                bearer -> call.when(
                        rooms.change(bearer.session(), bearer.author(), session -> session.withTitle(title.get())),
                        changed -> answer(call, bearer, changed)));
    }

    private void answer(Call call, Bearer bearer, Session session) {
        call.blocking(
                () -> sessions.participants(session.id()),
                participants -> call.when(rooms.online(session.id()), online -> {
                    var links = bearer.links()
                            .map(known -> Views.urls(known, call.origin(), session))
                            .orElse(Map.of());
                    call.answer(200, Views.SessionDetails.of(bearer, session, participants, online, links));
                }));
    }
}
