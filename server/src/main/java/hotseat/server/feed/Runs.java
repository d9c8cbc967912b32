package hotseat.server.feed;

import hotseat.server.session.ParticipantId;
import hotseat.server.store.Numbered;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Json;
import hotseat.server.wire.Outbound;
import hotseat.server.wire.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The runs of a room: their order and numbers, and the latest ones as those see them who arrive late.
 *
 * <pre>
 * started ─▶ (phase | output | input)* ─▶ ended
 *    └──────────────▶ gone                  the page that executes it was reloaded, or has been away; if it comes back after all,
 *                       └─▶ …               its next entry takes the run up again
 * </pre>
 *
 * <p>A run is executed by one life of a page, which names itself in HELLO; what it says when it was reloaded, and how long it is away,
 * decides whether the run is over. So there is one truth about a run for all, and it stands in the log.
 */
public final class Runs {
    /** Entries that a room reads when it wakes up, and their bytes. */
    public static final int STORED_MAX = 4_000;

    /** JSON of one run. The page stops sending after {@code Limits.RUN.bytes} of text, which JSON makes longer. */
    private static final int RUN_BYTES_MAX = 4 << 20;
    /** JSON of all kept runs, which whoever arrives is sent; the run that is being written always stays. */
    public static final int BYTES_MAX = RUN_BYTES_MAX;

    private static final int RUNS_MAX = 50;
    /** Runs whose output is gone and of which it is still known whose they were, so that their end is told. */
    private static final int FORGOTTEN_MAX = 500;
    /** Of an entry, besides its JSON. */
    private static final int OVERHEAD = 64;
    /** How long a page may be away before its runs are said to be over. A reconnect takes some seconds. */
    public static final Duration AWAY = Duration.ofSeconds(20);

    private record Kept(int i, byte[] frame) {}

    private static final class Run {
        private final ParticipantId participant;
        private final int number;
        private List<Kept> entries = new ArrayList<>();
        /** The life of the page that executes it; empty for one of before this field was. */
        private String page;

        private int next;
        private int bytes;
        private boolean ended;
        private boolean gone;
        /** Since when no connection of that page is here; null while there is one. */
        private @Nullable Instant absentSince;

        private Run(ParticipantId participant, int number, String page) {
            this.participant = participant;
            this.number = number;
            this.page = page;
        }

        private boolean isAlive() {
            return !ended && !gone;
        }
    }

    /** Why nothing more comes of a run, for now or for good. */
    public enum Gone {
        /** The page that executed it was loaded anew. */
        RELOAD("reload"),
        /** The page that executes it has not been heard for a while. */
        AWAY("away");

        private final String word;

        Gone(String word) {
            this.word = word;
        }
    }

    /** Runs without their output, and those with it; oldest first. */
    private final Map<String, Run> forgotten = new LinkedHashMap<>();

    private final Map<String, Run> runs = new LinkedHashMap<>();
    private int started;
    private int bytes;

    /**
     * @param stored the latest entries, oldest first
     * @param started number of the latest run
     * @param now from when on the pages that execute them count as away, until they are back
     */
    public Runs(List<Numbered> stored, int started, Instant now) {
        this.started = started;
        for (var entry : stored) {
            var json = (ObjectNode) Json.MAPPER.readTree(entry.entry().bytes());
            take(json, entry.entry().participant(), entry.entry().bytes(), now);
        }
    }

    private void take(ObjectNode json, ParticipantId participant, byte[] bytes, Instant now) {
        var name = json.path("run").asString("");
        int i = json.path("i").asInt(0);
        var kind = json.path("kind").asString("");
        if (kind.equals("started")) {
            var run = new Run(
                    participant, json.path("number").asInt(0), json.path("page").asString(""));
            run.absentSince = now;
            runs.put(name, run);
        }
        var run = find(name);
        if (run == null) {
            return; // its beginning was not loaded
        }
        run.gone = kind.equals("gone");
        run.ended = kind.equals("ended");
        run.next = run.gone ? i : i + 1;
        keep(name, run, i, bytes);
    }

    /** Number of the latest run. */
    public int started() {
        return started;
    }

    /** Takes an entry in; {@code page} is the life of the page that it came from. */
    public Outcome accept(ParticipantId from, String page, Inbound.Run entry, Instant at) {
        var run = find(entry.run());
        boolean starts = entry.event() instanceof RunEvent.Started;
        if (run == null) {
            if (entry.i() > 0) {
                return new Outcome.Unknown();
            }
            if (!starts) {
                return new Outcome.Refused("the first entry of a run is 'started'");
            }
            run = new Run(from, ++started, page);
            runs.put(entry.run(), run);
        } else if (!run.participant.equals(from)) {
            return new Outcome.Refused("this run is somebody else's");
        } else if (entry.i() < run.next || run.ended) {
            return new Outcome.Done(run.number);
        } else if (starts) {
            return new Outcome.Refused("a run starts once");
        }
        // A gap is what was confirmed without being kept before this server was started again.
        run.next = entry.i() + 1;
        run.ended = entry.event() instanceof RunEvent.Ended;
        run.gone = false;
        run.page = page;
        run.absentSince = null;
        if (run.bytes > RUN_BYTES_MAX && !run.ended) {
            return new Outcome.Done(run.number);
        }
        ObjectNode json = Json.MAPPER.valueToTree(entry.event());
        if (starts) {
            json.put("page", page);
        }
        return new Outcome.Accepted(told(run, entry.run(), entry.i(), json, at), run.number);
    }

    private byte[] told(Run run, String name, int i, ObjectNode json, Instant at) {
        json.put("type", "RUN");
        json.put("run", name);
        json.put("i", i);
        json.put("participant", run.participant.value());
        json.put("number", run.number);
        json.put("at", at.toString());
        var text = Json.MAPPER.writeValueAsBytes(json);
        keep(name, run, i, text);
        return text;
    }

    private @Nullable Run find(String name) {
        var run = runs.get(name);
        return run == null ? forgotten.get(name) : run;
    }

    private void keep(String name, Run run, int i, byte[] json) {
        if (forgotten.containsKey(name)) {
            return;
        }
        int size = json.length + OVERHEAD;
        run.entries.add(new Kept(i, new Outbound.RunEntry(json).frame()));
        run.bytes += size;
        bytes += size;
        var oldest = runs.entrySet().iterator();
        while ((runs.size() > RUNS_MAX || bytes > BYTES_MAX) && oldest.hasNext()) {
            var next = oldest.next();
            if (next.getValue() == run) {
                continue; // the one that is being written stays
            }
            bytes -= next.getValue().bytes;
            oldest.remove();
            forget(next.getKey(), next.getValue());
        }
    }

    private void forget(String name, Run run) {
        run.entries = List.of(); // not cleared: a list keeps the room that it has grown to
        forgotten.put(name, run);
        if (forgotten.size() > FORGOTTEN_MAX) {
            forgotten.remove(forgotten.keySet().iterator().next());
        }
    }

    // ── pages that come and go

    /** A page is here (again): what it executes goes on. */
    public void present(ParticipantId participant, String page) {
        of(participant, page).forEach(run -> run.absentSince = null);
    }

    private Stream<Run> of(ParticipantId participant, String page) {
        return all().map(Map.Entry::getValue)
                .filter(run -> run.page.equals(page) && run.participant.equals(participant));
    }

    /** Those without their output, too: what becomes of them is told like of any other. */
    private Stream<Map.Entry<String, Run>> all() {
        return Stream.concat(forgotten.entrySet().stream(), runs.entrySet().stream());
    }

    /** The last connection of a page has ended. */
    public void absent(ParticipantId participant, String page, Instant now) {
        of(participant, page).filter(run -> run.absentSince == null).forEach(run -> run.absentSince = now);
    }

    /** A page was reloaded: what its earlier life executed is over. Returns what is to be logged and told. */
    public List<byte[]> replaced(ParticipantId participant, String page, Instant at) {
        return end(Gone.RELOAD, at, run -> run.page.equals(page) && run.participant.equals(participant));
    }

    /** Who has been away for {@link #AWAY}: what their pages executed is over, for now. Returns what is to be logged and told. */
    public List<byte[]> sweep(Instant now) {
        var latest = now.minus(AWAY);
        return end(Gone.AWAY, now, run -> run.absentSince != null && !run.absentSince.isAfter(latest));
    }

    /** Whether a run goes on whose page is away. */
    public boolean awaitsPages() {
        return all().map(Map.Entry::getValue).anyMatch(run -> run.isAlive() && run.absentSince != null);
    }

    private List<byte[]> end(Gone why, Instant at, Predicate<Run> which) {
        var told = new ArrayList<byte[]>();
        for (var entry : all().toList()) { // a copy: what is told may push others out
            var run = entry.getValue();
            if (run.isAlive() && which.test(run)) {
                run.gone = true;
                var json = Json.MAPPER.createObjectNode().put("kind", "gone").put("why", why.word);
                told.add(told(run, entry.getKey(), run.next, json, at));
            }
        }
        return told;
    }

    /** The life of the page that executes a run, while it does. */
    public Optional<String> pageOf(String name) {
        return Optional.ofNullable(find(name)).filter(Run::isAlive).map(run -> run.page);
    }

    // ── those who arrive

    /** Whether somebody has a run among the kept ones. */
    public boolean isBy(ParticipantId participant) {
        return runs.values().stream().anyMatch(run -> run.participant.equals(participant));
    }

    /** The kept entries that a page lacks, oldest run first; {@code known} names the first entry of a run that it lacks. */
    public List<byte[]> lacking(Map<String, Integer> known) {
        var frames = new ArrayList<byte[]>();
        runs.forEach((name, run) -> {
            int from = known.getOrDefault(name, 0);
            for (var entry : run.entries) {
                if (entry.i >= from) {
                    frames.add(entry.frame);
                }
            }
        });
        return frames;
    }

    /** About the most bytes of {@link #lacking}, and not less. */
    public int bytes() {
        return bytes;
    }

    /** About the bytes of heap that it holds. */
    public long memory() {
        return bytes + 200L * (runs.size() + forgotten.size());
    }
}
