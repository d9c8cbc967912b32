package hotseat.crdt;

import java.util.Set;

/**
 * The update was accepted.
 *
 * @param changed whether the document is different now, or more waits for predecessors than before
 * @param update what to store and relay: the received bytes where everything in them was new, else an own encoding of what changed;
 *     {@code {0, 0}} where nothing did. Shared, never changed by anyone. An update of which something waits is kept as received,
 *     so that storing it loses nothing
 * @param pending whether something still waits for predecessors: ask the sender with sync step 1
 * @param newClients client ids of this update that the document had never seen
 */
public record Applied(boolean changed, byte[] update, boolean pending, Set<Long> newClients) implements ApplyResult {}
