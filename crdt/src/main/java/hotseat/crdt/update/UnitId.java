package hotseat.crdt.update;

/** Names one unit: the client that made it and its number among that client's units, from 0. */
public record UnitId(long client, int clock) {}
