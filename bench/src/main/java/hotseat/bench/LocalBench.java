package hotseat.bench;

import hotseat.bench.Inputs.Patch;
import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.crdt.Text;
import hotseat.crdt.Transaction;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Edits by index, one transaction each, every one giving the update to send. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LocalBench {
    private static final long CLIENT = 1;

    @Param("sveltecomponent")
    String trace = "";

    private List<List<Patch>> transactions = List.of();

    @Setup
    public void read(Blackhole sink) {
        transactions = Inputs.edits(trace);
        Inputs.requireState(local(sink), Inputs.state(trace), trace);
    }

    @Benchmark
    public Doc local(Blackhole sink) {
        var doc = new Doc(Limits.INTERVIEW, Schema.any());
        var text = doc.text(Inputs.ROOT);
        for (var patches : transactions) sink.consume(doc.transact(CLIENT, edit -> type(edit, text, patches)));
        return doc;
    }

    private static void type(Transaction edit, Text text, List<Patch> patches) {
        for (var patch : patches) {
            if (patch.deleted() > 0) edit.delete(text, patch.position(), patch.deleted());
            if (!patch.inserted().isEmpty()) edit.insert(text, patch.position(), patch.inserted());
        }
    }
}
