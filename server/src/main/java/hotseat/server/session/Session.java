package hotseat.server.session;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is stored about a session.
 *
 * @param linkHashes SHA-256 of the secret of each role's link
 * @param epoch counts rotations of the links; tokens of an older epoch are void
 * @param generation rises when a backup is restored: a page of another generation must not merge
 */
public record Session(
        SessionId id,
        String title,
        Language language,
        Map<Role, byte[]> linkHashes,
        int epoch,
        int generation,
        Instant createdAt) {
    public static final int TITLE_MAX = 120;
    public static final String UNTITLED = "Untitled room";

    public Session {
        linkHashes = Map.copyOf(linkHashes);
    }

    /** The role that a link's secret opens; empty when it opens nothing. Takes the same time for every wrong secret. */
    public Optional<Role> roleOf(Secret secret) {
        Role found = null;
        for (var link : linkHashes.entrySet()) {
            if (secret.hasHash(link.getValue())) {
                found = link.getKey();
            }
        }
        return Optional.ofNullable(found);
    }
}
