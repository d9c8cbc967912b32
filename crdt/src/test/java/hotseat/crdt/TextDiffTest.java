package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A replaced text changes where it differs, and nowhere else. */
class TextDiffTest {
    private static String applied(String before, java.util.List<TextDiff.Change> changes) {
        var text = new StringBuilder(before);
        for (var change : changes.reversed())
            text.replace(change.at(), change.at() + change.deleted(), change.inserted());
        return text.toString();
    }

    private static int size(java.util.List<TextDiff.Change> changes) {
        return changes.stream()
                .mapToInt(change -> change.deleted() + change.inserted().length())
                .sum();
    }

    @Test
    void equalTextsHaveNoDifference() {
        assertThat(TextDiff.between("same", "same")).isEmpty();
    }

    @Test
    void oneWordChangesAlone() {
        assertThat(TextDiff.between("let a = 1;\nlet b = 2;", "let a = 1;\nlet bb = 2;"))
                .containsExactly(new TextDiff.Change(16, 0, "b"));
    }

    @Test
    void twoPlacesFarApartAreTwoChanges() {
        String middle = "x".repeat(5_000);
        assertThat(TextDiff.between("a" + middle + "b", "c" + middle + "d"))
                .containsExactly(new TextDiff.Change(0, 1, "c"), new TextDiff.Change(5_001, 1, "d"));
    }

    @Test
    void aPairOfSurrogatesIsReplacedAsAWhole() {
        assertThat(TextDiff.between("a😀b", "a😁b")).containsExactly(new TextDiff.Change(1, 2, "😁"));
        assertThat(TextDiff.between("😀", "🨀")).containsExactly(new TextDiff.Change(0, 2, "🨀"));
    }

    /** The classical example of the paper: five changes turn the one into the other, and no fewer do. */
    @Test
    void aSmallDifferenceIsAShortestOne() {
        var changes = TextDiff.between("ABCABBA", "CBABAC");
        assertThat(applied("ABCABBA", changes)).isEqualTo("CBABAC");
        assertThat(size(changes)).isEqualTo(5);
    }

    /** Too many code points differ to match them one by one, but the lines between stay as they are. */
    @Test
    void manyChangedLinesLeaveTheOthersAlone() {
        var before = new StringBuilder();
        var after = new StringBuilder();
        for (int line = 0; line < 400; line++) {
            before.append("line ").append(line).append('\n');
            after.append(line % 2 == 0 ? "  indented " : "line ").append(line).append('\n');
        }
        var changes = TextDiff.between(before.toString(), after.toString());
        assertThat(applied(before.toString(), changes)).isEqualTo(after.toString());
        assertThat(changes).allSatisfy(change -> {
            long line = before.substring(0, change.at())
                    .chars()
                    .filter(unit -> unit == '\n')
                    .count();
            assertThat(line % 2).as("odd lines stay").isZero();
        });
        assertThat(size(changes)).isLessThan(200 * 12);
    }

    private static String lines(int count, int length, int seed) {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (int line = 0; line < count; line++) {
            for (int i = 1; i < length; i++) text.append((char) ('a' + random.nextInt(26)));
            text.append('\n');
        }
        return text.toString();
    }

    /** A megabyte, of which every tenth line has another letter in its middle. */
    @Test
    void manySmallChangesOfALongTextAreAllFound() {
        String before = lines(5_000, 200, 1);
        var after = new StringBuilder(before);
        for (int line = 0; line < 4_800; line += 10) after.setCharAt(200 * line + 100, 'Z');
        var changes = TextDiff.between(before, after.toString());
        assertThat(changes)
                .hasSize(480)
                .allSatisfy(change -> assertThat(change.deleted()).isEqualTo(1));
        assertThat(applied(before, changes)).isEqualTo(after.toString());
    }

    /** Lines in which every search goes far and finds nothing: the first ones use up what all have, the others are replaced as they are. */
    @Test
    void allSearchesShareOneBudget() {
        var before = new StringBuilder();
        var after = new StringBuilder();
        for (int line = 0; line < 480; line++) {
            before.append("x".repeat(2_000))
                    .append(line)
                    .append('\n')
                    .append("same ")
                    .append(line)
                    .append('\n');
            after.append("x".repeat(1_000)).append("y".repeat(70)).append("x".repeat(1_000));
            after.append("z".repeat(70))
                    .append('\n')
                    .append("same ")
                    .append(line)
                    .append('\n');
        }
        var changes = TextDiff.between(before.toString(), after.toString());
        assertThat(applied(before.toString(), changes)).isEqualTo(after.toString());
        assertThat(changes.size()).isLessThan(1_000);
        assertThat(size(changes)).isLessThan(480 * 4_300);
    }

    @Test
    void aTextOfVeryManyLinesIsReplacedAtOnce() {
        assertThat(TextDiff.between("\n".repeat(1 << 20), " \n".repeat(1 << 19)))
                .hasSize(1);
    }

    @Test
    void whatHasNothingInCommonIsReplacedAtOnce() {
        String before = "<" + "a".repeat(100_000) + ">";
        String after = "<" + "b".repeat(100_000) + ">";
        assertThat(TextDiff.between(before, after))
                .containsExactly(new TextDiff.Change(1, 100_000, "b".repeat(100_000)));
    }

    @Test
    void randomTextsBecomeEachOther() {
        var random = new Random(1);
        for (int n = 0; n < 3_000; n++) {
            String before = text(random);
            String after = random.nextBoolean() ? text(random) : edited(before, random);
            var changes = TextDiff.between(before, after);
            assertThat(applied(before, changes)).isEqualTo(after);
            int end = -1;
            for (var change : changes) {
                assertThat(change.at()).isGreaterThan(end);
                end = change.at() + change.deleted();
            }
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        for (int n = random.nextInt(300); n > 0; n--) text.append(random.nextInt(6) == 0 ? "\n" : pick(random));
        return text.toString();
    }

    private static String edited(String text, Random random) {
        var edited = new StringBuilder(text);
        for (int n = random.nextInt(5); n > 0; n--) {
            int at = text.offsetByCodePoints(0, random.nextInt(1 + text.codePointCount(0, text.length())));
            edited.insert(Math.min(at, edited.length()), pick(random));
        }
        return edited.toString();
    }

    private static String pick(Random random) {
        return new String[] {"a", "b", "c", "😀", "😁", "é"}[random.nextInt(6)];
    }
}
