package hotseat.crdt.item;

/** What one document may hold; {@code hotseat.crdt.Limits} says why. */
public record StoreLimits(int clients, int pendingBytes, int anyDepth, int typeDepth, int textUnits, int items) {}
