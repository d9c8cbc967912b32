package hotseat.crdt.update;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;

/**
 * The run-length coders of V2, each with a slice of its own. A reader throws {@link RejectedUpdate} where its slice has no more.
 *
 * <pre>
 * Rle        := { byte value, varUint count − 1 }, the last count left out: the value then holds to the end
 * UintOptRle := { varInt value | varInt −value, varUint count − 2 }                 minus zero exists
 * DiffOptRle := { varInt 2·difference | varInt 2·difference + 1, varUint count − 2 }
 * strings    := varString of all, UintOptRle of their UTF-16 lengths
 * </pre>
 */
final class V2Columns {
    private V2Columns() {}

    static final class RleReader {
        private final ByteReader in;
        private int value;
        private long left;

        RleReader(ByteReader in) {
            this.in = in;
        }

        int next() {
            if (left == 0) {
                value = in.uint8();
                left = in.remaining() == 0 ? Long.MAX_VALUE : in.varUint() + 1;
            }
            left--;
            return value;
        }
    }

    static final class OptRleReader {
        private final ByteReader in;
        private long value;
        private long left;

        OptRleReader(ByteReader in) {
            this.in = in;
        }

        long next() {
            if (left == 0) {
                value = in.varInt();
                left = 1;
                if (value < 0) {
                    value = value == ByteReader.MINUS_ZERO ? 0 : -value;
                    left = in.varUint() + 2;
                }
            }
            left--;
            return value;
        }
    }

    static final class DiffReader {
        private final ByteReader in;
        private long value;
        private long difference;
        private long left;

        DiffReader(ByteReader in) {
            this.in = in;
        }

        /** Clocks: 0 to 2^31 − 1. */
        long next() {
            if (left == 0) {
                long coded = in.varInt();
                if (coded == ByteReader.MINUS_ZERO) coded = 0;
                difference = coded >> 1;
                left = (coded & 1) == 0 ? 1 : in.varUint() + 2;
            }
            left--;
            value += difference;
            if (value < 0 || value > Integer.MAX_VALUE)
                throw new RejectedUpdate(Reason.MALFORMED, "clock out of range", value, Integer.MAX_VALUE, -1);
            return value;
        }
    }

    static final class StringReader {
        private final String all;
        private final OptRleReader lengths;
        private int at;

        StringReader(ByteReader in) {
            // An update without strings has an empty text and no lengths, or nothing at all.
            all = in.remaining() == 0 ? "" : in.varString();
            lengths = new OptRleReader(in);
        }

        String next() {
            long length = lengths.next();
            if (length > all.length() - at)
                throw new RejectedUpdate(Reason.MALFORMED, "strings end too early", length, all.length() - at, -1);
            return all.substring(at, at += (int) length);
        }
    }

    static final class RleWriter {
        private final ByteWriter out = new ByteWriter();
        private int value;
        private long count;

        void add(int next) {
            if (count > 0 && next == value) {
                count++;
                return;
            }
            if (count > 0) out.varUint(count - 1);
            out.uint8(next);
            value = next;
            count = 1;
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }

    static final class OptRleWriter {
        private final ByteWriter out = new ByteWriter();
        private long value;
        private long count;

        void add(long next) {
            if (count > 0 && next != value) flush();
            value = next;
            count++;
        }

        private void flush() {
            out.varInt(value, count > 1);
            if (count > 1) out.varUint(count - 2);
            count = 0;
        }

        byte[] toByteArray() {
            if (count > 0) flush();
            return out.toByteArray();
        }
    }

    static final class DiffWriter {
        private final ByteWriter out = new ByteWriter();
        private long value;
        private long difference;
        private long count;

        void add(long next) {
            if (count > 0 && next - value != difference) flush();
            difference = next - value;
            value = next;
            count++;
        }

        private void flush() {
            long coded = difference * 2 + (count > 1 ? 1 : 0);
            out.varInt(Math.abs(coded), coded < 0);
            if (count > 1) out.varUint(count - 2);
            count = 0;
        }

        byte[] toByteArray() {
            if (count > 0) flush();
            return out.toByteArray();
        }
    }

    static final class StringWriter {
        private final StringBuilder all = new StringBuilder();
        private final OptRleWriter lengths = new OptRleWriter();

        void add(String next) {
            all.append(next);
            lengths.add(next.length());
        }

        byte[] toByteArray() {
            byte[] counts = lengths.toByteArray();
            return new ByteWriter(all.length() + counts.length + 8)
                    .varString(all.toString())
                    .raw(counts, 0, counts.length)
                    .toByteArray();
        }
    }
}
