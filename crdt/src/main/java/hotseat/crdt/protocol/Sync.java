package hotseat.crdt.protocol;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.StateVector;

/**
 * Messages of the sync channel, read and written.
 *
 * <pre>message := varUint 0 (channel), varUint kind, varBuffer payload      payload of STEP1: state vector; else an update (V1)</pre>
 */
public final class Sync {
    public static final int CHANNEL = 0;
    /** "This is what I know": answered with {@link #STEP2}. */
    public static final int STEP1 = 0;
    /** What the state vector of step 1 lacked. */
    public static final int STEP2 = 1;
    /** A change as it happens; applied like step 2. */
    public static final int UPDATE = 2;

    /** A message as it was read. Bytes of updates are not looked at yet. */
    public sealed interface Message {}

    public record Step1(StateVector known) implements Message {}

    public record Step2(byte[] update) implements Message {}

    public record Update(byte[] update) implements Message {}

    private Sync() {}

    /**
     * Reads a message behind its channel, to its end. Throws {@link RejectedUpdate}, also where a state vector names more than
     * {@code clientsMax} clients: who reads from strangers gives twice what a document may have.
     */
    public static Message read(ByteReader in, int clientsMax) {
        int kind = in.varUint(UPDATE, "kind of sync message");
        byte[] payload = in.bytes();
        in.expectEnd();
        return switch (kind) {
            case STEP1 -> new Step1(StateVector.decode(payload, clientsMax));
            case STEP2 -> new Step2(payload);
            default -> new Update(payload);
        };
    }

    public static byte[] step1(StateVector known) {
        return message(STEP1, known.encode());
    }

    public static byte[] step2(byte[] update) {
        return message(STEP2, update);
    }

    public static byte[] update(byte[] update) {
        return message(UPDATE, update);
    }

    private static byte[] message(int kind, byte[] payload) {
        return new ByteWriter(payload.length + 8)
                .varUint(CHANNEL)
                .varUint(kind)
                .bytes(payload)
                .toByteArray();
    }
}
