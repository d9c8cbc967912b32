package hotseat.server.session;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One file of the shared document: an entry of its map {@code files}; its text is the root {@code file:{id}}.
 *
 * @param order where its tab stands, from 0
 */
public record CodeFile(String id, String name, Language language, int order) {
    /** The file every session starts with. */
    public static final String FIRST = "main";
    /** The map of the shared document that lists the files. */
    public static final String MAP = "files";

    private static final String ROOT_PREFIX = "file:";
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,32}");

    /** The root of the text of a file. */
    public static String root(String id) {
        return ROOT_PREFIX + id;
    }

    /** Whether a root of the shared document is the text of a file. */
    public static boolean isRoot(String root) {
        return root.startsWith(ROOT_PREFIX)
                && ID.matcher(root.substring(ROOT_PREFIX.length())).matches();
    }

    /** Reads the id of a file, as it stands in a URL. */
    public static Optional<String> parseId(String text) {
        return ID.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
