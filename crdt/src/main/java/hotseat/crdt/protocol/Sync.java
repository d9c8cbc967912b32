package hotseat.crdt.protocol;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.update.StateVector;

/**
 * Writes whole messages of the sync channel.
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

    private Sync() {}

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
