/**
 * The live structure of one document: tables, and the steps that keep them consistent with each other; read {@code ItemStore} first, then
 * {@code ItemTable}. Not for the server.
 *
 * <pre>
 * columns     ItemTable of NarrowColumns, TypeTable; what they point into: TextArena with its CodePage, ByteArena
 * found by    Clients and a ClientLog each (an id), OrderIndex (a position), TypeRef (a type, for callers)
 * beside it   Change (what the transaction did), DeletedText (what collection threw away), WaitingStruct (not in it yet)
 * checking    InvariantCheck walks everything that the classes promise
 *
 *                                      hotseat.crdt.Replica  a transaction, from its start to its end
 *                                        │               │
 * place  where, when, not yet, taken back │               │  read  states, values, deltas
 *                                        └──▶  item  ◀──┘
 * </pre>
 *
 * <p>May not know: where an item belongs, which is decided in {@code place}; how a state or a value is shown, which is {@code read}; the
 * document as callers see it. What is public is so for these three, who may read every column and write those that the steps of
 * {@code ItemStore} do not cover.
 *
 * <p>Items, types, chains, clients and leaves are numbers: rows of columns. None of them outlives a transaction, since a merge or a collection
 * gives a row to another item; who must keep hold of something keeps client and clock, as {@code TypeRef} does.
 */
@NullMarked
package hotseat.crdt.item;

import org.jspecify.annotations.NullMarked;
