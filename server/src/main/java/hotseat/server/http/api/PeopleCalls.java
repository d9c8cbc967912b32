package hotseat.server.http.api;

import hotseat.server.admission.Bearer;
import hotseat.server.admission.Sessions;
import hotseat.server.http.Problem;
import hotseat.server.room.Rooms;
import hotseat.server.session.Permission;
import hotseat.server.session.Role;
import hotseat.server.session.Seats;
import hotseat.server.wire.Outbound.Person;
import hotseat.server.wire.Outbound.SessionView;

/** {@code /api/sessions/{id}/join}: to become a participant. */
final class PeopleCalls {
    private final Sessions sessions;
    private final Rooms rooms;

    PeopleCalls(Sessions sessions, Rooms rooms) {
        this.sessions = sessions;
        this.rooms = rooms;
    }

    void join(Call call) {
        var asked = call.read(Views.Join.class);
        call.authorised(Permission.READ, bearer -> {
            if (bearer.links().isEmpty()) { // a token has joined already
                call.fail(Problem.notFound());
                return;
            }
            var name = Call.require("name", asked.name());
            boolean watches =
                    Boolean.TRUE.equals(asked.watch()) || !bearer.role().takesSeat();
            if (watches || bearer.role() == Role.HOST) { // a host always gets in
                join(call, bearer, name, watches);
            } else {
                ifThereIsASeat(call, bearer, () -> join(call, bearer, name, false));
            }
        });
    }

    private void ifThereIsASeat(Call call, Bearer bearer, Runnable next) {
        var id = bearer.session().id();
        call.blocking(
                () -> sessions.participants(id),
                participants -> call.when(rooms.online(id), online -> {
                    if (Views.taken(participants, online) < Seats.COUNT) {
                        next.run();
                    } else {
                        call.fail(Problem.of(
                                409,
                                "Room full",
                                "All " + Seats.COUNT
                                        + " seats are taken; watch instead, or wait until somebody leaves."));
                    }
                }));
    }

    private void join(Call call, Bearer bearer, String name, boolean watching) {
        call.when(sessions.join(bearer, name, watching), admitted -> {
            if (admitted.isEmpty()) {
                call.fail(Problem.of(
                        409, "Session full", "As many people have joined as a session can hold; create another one."));
                return;
            }
            var joined = admitted.get();
            var links = Views.urls(bearer.links().orElseThrow(), call.origin(), bearer.session());
            call.answer(
                    200,
                    new Views.Joined(
                            joined.token().text(),
                            Person.of(joined.participant(), false),
                            SessionView.of(bearer.session()),
                            links));
        });
    }
}
