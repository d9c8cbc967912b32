package hotseat.crdt.item;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextArenaTest {
    private static final int CODES = 128;
    private static final int NARROW_MAX = 8_000;

    /** Units from U+00A0 on, of which the first few hundred stand for themselves. */
    private static String alphabet(int size) {
        var text = new StringBuilder();
        for (int i = 0; i < size; i++) text.append((char) (0xa0 + i));
        return text.toString();
    }

    private static String read(TextArena arena, int offset, int units) {
        var out = new StringBuilder();
        arena.appendTo(out, offset, units);
        var pieces = arena.pieces(units);
        pieces.add(offset, units);
        assertThat(pieces.toString()).isEqualTo(out.toString());
        for (int i = 0; i < units; i++) assertThat(arena.at(offset + i)).isEqualTo(out.charAt(i));
        byte[] utf8 = out.toString().getBytes(StandardCharsets.UTF_8);
        assertThat(arena.utf8Bytes(offset, units)).isEqualTo(utf8.length);
        var writer = new ByteWriter();
        arena.writeTo(writer, offset, units);
        assertThat(writer.toByteArray()).isEqualTo(new ByteWriter().bytes(utf8).toByteArray());
        return out.toString();
    }

    /** Appends in both ways, as the wire brings text and as an own edit does. */
    private static void appendAndRead(TextArena arena, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        assertThat(read(arena, arena.append(utf8, 0, utf8.length, text.length()), text.length()))
                .isEqualTo(text);
        int offset = arena.allocate(text.length());
        arena.put(offset, text);
        assertThat(read(arena, offset, text.length())).isEqualTo(text);
    }

    @Test
    void textOfFewDifferentUnitsTakesAByteForEach() {
        var arena = new TextArena();
        for (String text :
                new String[] {"plain", "“curly” – quotes…", "Größe, naïve", "Привет, мир", "🙂 and 🙃", ""}) {
            appendAndRead(arena, text);
        }
        appendAndRead(arena, "“”".repeat(1_000));
        assertThat(arena.size()).isGreaterThan(4_000);
        assertThat(arena.memory()).isLessThan(NARROW_MAX);
    }

    @Test
    void whatWasWrittenStaysTheSameWhenTheCodesRunOut() {
        for (int size : new int[] {CODES - 1, CODES, CODES + 1, 3 * CODES}) {
            var arena = new TextArena();
            String first = "first “text”";
            byte[] utf8 = first.getBytes(StandardCharsets.UTF_8);
            int offset = arena.append(utf8, 0, utf8.length, first.length());
            appendAndRead(arena, "ab" + alphabet(size) + "cd");
            appendAndRead(arena, "中文🙂");
            assertThat(read(arena, offset, first.length())).isEqualTo(first);
        }
    }

    @Test
    void aHalfOfAPairIsReplacedAndPutBackInAnyText() {
        for (String before : new String[] {"", alphabet(2 * CODES)}) {
            var arena = new TextArena();
            appendAndRead(arena, before);
            int offset = arena.allocate(2);
            arena.put(offset, "🙂");
            char high = arena.at(offset);
            arena.set(offset, '\ufffd');
            assertThat(arena.at(offset)).isEqualTo('\ufffd');
            arena.set(offset, high);
            assertThat(read(arena, offset, 2)).isEqualTo("🙂");
        }
    }

    @Test
    void anOwnEditLosesLoneSurrogates() {
        for (String before : new String[] {"", "é", alphabet(2 * CODES)}) {
            var arena = new TextArena();
            appendAndRead(arena, before);
            int offset = arena.allocate(4);
            arena.put(offset, "\udc00a\ud800b");
            assertThat(read(arena, offset, 4)).isEqualTo("\ufffda\ufffdb");
        }
    }

    @Test
    void aCopyForCompactionKeepsTheUnits() {
        for (String text : new String[] {"ascii", "“some”", alphabet(2 * CODES)}) {
            var arena = new TextArena();
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            int offset = arena.append(utf8, 0, utf8.length, text.length());
            var fresh = arena.emptied(text.length());
            assertThat(read(fresh, arena.copyTo(fresh, offset, text.length()), text.length()))
                    .isEqualTo(text);
            appendAndRead(fresh, "more, “quoted” and 中文");
        }
    }

    /** Whoever makes units collide makes his text larger; it stays what it is. */
    @Test
    void unitsThatCollideAreKept() {
        var arena = new TextArena();
        var random = new Random(1);
        for (int i = 0; i < 200; i++) {
            var text = new StringBuilder("x");
            for (int unit = 0; unit < 20; unit++) text.append((char) (0xa0 + 1_024 * random.nextInt(40) + i % 7));
            appendAndRead(arena, text.toString());
        }
    }
}
