package hotseat.crdt;

/** For tests of what waits for predecessors: the limits of an interview, but that something may. */
final class Waiting {
    static final Limits LIMITS = Limits.INTERVIEW.withPending(256 << 10);

    private Waiting() {}
}
