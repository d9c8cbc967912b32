package hotseat.server.session;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Rules for text that people see as a name: NFC, trimmed, without characters that could disguise it. Lengths are code points. */
public final class Names {
    private Names() {}

    /**
     * Checks and normalises.
     *
     * @throws InvalidInput naming {@code field} when nothing is left, it is longer than {@code max} code points or holds a control,
     *     invisible or direction-changing character
     */
    public static String check(String field, String text, int max) {
        // Before normalising, which may triple the length: an absurd input costs nothing.
        if (text.length() > max * 4) {
            throw tooLong(field, text.codePointCount(0, text.length()), max);
        }
        var name = strip(Normalizer.normalize(text, Normalizer.Form.NFC));
        if (name.isEmpty()) {
            throw new InvalidInput(field, "empty; give 1 to " + max + " characters");
        }
        int length = name.codePointCount(0, name.length());
        if (length > max) {
            throw tooLong(field, length, max);
        }
        if (hasDisguise(name)) {
            throw new InvalidInput(field, "has an invisible or direction-changing character; remove it");
        }
        return name;
    }

    /** Without the space around it, that which does not break a line, too: {@link String#strip} leaves it. */
    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isSpace(char unit) {
        return Character.isWhitespace(unit) || Character.isSpaceChar(unit);
    }

    /** The name itself, or with the first free number when somebody else has one that looks like it: {@code Noor (2)}. */
    public static String unique(String name, Set<String> taken) {
        var looks = taken.stream().map(Names::look).collect(Collectors.toSet());
        if (!looks.contains(look(name))) {
            return name;
        }
        for (int number = 2; ; number++) {
            var suffix = " (" + number + ")";
            var candidate = cut(name, Participant.NAME_MAX - suffix.length()) + suffix;
            if (!looks.contains(look(candidate))) {
                return candidate;
            }
        }
    }

    /** What two names have in common that a glance does not tell apart: width, case, joiners and spaces count nothing. */
    private static String look(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKC)
                .codePoints()
                .filter(codePoint -> !isInvisible(codePoint) && !Character.isWhitespace(codePoint))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .toLowerCase(Locale.ROOT);
    }

    private static String cut(String name, int max) {
        if (name.codePointCount(0, name.length()) <= max) {
            return name;
        }
        int end = name.offsetByCodePoints(0, max);
        while (end > 0 && (name.charAt(end - 1) == ZERO_WIDTH_JOINER || isSpace(name.charAt(end - 1)))) {
            end--; // what it joined is cut off
        }
        return name.substring(0, end);
    }

    private static InvalidInput tooLong(String field, int length, int max) {
        return new InvalidInput(field, length + " characters, at most " + max + "; shorten it");
    }

    private static boolean hasDisguise(String name) {
        var all = name.codePoints().toArray();
        for (int i = 0; i < all.length; i++) {
            int before = i == 0 ? 0 : all[i - 1];
            int after = i == all.length - 1 ? 0 : all[i + 1];
            if (isControl(all[i]) || isInvisible(all[i]) && !belongsToEmoji(all[i], before, after)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isControl(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Families and professions are emoji that are joined; a heart is an emoji by the selector behind it. */
    private static boolean belongsToEmoji(int codePoint, int before, int after) {
        return codePoint == ZERO_WIDTH_JOINER
                ? isPicture(after) && (isPicture(before) || before == EMOJI_SELECTOR)
                : codePoint == EMOJI_SELECTOR && isPicture(before);
    }

    /** Not {@link Character#isEmoji}, which digits are, too. */
    private static boolean isPicture(int codePoint) {
        return Character.isExtendedPictographic(codePoint) || Character.isEmojiModifier(codePoint);
    }

    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int EMOJI_SELECTOR = 0xFE0F;

    /** What is drawn as nothing: format characters, and the rest of Unicode's Default_Ignorable_Code_Point (UAX 44). */
    private static boolean isInvisible(int codePoint) {
        return Character.getType(codePoint) == Character.FORMAT
                || codePoint == 0x034F
                || codePoint == 0x115F
                || codePoint == 0x1160
                || codePoint == 0x17B4
                || codePoint == 0x17B5
                || codePoint >= 0x180B && codePoint <= 0x180F
                || codePoint == 0x2800 // the empty Braille pattern: not ignorable, and as blank
                || codePoint == 0x3164
                || codePoint >= 0xFE00 && codePoint <= 0xFE0F
                || codePoint == 0xFFA0
                || codePoint >= 0xFFF0 && codePoint <= 0xFFF8
                || codePoint >= 0xE0000 && codePoint <= 0xE0FFF;
    }
}
