package hotseat.server.store;

/**
 * How far a session has counted. Kept in its row: what is purged from the log is never counted again.
 *
 * @param entries log number of the latest entry, 0 before the first
 * @param runs number of the latest run, 0 before the first
 */
public record Counters(long entries, int runs) {}
