package hotseat.bench;

import hotseat.crdt.Doc;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The full state written, as for somebody who joins after an edit. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class EncodeBench {
    private static final byte[] NOTHING = {0, 0};

    @Param("clownschool")
    String trace = "";

    private Doc doc = Inputs.emptyDoc();

    @Setup
    public void read() {
        byte[] state = Inputs.state(trace);
        doc = Inputs.load(state);
        Inputs.requireState(doc, state, trace);
    }

    /** An update, even an empty one, ends what the document remembers of its bytes: yjs remembers none. */
    @Benchmark
    public byte[] encode() {
        Inputs.apply(doc, NOTHING);
        return doc.encode();
    }
}
