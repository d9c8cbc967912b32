/** Benchmarks: what is ours against its peers in the same run, so that ratios mean something on any machine. Read {@code CrdtBench} first. */
@NullMarked
package hotseat.bench;

import org.jspecify.annotations.NullMarked;
