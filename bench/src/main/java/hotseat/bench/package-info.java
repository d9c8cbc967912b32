/**
 * The Java side of the benchmarks of the engine; {@code bench/crdt.mjs} makes the inputs, starts both sides and compares. JMH measures
 * what is repeated in a warm process ({@link hotseat.bench.ApplyBench} and its like); what needs a process of its own kind has a main:
 * {@code Cold}, {@code Memory}, {@code Hostile}, {@code Workloads}. Read {@code Inputs} first.
 */
@NullMarked
package hotseat.bench;

import org.jspecify.annotations.NullMarked;
