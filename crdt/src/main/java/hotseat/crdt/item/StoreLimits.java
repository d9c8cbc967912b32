package hotseat.crdt.item;

/**
 * What one document may hold; {@code hotseat.crdt.Limits} says why.
 *
 * @param loadedFactor how many times as much a document may hold that is loaded
 */
public record StoreLimits(
        int clients,
        int pendingBytes,
        int anyDepth,
        int typeDepth,
        int textUnits,
        int documentBytes,
        int roots,
        int keys,
        int nameUnits,
        int items,
        int loadedFactor) {}
