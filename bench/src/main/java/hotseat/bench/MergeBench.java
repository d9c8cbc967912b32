package hotseat.bench;

import hotseat.crdt.update.Updates;
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

/** The first updates of a trace merged into one, without a document. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class MergeBench {
    @Param("clownschool")
    String trace = "";

    @Param("10000")
    int count;

    private List<byte[]> updates = List.of();

    @Setup
    public void read() {
        updates = List.copyOf(Inputs.updates(trace).subList(0, count));
        var merged = Inputs.load(merge());
        var applied = Inputs.emptyDoc();
        for (byte[] update : updates) Inputs.apply(applied, update);
        Inputs.requireState(merged, applied.encode(), "merged " + trace);
    }

    @Benchmark
    public byte[] merge() {
        return Updates.merge(updates);
    }
}
