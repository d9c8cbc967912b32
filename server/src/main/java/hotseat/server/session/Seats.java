package hotseat.server.session;

import java.util.Collection;
import java.util.List;

/** The eight seats: whose colour is whose. */
public final class Seats {
    /** The order in which seats are given: neighbours in it are easy to tell apart also with a colour deficiency. */
    private static final List<Integer> ORDER = List.of(4, 7, 2, 1, 6, 5, 3, 8);

    public static final int COUNT = 8;

    private Seats() {}

    /** The seat for the next person: a free one, else the one that the fewest people share. */
    public static int next(Collection<Integer> taken) {
        int best = ORDER.getFirst();
        long fewest = Long.MAX_VALUE;
        for (int seat : ORDER) {
            long sharing = taken.stream().filter(other -> other == seat).count();
            if (sharing < fewest) {
                best = seat;
                fewest = sharing;
            }
        }
        return best;
    }
}
