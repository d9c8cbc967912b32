package hotseat.server.session;

import java.text.Normalizer;
import java.util.Set;

/** Rules for text that people see as a name: NFC, trimmed, without characters that could disguise it. */
public final class Names {
    private Names() {}

    /**
     * Checks and normalises.
     *
     * @throws InvalidInput naming {@code field} when nothing is left, it is longer than {@code max} UTF-16 units or holds a
     *     control, zero-width or direction-override character
     */
    public static String check(String field, String text, int max) {
        // Before normalising, which may triple the length: an absurd input costs nothing.
        if (text.length() > max * 4) {
            throw tooLong(field, text.length(), max);
        }
        var name = Normalizer.normalize(text, Normalizer.Form.NFC).strip();
        if (name.isEmpty()) {
            throw new InvalidInput(field, "empty; give 1 to " + max + " characters");
        }
        if (name.length() > max) {
            throw tooLong(field, name.length(), max);
        }
        if (name.codePoints().anyMatch(Names::isDisguise)) {
            throw new InvalidInput(field, "has an invisible or direction-changing character; remove it");
        }
        return name;
    }

    /** The name itself, or with the first free number when somebody else has it: {@code Noor (2)}. */
    public static String unique(String name, Set<String> taken) {
        if (!taken.contains(name)) {
            return name;
        }
        for (int number = 2; ; number++) {
            var suffix = " (" + number + ")";
            var candidate = cut(name, Participant.NAME_MAX - suffix.length()) + suffix;
            if (!taken.contains(candidate)) {
                return candidate;
            }
        }
    }

    private static String cut(String name, int max) {
        if (name.length() <= max) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(max - 1)) ? max - 1 : max;
        return name.substring(0, end).stripTrailing();
    }

    private static InvalidInput tooLong(String field, int length, int max) {
        return new InvalidInput(field, length + " characters, at most " + max + "; shorten it");
    }

    private static boolean isDisguise(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> codePoint != ZERO_WIDTH_JOINER;
            default -> false;
        };
    }

    /** Joins emoji into families and professions; it changes no direction and hides nothing. */
    private static final int ZERO_WIDTH_JOINER = 0x200D;
}
