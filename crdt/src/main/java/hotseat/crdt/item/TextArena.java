package hotseat.crdt.item;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Growth;
import hotseat.crdt.codec.Utf16;
import hotseat.crdt.codec.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of all items: one byte per UTF-16 unit as long as a {@link CodePage} has one for each, then two. Items hold offsets. What an item
 * leaves behind is counted as garbage until the owner compacts.
 *
 * <p>Always: the slices of items do not overlap; an item may have reserved more than it uses, and only it may grow into that; text is
 * well-formed UTF-16 within each item (half of a pair that was cut is U+FFFD). Garbage is at most half of the arena and some 4 KiB, between
 * transactions: who compacts copies each unit that is alive, and at least as many were dropped since the last time.
 *
 * <p>It widens once and for good. A narrow arena of a program is half the heap of a wide one, and most never widen: a text with some quotation
 * marks has a few codes, one in an alphabet has its letters, and only a script of many signs has more than there are. Source of the idea: the
 * strings of the platform (JEP 254, Compact Strings), and the code pages that there were before Unicode; here all texts of a document have
 * one width and one page, so that joining two of them never converts.
 *
 * <pre>
 * ┌ item 4 ┬ item 9 ┬ reserved ┬ garbage ┬ item 2 ┬ not used ──────┐
 * │ abc    │ defgh  │ by 9     │ of 7    │ klmn   │                │
 * └────────┴────────┴──────────┴─────────┴────────┴────────────────┘
 *                                                 ▲ size
 * </pre>
 *
 * <p>Appending costs a copy of the units, amortised; all else a step per unit that it is asked for.
 */
public final class TextArena {
    /** Less garbage than this is not worth the walk over all items. */
    private static final int COMPACT_FROM = 1 << 12;

    /** Codes, as long as there are enough; empty afterwards. */
    private byte[] narrow = new byte[64];
    /** What codes below 0 stand for; null while all is ASCII. */
    private @Nullable CodePage page;
    /** UTF-16 units, null as long as the codes are enough. */
    private char @Nullable [] wide;

    private int size;
    /** Units that belong to no item any more. */
    private int garbage;

    public int size() {
        return size;
    }

    /** Heap bytes, with the room that is left. */
    public long memory() {
        return wide == null ? narrow.length + (page == null ? 0 : CodePage.BYTES) : 2L * wide.length;
    }

    /** Bytes of the units in UTF-8; those of the whole are the sum of those of its parts, wherever it is cut. */
    public int utf8Bytes(int offset, int units) {
        if (wide == null && page == null) return units;
        int bytes = 0;
        for (int i = offset; i < offset + units; i++) bytes += Utf8.bytes(at(i));
        return bytes;
    }

    /** So many units belong to nobody any more. Whose they were is not kept: compaction copies what items have, not what was dropped. */
    public void drop(int units) {
        garbage += units;
    }

    /** From half garbage on: a compaction copies fewer units than were dropped since the last one. */
    public boolean worthCompacting() {
        return garbage > COMPACT_FROM && garbage > size / 2;
    }

    public char at(int offset) {
        return wide == null ? CodePage.unit(narrow[offset], page) : wide[offset];
    }

    /** Whether a cut in front of this unit goes through a surrogate pair. */
    boolean pairAround(int offset) {
        return (wide != null || page != null) && Character.isHighSurrogate(at(offset - 1));
    }

    /** Replaces half of a surrogate pair. */
    public void set(int offset, char unit) {
        if (wide == null && putCode(offset, unit)) return;
        wideText()[offset] = unit;
    }

    /** Writes a unit beyond ASCII into narrow text; false, and the text is wide then, where there is no code for it. */
    private boolean putCode(int offset, char unit) {
        var codes = page;
        if (codes == null) page = codes = new CodePage();
        byte code = codes.code(unit);
        narrow[offset] = code;
        if (code == 0) widen();
        return code != 0;
    }

    /** Reserves room at the end. */
    public int allocate(int units) {
        int offset = size;
        ensure(units);
        size += units;
        return offset;
    }

    /** Makes room for what is about to come. */
    public void reserve(int units) {
        ensure(units);
    }

    /** Appends well-formed UTF-8 that is so many units, and returns their offset. */
    public int append(byte[] bytes, int from, int end, int units) {
        int offset = allocate(units);
        boolean ascii = units == end - from;
        if (ascii && wide == null) System.arraycopy(bytes, from, narrow, offset, units);
        else put(offset, bytes, from, end);
        return offset;
    }

    /** Writes well-formed UTF-8 at the offset, where there is room for it. */
    public void put(int offset, byte[] bytes, int from, int end) {
        int to = offset;
        int p = from;
        while (wide == null) {
            while (p < end && bytes[p] >= 0) narrow[to++] = bytes[p++];
            if (p == end) return;
            int point = Utf8.codePoint(bytes, p);
            if (Character.isBmpCodePoint(point) ? putCode(to, (char) point) : putPair(to, point)) {
                to += Character.charCount(point);
                p += Utf8.length(bytes[p]);
            }
        }
        char[] text = wideText();
        while (p < end) {
            byte lead = bytes[p];
            if (lead >= 0) {
                text[to++] = (char) lead;
                p++;
            } else {
                to += Character.toChars(Utf8.codePoint(bytes, p), text, to);
                p += Utf8.length(lead);
            }
        }
    }

    private boolean putPair(int offset, int point) {
        return putCode(offset, Character.highSurrogate(point)) && putCode(offset + 1, Character.lowSurrogate(point));
    }

    /** Writes the text at the offset, where there is room for it, with U+FFFD in place of lone surrogates. */
    public void put(int offset, String text) {
        int units = text.length();
        if (wide == null) {
            int all = 0;
            for (int i = 0; i < units; i++) {
                char c = text.charAt(i);
                narrow[offset + i] = (byte) c;
                all |= c;
            }
            if (all < 0x80) return;
        }
        char[] well = text.toCharArray();
        Utf16.replaceLoneSurrogates(well, 0, units);
        for (int i = 0; i < units && wide == null; i++) if (well[i] >= 0x80) putCode(offset + i, well[i]);
        if (wide != null) System.arraycopy(well, 0, wide, offset, units);
    }

    /** Slices may overlap: closing a gap moves text onto itself. */
    public void move(int from, int to, int units) {
        if (wide == null) System.arraycopy(narrow, from, narrow, to, units);
        else System.arraycopy(wide, from, wide, to, units);
    }

    public void appendTo(StringBuilder out, int offset, int units) {
        if (wide != null) out.append(wide, offset, units);
        else out.append(string(narrow, offset, units));
    }

    /** Starts a text of at most so many units. */
    Pieces pieces(int units) {
        return new Pieces(wide == null ? new byte[units] : new byte[0], wide == null ? new char[0] : new char[units]);
    }

    /** A text that is put together from pieces of the arena; the arena does not grow meanwhile. */
    final class Pieces {
        private final byte[] narrowText;
        private final char[] wideText;
        private int length;

        private Pieces(byte[] narrowText, char[] wideText) {
            this.narrowText = narrowText;
            this.wideText = wideText;
        }

        void add(int offset, int units) {
            if (wide == null) System.arraycopy(narrow, offset, narrowText, length, units);
            else System.arraycopy(wide, offset, wideText, length, units);
            length += units;
        }

        @Override
        public String toString() {
            return wide == null ? string(narrowText, 0, length) : new String(wideText, 0, length);
        }
    }

    /** Of codes. */
    private String string(byte[] codes, int offset, int units) {
        return page == null
                ? new String(codes, offset, units, StandardCharsets.ISO_8859_1)
                : new String(decoded(codes, offset, units));
    }

    private char[] decoded(byte[] codes, int offset, int units) {
        char[] text = new char[units];
        for (int i = 0; i < units; i++) text[i] = CodePage.unit(codes[offset + i], page);
        return text;
    }

    /** Length in bytes, then UTF-8. Also of a text with a page nearly all pieces are ASCII. */
    public void writeTo(ByteWriter out, int offset, int units) {
        if (wide != null) out.varString(wide, offset, units);
        else if (page == null) out.varUint(units).raw(narrow, offset, units);
        else if (!out.asciiString(narrow, offset, units)) out.varString(decoded(narrow, offset, units), 0, units);
    }

    /** An arena of the same width for {@code units}, to be filled by {@link #copyTo}. */
    public TextArena emptied(int units) {
        var fresh = new TextArena();
        fresh.page = page;
        if (wide == null) fresh.narrow = new byte[units];
        else fresh.wide = new char[units];
        return fresh;
    }

    /** Appends units to another arena of the same width and returns their offset there. */
    public int copyTo(TextArena other, int offset, int units) {
        int to = other.allocate(units);
        if (wide == null) System.arraycopy(narrow, offset, other.narrow, to, units);
        else System.arraycopy(wide, offset, other.wideText(), to, units);
        return to;
    }

    private char[] wideText() {
        if (wide == null) throw new IllegalStateException("text is narrow");
        return wide;
    }

    /** Once in the life of an arena; offsets stay, for they count units. */
    private void widen() {
        char[] text = new char[narrow.length];
        for (int i = 0; i < size; i++) text[i] = CodePage.unit(narrow[i], page);
        wide = text;
        narrow = new byte[0];
        page = null;
    }

    private void ensure(int more) {
        int capacity = wide == null ? narrow.length : wide.length;
        if (more <= capacity - size) return;
        capacity = Growth.capacity(size, more);
        if (wide == null) narrow = Arrays.copyOf(narrow, capacity);
        else wide = Arrays.copyOf(wide, capacity);
    }
}
