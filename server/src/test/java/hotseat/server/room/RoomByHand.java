package hotseat.server.room;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.protocol.AwarenessUpdate;
import hotseat.crdt.update.StateVector;
import hotseat.server.document.DocumentKind;
import hotseat.server.document.LiveDocument;
import hotseat.server.feed.Runs;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Membership;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.wire.Inbound;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A room driven by hand: the test decides when the log has committed. */
abstract class RoomByHand {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    static final SessionId ID = SessionId.random();
    static final String ROOT = CodeFile.root(CodeFile.FIRST);
    static final String RUN = "0123456789abcdef0123456789abcdef";

    static final Language PYTHON = Language.parse("language", "python");
    /** The id that the first file's starter is written under. */
    static final long STARTER = LiveDocument.first(ID, new CodeFile(CodeFile.FIRST, "main.py", PYTHON, 0))
            .claims()
            .getFirst()
            .client();

    Instant now = NOON;
    boolean serverIsFull;
    final HeldLog log = new HeldLog(1);
    final Room room = room();

    /** A stretch that never ends: what the room does in pieces is {@link BatchTest}'s. */
    static final Pace UNHURRIED = new Pace() {
        @Override
        public void begin() {}

        @Override
        public boolean isSpent() {
            return false;
        }

        @Override
        public void later(Runnable rest) {
            rest.run();
        }

        @Override
        public void after(Duration wait, Runnable rest) {
            rest.run();
        }
    };

    static Session session() {
        return Session.create(ID, "Rota gaps", PYTHON, Links.ofNew(ID, Secret.randomLink()), NOON);
    }

    Room room() {
        var first = LiveDocument.first(ID, new CodeFile(CodeFile.FIRST, "main.py", PYTHON, 0));
        var shared = LiveDocument.load(DocumentKind.SHARED, session(), into -> {
            into.accept(first.update());
            var owner = first.claims().getFirst();
            return new LiveDocument.Stored(Map.of(owner.client(), owner.participant()), 0, 0);
        });
        var past = new Room.Past(shared, new Runs(List.of(), 0, NOON), List.of(), 1);
        return new Room("test", session(), past, log, UNHURRIED, () -> now, () -> serverIsFull);
    }

    static Participant person(String name, Role role) {
        return new Participant(
                new ParticipantId(name), role, name, role.takesSeat() ? Optional.of(4) : Optional.empty(), NOON);
    }

    Member join(String name, Role role, Ear ear) {
        var member = enter(name, role, ear);
        room.receive(member, new Inbound.SyncStep1(StateVector.EMPTY), 4);
        room.receive(member, hello(name), 4);
        ear.take();
        return member;
    }

    Member enter(String name, Role role, Ear ear) {
        return room.join(new Membership(session(), person(name, role)), ear);
    }

    /** A page whose life is named after its person. */
    static Inbound.Hello hello(String name) {
        return new Inbound.Hello(page(name), Optional.empty(), Map.of());
    }

    static String page(String name) {
        return String.format("%032x", name.hashCode() & 0xFFFFFFFFL);
    }

    /** An edit by a Yjs client of its own. */
    static Inbound edit(long client, String text) {
        var doc = new Doc(Limits.UNBOUNDED, Schema.any());
        return new Inbound.Edit(doc.transact(client, change -> change.insert(doc.text(ROOT), 0, text)), false);
    }

    static Inbound presence(long client, int clock, String json) {
        return new Inbound.Presence(new AwarenessUpdate(List.of(new AwarenessUpdate.Entry(client, clock, json))));
    }
}
