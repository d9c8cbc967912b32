package hotseat.crdt.update;

/** Names one unit: the client that made it and its number among that client's units, from 0. */
public record UnitId(long client, int clock) {
    public UnitId {
        if (client < 0 || clock < 0) throw new IllegalArgumentException("client " + client + " at clock " + clock);
    }
}
