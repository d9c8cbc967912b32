package hotseat.crdt.protocol;

import hotseat.crdt.protocol.AwarenessUpdate.Entry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is here, as the y-protocols tell it. The server holds no entry of its own. Each entry belongs to the connection that last had
 * one accepted for its client; no other connection can change it while it lives. Same thread as the document.
 */
public final class Awareness {
    /** An entry that was not renewed for this long is gone; clients renew theirs every 15 s. */
    public static final Duration EXPIRES_AFTER = Duration.ofSeconds(30);

    /** Clocks of clients that left are kept so that late messages cannot bring them back; this many of them. */
    private static final int GONE_MAX = 1_024;

    private record Held(Entry entry, long connection, Instant renewed) {}

    private final InstantSource time;
    private final Map<Long, Held> held = new LinkedHashMap<>();

    public Awareness(InstantSource time) {
        this.time = time;
    }

    /**
     * Takes what a connection says and returns the entries that were accepted: that is what to relay. An entry is accepted if its clock
     * is above the known one (0 where the client is unknown), or equal to it if it removes a state that is held.
     */
    public AwarenessUpdate apply(long connection, AwarenessUpdate update) {
        var accepted = new ArrayList<Entry>();
        for (var entry : update.entries()) {
            var known = held.get(entry.client());
            if (!accepts(known, connection, entry)) continue;
            put(entry, connection);
            accepted.add(entry);
        }
        forgetOldest();
        return new AwarenessUpdate(accepted);
    }

    private static boolean accepts(@Nullable Held known, long connection, Entry entry) {
        if (known == null) return entry.clock() > 0;
        if (known.entry.gone()) return entry.clock() > known.entry.clock();
        if (known.connection != connection) return false;
        return entry.clock() > known.entry.clock() || entry.gone() && entry.clock() == known.entry.clock();
    }

    /** Removes what the connection owned and returns it as removals, to be relayed. */
    public AwarenessUpdate disconnect(long connection) {
        return remove(known -> known.connection == connection);
    }

    /** Removes what was not renewed in time and returns it as removals, to be relayed. */
    public AwarenessUpdate expire() {
        Instant oldest = time.instant().minus(EXPIRES_AFTER);
        return remove(known -> known.renewed.isBefore(oldest));
    }

    /** Everyone who is here now. */
    public AwarenessUpdate all() {
        List<Entry> present = new ArrayList<>();
        for (var known : held.values()) if (!known.entry.gone()) present.add(known.entry);
        return new AwarenessUpdate(present);
    }

    private AwarenessUpdate remove(Predicate<Held> which) {
        var removed = new ArrayList<Entry>();
        for (var known : List.copyOf(held.values())) {
            if (known.entry.gone() || !which.test(known)) continue;
            var entry = AwarenessUpdate.gone(known.entry.client(), known.entry.clock());
            put(entry, known.connection);
            removed.add(entry);
        }
        return new AwarenessUpdate(removed);
    }

    private void put(Entry entry, long connection) {
        held.remove(entry.client()); // re-inserted at the end: the map is ordered by the last change
        held.put(entry.client(), new Held(entry, connection, time.instant()));
    }

    private void forgetOldest() {
        if (held.size() <= GONE_MAX) return;
        var all = held.values().iterator();
        while (held.size() > GONE_MAX && all.hasNext()) if (all.next().entry.gone()) all.remove();
    }
}
