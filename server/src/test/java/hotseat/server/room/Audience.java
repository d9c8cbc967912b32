package hotseat.server.room;

import hotseat.server.document.LiveDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** People in a room, and what they heard. Names are words; who is called "program" speaks no JSON. */
final class Audience {
    final LiveDocument document = PeopleTest.document();
    final People people = new People(List.of());
    private final Map<String, Ear> ears = new HashMap<>();

    /** Somebody who is not welcomed yet. */
    Member arrive(String name, LiveDocument opened) {
        var ear = new Ear(!name.equals("program"));
        ears.put(name, ear);
        var member = PeopleTest.member(name, opened, ear);
        people.enter(member);
        return member;
    }

    Member enter(String name) {
        return enter(name, document);
    }

    Member enter(String name, LiveDocument opened) {
        var member = arrive(name, opened);
        member.welcome(PeopleTest.welcome(member));
        heard(name);
        return member;
    }

    /** Since the last time. */
    List<String> heard(String name) {
        return ears.get(name).take();
    }
}
