package hotseat.server.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * What opens a door: the 128 bits in a link's fragment, or the 256 bits of a participant's token. Only its SHA-256 is stored;
 * no salt is needed for that many random bits. {@code toString} does not show it.
 */
public record Secret(String text) {
    private static final int LINK_BYTES = 16;
    private static final int TOKEN_BYTES = 32;
    private static final Pattern LINK = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

    public static Secret randomLink() {
        return new Secret(Random.text(LINK_BYTES));
    }

    public static Secret randomToken() {
        return new Secret(Random.text(TOKEN_BYTES));
    }

    /** Empty for what can be neither a link's secret nor a token. */
    public static Optional<Secret> parse(String text) {
        return LINK.matcher(text).matches() || TOKEN.matcher(text).matches()
                ? Optional.of(new Secret(text))
                : Optional.empty();
    }

    public boolean isToken() {
        return TOKEN.matcher(text).matches();
    }

    /**
     * The secret of a lesser role, made from the host's (HKDF-SHA-256, RFC 5869): so every host can show the candidate link
     * again although nobody stores it. A higher epoch gives other secrets.
     */
    Secret derive(SessionId session, Role role, int epoch) {
        var parameters = HKDFParameterSpec.ofExtract()
                .addIKM(text.getBytes(StandardCharsets.US_ASCII))
                .addSalt(session.value().getBytes(StandardCharsets.US_ASCII))
                .thenExpand(("hotseat/" + role.word() + "/" + epoch).getBytes(StandardCharsets.US_ASCII), LINK_BYTES);
        try {
            SecretKey key = KDF.getInstance("HKDF-SHA256").deriveKey("Generic", parameters);
            return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime has no HKDF-SHA256", e);
        }
    }

    /** SHA-256 of the text: 32 bytes. */
    public byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** Compares in constant time. */
    public boolean hasHash(byte[] hash) {
        return MessageDigest.isEqual(hash(), hash);
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
