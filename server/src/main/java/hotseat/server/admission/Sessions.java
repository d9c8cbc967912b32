package hotseat.server.admission;

import hotseat.server.document.LiveDocument;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.Links;
import hotseat.server.session.Membership;
import hotseat.server.session.Names;
import hotseat.server.session.Newcomer;
import hotseat.server.session.Participant;
import hotseat.server.session.ParticipantId;
import hotseat.server.session.Role;
import hotseat.server.session.Secret;
import hotseat.server.session.Session;
import hotseat.server.session.SessionId;
import hotseat.server.store.Entry;
import hotseat.server.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The door: creates sessions and decides who a bearer is. The methods that read the store block; see {@link Store}. Those that write
 * fail with {@link TimeoutException} when a disk hangs: whoever asks is told before they give up.
 */
public final class Sessions {
    private static final Duration WRITE_WITHIN = Duration.ofSeconds(10);

    private final Store store;
    private final InstantSource clock;
    private final Duration writeWithin;

    public Sessions(Store store, InstantSource clock) {
        this(store, clock, WRITE_WITHIN);
    }

    /** For tests, which do not wait as long. */
    Sessions(Store store, InstantSource clock, Duration writeWithin) {
        this.store = store;
        this.clock = clock;
        this.writeWithin = writeWithin;
    }

    public record Created(Session session, Links links) {}

    public record Joined(Participant participant, Secret token) {}

    /** Creates a session with its first file; done when it is on disk. */
    public CompletableFuture<Created> create(@Nullable String title, @Nullable String language) {
        var id = SessionId.random();
        var links = Links.ofNew(id, Secret.randomLink());
        var session = Session.create(
                id,
                title == null ? Session.UNTITLED : Names.check("title", title, Session.TITLE_MAX),
                language == null ? Language.first() : Language.parse("language", language),
                links,
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        var file = new CodeFile(CodeFile.FIRST, session.language().fileName(), session.language(), 0);
        var first = LiveDocument.first(id, file);
        var claim = first.claims().getFirst();
        var entry = new Entry(
                session.createdAt(), ParticipantId.SERVER, claim.document(), Entry.Kind.UPDATE, first.update());
        return inTime(store.create(session, List.of(entry), first.claims()))
                .thenApply(done -> new Created(session, links));
    }

    /**
     * Who a bearer is in a session. Empty for every reason alike: no such session, a wrong secret, a token of another
     * session or of a link that was rotated. Blocks.
     */
    public Optional<Bearer> bearer(SessionId id, Secret secret) {
        return store.session(id)
                .flatMap(session -> secret.isToken() ? byToken(session, secret) : byLink(session, secret));
    }

    /** Whom a token lets into a session's room; empty as for {@link #bearer}. Blocks. */
    public Optional<Membership> member(SessionId id, Secret token) {
        return bearer(id, token)
                .flatMap(bearer ->
                        bearer.participant().map(participant -> new Membership(bearer.session(), participant)));
    }

    private Optional<Bearer> byToken(Session session, Secret token) {
        return store.participant(session, token.hash())
                .map(participant ->
                        new Bearer(session, participant.role(), Optional.of(participant), Optional.empty()));
    }

    private Optional<Bearer> byLink(Session session, Secret secret) {
        return session.roleOf(secret)
                .map(role ->
                        new Bearer(session, role, Optional.empty(), Optional.of(Links.known(session, role, secret))));
    }

    /**
     * Makes the holder of a link a participant; done when that is on disk, empty when the session has too many already.
     *
     * @param watching as an observer, whatever the link would allow
     */
    public CompletableFuture<Optional<Joined>> join(Bearer bearer, String name, boolean watching) {
        var token = Secret.randomToken();
        var role = watching ? Role.OBSERVER : bearer.role();
        var newcomer = new Newcomer(
                ParticipantId.random(),
                role,
                Names.check("name", name, Participant.NAME_MAX),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return inTime(store.join(
                        bearer.session().id(),
                        newcomer::beside,
                        token.hash(),
                        bearer.session().epoch(role)))
                .thenApply(admitted -> admitted.map(participant -> new Joined(participant, token)));
    }

    private <T> CompletableFuture<T> inTime(CompletableFuture<T> write) {
        return write.orTimeout(writeWithin.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Everybody who ever joined. Blocks. */
    public List<Participant> participants(SessionId id) {
        return store.participants(id);
    }
}
