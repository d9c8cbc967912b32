/**
 * The live structure of one document; read {@code ItemStore} first, then {@code Replica}, which is the way of an update through all of it. Not
 * for the server.
 *
 * <pre>
 * tables      ItemTable, TypeTable, TextArena, ByteArena, Clients with a ClientLog each, OrderIndex; ItemStore keeps them consistent
 * placing     Integration (in which order), Integrator and BulkIntegrator (where), Pending with Needs and WaitingDeletes (not yet)
 * one change  Change (what it did), NormalForm (its end), Rollback (its undoing), LocalEdit (when it is our own)
 * reading     TypeReader, ListDelta, StateWriter, HistoryWriter, PastText over DeletedText
 * checking    InvariantCheck walks everything that the classes promise
 * </pre>
 *
 * <p>Items, types, chains, clients and leaves are numbers: rows of columns. None of them leaves the package, since a merge or a collection gives
 * a row to another item; who must keep hold of something keeps client and clock, as {@code TypeRef} does.
 */
@NullMarked
package hotseat.crdt.item;

import org.jspecify.annotations.NullMarked;
