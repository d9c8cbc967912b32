package hotseat.server.store;

/**
 * How far a session has counted.
 *
 * @param entries log number of the latest entry, 0 before the first
 * @param runs number of the latest run, 0 before the first
 */
public record Counters(long entries, int runs) {}
