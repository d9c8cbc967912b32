package hotseat.server.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * A language that a file can be in, as {@code languages.json} lists it: the one table, which the page and its build read, too.
 *
 * @param id the word that the API and the document say
 * @param label what people read
 * @param extension of a file's name, without the dot
 * @param highlight the page's grammar for it
 * @param runs whether the page can execute it
 * @param starter the text that a new file begins with: short and runnable
 */
public record Language(String id, String label, String extension, String highlight, boolean runs, String starter) {
    private static final String TABLE = "/languages.json";
    private static final List<Language> ALL = read();

    private static List<Language> read() {
        try (var in = Language.class.getResourceAsStream(TABLE)) {
            if (in == null) {
                throw new IllegalStateException("languages.json is missing from the program");
            }
            return List.of(JsonMapper.shared().readValue(in, Language[].class));
        } catch (IOException e) {
            throw new UncheckedIOException("reading languages.json", e);
        }
    }

    /** All languages, in the order in which people choose from them. */
    public static List<Language> all() {
        return ALL;
    }

    /** What a session's first file is in when nobody says. */
    public static Language first() {
        return ALL.getFirst();
    }

    /** What the session's file in this language is called. */
    public String fileName() {
        return "main." + extension;
    }

    public static Optional<Language> find(String id) {
        return ALL.stream().filter(language -> language.id.equals(id)).findFirst();
    }

    /**
     * Reads a language's id.
     *
     * @throws InvalidInput naming {@code field} for any other word
     */
    public static Language parse(String field, String id) {
        return find(id).orElseThrow(() -> new InvalidInput(field, "unknown language; one of " + ids()));
    }

    private static String ids() {
        return ALL.stream().map(Language::id).collect(Collectors.joining(", "));
    }
}
