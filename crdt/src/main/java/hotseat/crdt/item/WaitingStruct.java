package hotseat.crdt.item;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.update.Content;
import hotseat.crdt.update.DecodeLimits;
import hotseat.crdt.update.StructTable;
import hotseat.crdt.update.StructWriter;
import hotseat.crdt.update.UpdateDecoder;

/**
 * A struct as it came; its first unit may be known by now. Kept in bytes, as it will be written in a state: it is never looked into while it
 * waits, and decoded once when its turn comes.
 *
 * @param struct one struct of the wire (V1), info byte first; nobody changes it
 */
public record WaitingStruct(long client, int clock, int length, byte[] struct) {
    /** Clock behind the last unit. */
    public int end() {
        return clock + length;
    }

    /** Whether it was collected where it came from; the info byte of such a struct is its kind and nothing else. */
    public boolean collected() {
        return struct[0] == Content.GC;
    }

    /** Writes the struct without its first {@code offset} units. */
    public void writeTo(ByteWriter out, int offset) {
        if (offset == 0) {
            out.raw(struct, 0, struct.length);
            return;
        }
        var table = new StructTable();
        UpdateDecoder.decodeStruct(struct, client, clock, DecodeLimits.NONE, table);
        StructWriter.write(table, out, 0, client, offset);
    }

    /** The same without its first {@code offset} units. */
    public WaitingStruct from(int offset) {
        if (offset == 0) return this;
        var out = new ByteWriter(struct.length + 16);
        writeTo(out, offset);
        return new WaitingStruct(client, clock + offset, length - offset, out.toByteArray());
    }
}
