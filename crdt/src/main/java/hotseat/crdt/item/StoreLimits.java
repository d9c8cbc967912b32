package hotseat.crdt.item;

/**
 * What one document may hold; {@code hotseat.crdt.Limits} says why. A copy of those numbers that bind the live structure, since the structure
 * knows nothing of what is above it. All are the most that there may be.
 *
 * @param pendingBytes of what waits for predecessors; 0 where nothing may
 * @param anyDepth arrays and objects in each other within one value
 * @param typeDepth types in each other
 * @param textUnits UTF-16 units of one text
 * @param documentBytes text as UTF-8, values and names that are alive
 * @param nameUnits UTF-16 units of a root's name or a key
 * @param items items and collected structs, deleted ones among them
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
