package hotseat.server.room;

import hotseat.server.session.ParticipantId;
import hotseat.server.store.Numbered;
import hotseat.server.wire.Inbound;
import hotseat.server.wire.Json;
import hotseat.server.wire.Outbound;
import hotseat.server.wire.RunEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The latest runs of a room, as those see them who arrive late; and the order and numbers of all runs. */
final class RunHistory {
    private static final int RUNS_MAX = 50;
    /** JSON of one run. The page stops a run after 1 MiB of text, which JSON makes longer. */
    private static final int RUN_BYTES_MAX = 4 << 20;
    /** JSON of all kept runs, which everybody who arrives is sent; the run that is being written always stays. */
    private static final int BYTES_MAX = RUN_BYTES_MAX;

    private static final class Run {
        private final ParticipantId participant;
        private final int number;
        private int next;
        private int bytes;
        private boolean ended;
        private final List<byte[]> frames = new ArrayList<>();

        private Run(ParticipantId participant, int number) {
            this.participant = participant;
            this.number = number;
        }
    }

    /** What becomes of an entry. */
    sealed interface Outcome {
        /** To be logged, and sent to the others once it is on disk. */
        record Accepted(byte[] json, int number) implements Outcome {}

        /** Known already, of a run that is gone, or too much: confirmed, so that nobody sends it again. */
        record Done(int number) implements Outcome {}

        record Refused(String reason) implements Outcome {}
    }

    private final Map<String, Run> runs = new LinkedHashMap<>();
    private int started;
    private int bytes;

    RunHistory(List<Numbered> stored, int started) {
        this.started = started;
        for (var entry : stored) {
            var json = (ObjectNode) Json.MAPPER.readTree(entry.entry().bytes());
            var name = json.path("run").asString();
            int i = json.path("i").asInt();
            if (i == 0) {
                runs.put(
                        name,
                        new Run(entry.entry().participant(), json.path("number").asInt()));
            }
            var run = runs.get(name);
            if (run != null) { // else its beginning was not loaded
                run.next = i + 1;
                run.ended = json.path("kind").asString().equals("ended");
                keep(run, entry.entry().bytes());
            }
        }
    }

    Outcome accept(ParticipantId from, Inbound.Run entry, Instant at) {
        var run = runs.get(entry.run());
        boolean starts = entry.event() instanceof RunEvent.Started;
        if (run == null) {
            if (entry.i() > 0) {
                return new Outcome.Done(0);
            }
            if (!starts) {
                return new Outcome.Refused("the first entry of a run is 'started'");
            }
            run = new Run(from, ++started);
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
        if (run.bytes > RUN_BYTES_MAX && !run.ended) {
            return new Outcome.Done(run.number);
        }
        ObjectNode json = Json.MAPPER.valueToTree(entry.event());
        json.put("type", "RUN");
        json.put("run", entry.run());
        json.put("i", entry.i());
        json.put("participant", from.value());
        json.put("number", run.number);
        json.put("at", at.toString());
        var text = Json.MAPPER.writeValueAsBytes(json);
        keep(run, text);
        return new Outcome.Accepted(text, run.number);
    }

    private void keep(Run run, byte[] json) {
        run.frames.add(new Outbound.RunEntry(json).frame());
        run.bytes += json.length;
        bytes += json.length;
        var oldest = runs.values().iterator();
        while ((runs.size() > RUNS_MAX || bytes > BYTES_MAX) && oldest.hasNext()) {
            var next = oldest.next();
            if (next == run) {
                return; // the one that is being written stays
            }
            bytes -= next.bytes;
            oldest.remove();
        }
    }

    /** Whether somebody has a run among the kept ones. */
    boolean isBy(ParticipantId participant) {
        return runs.values().stream().anyMatch(run -> run.participant.equals(participant));
    }

    /** The kept entries, oldest run first. */
    List<byte[]> frames() {
        return runs.values().stream().flatMap(run -> run.frames.stream()).toList();
    }
}
