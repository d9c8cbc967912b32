package hotseat.crdt;

import hotseat.crdt.update.UnitId;
import java.util.Set;

/**
 * The update was accepted.
 *
 * @param changed whether the document is different now, or more waits for predecessors than before
 * @param update what to store and relay: the received bytes where they may be forwarded, else an own encoding of what changed;
 *     {@code {0, 0}} where nothing did. Shared, never changed by anyone. An update of which something waits is kept as received,
 *     so that storing it loses nothing
 * @param forwardable whether {@code update} is the received bytes: everything in them was new, and nothing of it waits
 * @param missing units without which something waits, up to 64: of each client the next that is needed, and the first that is to be deleted. The
 *     sender has them, and sends them when asked by sync step 1
 * @param newClients client ids of this update that the document had never seen
 */
public record Applied(boolean changed, byte[] update, boolean forwardable, Set<UnitId> missing, Set<Long> newClients)
        implements ApplyResult {
    /** Whether something still waits for predecessors, of this update or an earlier one. */
    public boolean pending() {
        return !missing.isEmpty();
    }
}
