package hotseat.server.session;

import java.security.SecureRandom;
import java.util.Base64;

/** Unguessable text: random bytes as base64url without padding. */
final class Random {
    /** Seeds itself from the operating system; thread-safe. */
    private static final SecureRandom SOURCE = new SecureRandom();

    private Random() {}

    static String text(int bytes) {
        var random = new byte[bytes];
        SOURCE.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
