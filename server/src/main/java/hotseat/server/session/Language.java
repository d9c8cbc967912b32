package hotseat.server.session;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A language that a file can be in. The word is what the API and the document say. */
public enum Language {
    JAVASCRIPT("javascript", "js", """
            const greet = (name) => `Hello, ${name}!`

            console.log(greet('world'))
            """),
    TYPESCRIPT("typescript", "ts", """
            const greet = (name: string): string => `Hello, ${name}!`

            console.log(greet('world'))
            """),
    PYTHON("python", "py", """
            def greet(name):
                return f"Hello, {name}!"

            print(greet("world"))
            """);

    private final String word;
    private final String extension;
    private final String starter;

    Language(String word, String extension, String starter) {
        this.word = word;
        this.extension = extension;
        this.starter = starter;
    }

    public String word() {
        return word;
    }

    /** What the session's file in this language is called. */
    public String fileName() {
        return "main." + extension;
    }

    /** The text that a new file begins with: short and runnable. */
    public String starter() {
        return starter;
    }

    public static Optional<Language> find(String word) {
        return Arrays.stream(values())
                .filter(language -> language.word.equals(word))
                .findFirst();
    }

    /**
     * Reads a language's word.
     *
     * @throws InvalidInput naming {@code field} for any other word
     */
    public static Language parse(String field, String word) {
        return find(word).orElseThrow(() -> new InvalidInput(field, "unknown language; one of " + words()));
    }

    private static String words() {
        return Arrays.stream(values()).map(Language::word).collect(Collectors.joining(", "));
    }
}
