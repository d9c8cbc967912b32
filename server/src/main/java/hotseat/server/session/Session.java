package hotseat.server.session;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is stored about a session, and what a host changes of it. Not part of any document: who may change it differs.
 *
 * @param links what is known of each role's link
 * @param generation 1, and one more after each restore from a backup: from then on pages may bring what the backup lacks
 */
public record Session(
        SessionId id,
        String title,
        Language language,
        SessionState state,
        Map<Role, Link> links,
        int generation,
        Instant createdAt) {
    public static final int TITLE_MAX = 120;
    public static final String UNTITLED = "Untitled room";
    public static final int FIRST_GENERATION = 1;

    public Session {
        links = Map.copyOf(links);
    }

    /** A new session, live at once. */
    public static Session create(SessionId id, String title, Language language, Links links, Instant at) {
        return new Session(id, title, language, SessionState.LIVE, links.stored(), FIRST_GENERATION, at);
    }

    public Session withTitle(String changed) {
        return new Session(id, changed, language, state, links, generation, createdAt);
    }

    /** Whether it was restored from a backup, which may lack what browsers still have. */
    public boolean isRestored() {
        return generation > FIRST_GENERATION;
    }

    /** The role that a link's secret opens; empty when it opens nothing. Takes the same time for every wrong secret. */
    public Optional<Role> roleOf(Secret secret) {
        Role found = null;
        for (var link : links.entrySet()) {
            if (secret.hasHash(link.getValue().hash())) {
                found = link.getKey();
            }
        }
        return Optional.ofNullable(found);
    }

    /** The epoch of a role's link: the one that a participant of that role must have joined by. */
    public int epoch(Role role) {
        var link = links.get(role);
        return link == null ? 0 : link.epoch();
    }
}
