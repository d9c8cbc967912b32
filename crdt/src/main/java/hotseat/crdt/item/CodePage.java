package hotseat.crdt.item;

import org.jspecify.annotations.Nullable;

/**
 * One byte for each UTF-16 unit of a text that has few different ones beyond ASCII: quotation marks, accents, an alphabet, some emoji. A byte
 * from 0 on is its ASCII character; those below 0 are given to the units of the text in the order in which they first come, and never to
 * another one. When all 128 are given, the text has to be kept in another way.
 *
 * <p>Found by open addressing with linear probing over twice as many slots as there are codes. Strangers choose the units, so a unit that has no
 * slot after a few steps gets no code: who makes many collide makes his text larger, and nothing slow.
 */
final class CodePage {
    private static final int CODES = 128;
    private static final int SLOTS = 2 * CODES;
    private static final int PROBES_MAX = 16;

    /** Heap bytes. */
    static final int BYTES = 2 * CODES + SLOTS + 56;

    /** By code without its sign. */
    private final char[] units = new char[CODES];

    private int size;
    /** By hash of the unit: its code, or 0 where there is none. */
    private final byte[] slots = new byte[SLOTS];

    /** The code of a unit beyond ASCII, which gets one if need be; 0 where there is none for it. */
    byte code(char unit) {
        int slot = unit * 0x9e37 >>> 6 & SLOTS - 1;
        for (int probe = 0; probe < PROBES_MAX; probe++) {
            byte known = slots[slot];
            if (known == 0) return give(unit, slot);
            if (unit(known) == unit) return known;
            slot = slot + 1 & SLOTS - 1;
        }
        return 0;
    }

    private byte give(char unit, int slot) {
        if (size == CODES) return 0;
        units[size] = unit;
        return slots[slot] = (byte) (size++ | 0x80);
    }

    private char unit(byte code) {
        return units[code & 0x7f];
    }

    /** The unit of a byte; of one that is ASCII no page is needed. */
    static char unit(byte code, @Nullable CodePage page) {
        return code >= 0 || page == null ? (char) code : page.unit(code);
    }
}
