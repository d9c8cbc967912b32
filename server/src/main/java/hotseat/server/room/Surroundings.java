package hotseat.server.room;

/** What a room is told of the server that it lives in. Asked on the room's loop. */
@FunctionalInterface
interface Surroundings {
    /** Whether the memory for rooms is used up. */
    boolean isServerFull();

    /** Whether so many checkpoints wait for the store that no further one should be made now. */
    default boolean isStoreBehind() {
        return false;
    }

    /** Whether a backup was put back not long ago: then browsers may bring what it lacks. */
    default boolean isRecovering() {
        return false;
    }
}
