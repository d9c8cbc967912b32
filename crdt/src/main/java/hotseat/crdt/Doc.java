package hotseat.crdt;

import hotseat.crdt.update.StateVector;
import java.util.function.Consumer;

/** One Yjs-compatible document. Single-threaded: whoever owns it serialises all calls; bytes and strings that leave it are nobody's. */
public final class Doc {
    public Doc(Limits limits, Schema schema) {
        throw new UnsupportedOperationException();
    }

    /** Throws {@code RejectedUpdate} if the state is damaged. */
    public static Doc load(byte[] updateV1, Limits limits, Schema schema) {
        return new Doc(limits, schema);
    }

    public ApplyResult apply(byte[] update) {
        return apply(update, client -> true);
    }

    public ApplyResult apply(byte[] update, ClientCheck mayWrite) {
        throw new UnsupportedOperationException();
    }

    public byte[] transact(long clientId, Consumer<Transaction> edit) {
        throw new UnsupportedOperationException();
    }

    public byte[] encode() {
        throw new UnsupportedOperationException();
    }

    public byte[] encodeSince(StateVector known) {
        throw new UnsupportedOperationException();
    }

    public StateVector stateVector() {
        throw new UnsupportedOperationException();
    }

    public Text text(String root) {
        throw new UnsupportedOperationException();
    }

    public MapType map(String root) {
        throw new UnsupportedOperationException();
    }

    public int encodedSizeEstimate() {
        throw new UnsupportedOperationException();
    }

    public void check() {
        throw new UnsupportedOperationException();
    }
}
