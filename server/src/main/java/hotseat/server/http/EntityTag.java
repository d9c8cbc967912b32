package hotseat.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Entity tags of texts: strong, made of the text alone, so that every node and every restart gives the same one. */
public final class EntityTag {
    private static final int BYTES = 16;

    private EntityTag() {}

    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static String of(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** Reads {@code If-Match} (RFC 9110, 13.1.1): which texts it agrees to. Without the header to any. */
    public static Predicate<String> parse(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return text -> true;
        }
        List<String> tags = Arrays.stream(ifMatch.split(",")).map(String::strip).toList();
        return text -> tags.contains(of(text));
    }
}
