package hotseat.bench;

import hotseat.crdt.Doc;
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

/** Remote updates applied one by one to an empty document, as a room receives them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ApplyBench {
    @Param("clownschool")
    String trace = "";

    private List<byte[]> updates = List.of();

    @Setup
    public void read() {
        updates = Inputs.updates(trace);
        Inputs.requireState(apply(), Inputs.state(trace), trace);
    }

    @Benchmark
    public Doc apply() {
        var doc = Inputs.emptyDoc();
        for (byte[] update : updates) Inputs.apply(doc, update);
        return doc;
    }
}
