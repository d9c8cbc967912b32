package hotseat.server.room;

import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Names;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Author;
import hotseat.server.store.Entry;
import hotseat.server.store.Store;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The door: creates sessions and decides who a bearer is. The methods that read the store block; see {@link Store}. */
public final class Sessions {
    private static final int FIRST_EPOCH = 1;
    /** People who may ever join one session: far more than any interview has, few enough to list. */
    private static final int PARTICIPANTS_MAX = 500;

    private final Store store;
    private final InstantSource clock;

    public Sessions(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Somebody who may enter a session: the session, their role, and who they are unless they only hold a link. */
    public record Bearer(Session session, Role role, Optional<Participant> participant, Optional<Links> links) {
        /** Whose name stands in the log when they write over REST. */
        public ParticipantId author() {
            return participant.map(Participant::id).orElse(ParticipantId.SERVER);
        }
    }

    public record Created(Session session, Links links) {}

    public record Joined(Participant participant, Secret token) {}

    /** Creates a session with its first file; done when it is on disk. */
    public CompletableFuture<Created> create(@Nullable String title, @Nullable String language) {
        var id = SessionId.random();
        var host = Secret.randomLink();
        var links = Links.ofHost(id, host, FIRST_EPOCH);
        var hashes = new EnumMap<Role, byte[]>(Role.class);
        links.secrets().forEach((role, secret) -> hashes.put(role, secret.hash()));
        var session = new Session(
                id,
                title == null ? Session.UNTITLED : Names.check("title", title, Session.TITLE_MAX),
                language == null ? Language.JAVASCRIPT : Language.parse("language", language),
                hashes,
                FIRST_EPOCH,
                1,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        var file = new CodeFile(CodeFile.FIRST, session.language().fileName(), session.language(), 0);
        var seed = SharedDocument.seed(SharedDocument.empty(), id, file);
        var entry = new Entry(session.createdAt(), ParticipantId.SERVER, SharedDocument.NAME, Entry.Kind.UPDATE, seed);
        var author = new Author(SharedDocument.NAME, SharedDocument.seedClient(id, file.id()), ParticipantId.SERVER);
        return store.create(session, List.of(entry), List.of(author)).thenApply(done -> new Created(session, links));
    }

    /**
     * Who a bearer is in a session. Empty for every reason alike: no such session, a wrong secret, a token of another
     * session or of an older epoch. Blocks.
     */
    public Optional<Bearer> bearer(SessionId id, Secret secret) {
        return store.session(id)
                .flatMap(session -> secret.isToken() ? byToken(session, secret) : byLink(session, secret));
    }

    private Optional<Bearer> byToken(Session session, Secret token) {
        return store.participant(session, token.hash())
                .map(participant ->
                        new Bearer(session, participant.role(), Optional.of(participant), Optional.empty()));
    }

    private Optional<Bearer> byLink(Session session, Secret secret) {
        return session.roleOf(secret)
                .map(role -> new Bearer(
                        session,
                        role,
                        Optional.empty(),
                        Optional.of(Links.known(session.id(), role, secret, session.epoch()))));
    }

    /** Makes the holder of a link a participant; done when that is on disk, empty when the session has too many already. */
    public CompletableFuture<Optional<Joined>> join(Bearer bearer, String name) {
        var token = Secret.randomToken();
        return store.join(
                        bearer.session().id(),
                        PARTICIPANTS_MAX,
                        ParticipantId.random(),
                        bearer.role(),
                        Names.check("name", name, Participant.NAME_MAX),
                        token.hash(),
                        bearer.session().epoch(),
                        clock.instant())
                .thenApply(admitted -> admitted.map(participant -> new Joined(participant, token)));
    }

    /** Everybody who ever joined. Blocks. */
    public List<Participant> participants(SessionId id) {
        return store.participants(id);
    }
}
