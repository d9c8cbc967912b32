/**
 * All that only looks: how the tables become bytes, values and deltas; read {@code StateWriter} first, or {@code TypeReader} for values.
 *
 * <pre>
 * as an update   StateWriter (a state, a change, what somebody lacks), HistoryWriter (with deleted text)
 * as values      TypeReader, PastText (text as it was)
 * as a change    ListDelta, told to ListChanges
 * </pre>
 *
 * <p>May not know: how items got their places or what still waits ({@code place}); structs that wait and are written all the same are given to
 * {@code StateWriter} by who knows them. Changes no item; the one thing it may bring into being is the {@code OrderIndex} of a list.
 */
@NullMarked
package hotseat.crdt.item.read;

import org.jspecify.annotations.NullMarked;
