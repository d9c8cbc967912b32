package hotseat.crdt;

import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;

/**
 * The update was refused and the document is unchanged.
 *
 * @param detail a sentence without document content
 * @param value the number that was wrong (a size, a client id), 0 where there is none
 * @param limit the bound that it broke, 0 where there is none
 * @param offset position in the update, or -1
 */
public record Refused(Reason reason, String detail, long value, long limit, int offset) implements ApplyResult {
    static Refused of(RejectedUpdate rejected) {
        return new Refused(rejected.reason(), rejected.detail(), rejected.value(), rejected.limit(), rejected.offset());
    }
}
