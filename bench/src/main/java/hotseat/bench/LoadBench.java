package hotseat.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A document opened: the full state read, and the text of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LoadBench {
    @Param("clownschool")
    String trace = "";

    private byte[] state = {};

    @Setup
    public void read() {
        state = Inputs.state(trace);
    }

    @Benchmark
    public String load() {
        return Inputs.load(state).text(Inputs.ROOT).toString();
    }
}
