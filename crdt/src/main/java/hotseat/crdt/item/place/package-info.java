/**
 * All that changes a document: how updates and own edits come into the tables; read {@code Integration} first, then {@code Integrator}.
 *
 * <pre>
 * in which order   Integration            of an update, and of what waited for it
 * where            Integrator             any struct;  BulkIntegrator the simple ones of a load
 * not yet          Pending                with Needs (for want of what) and WaitingDeletes
 * our own          LocalEdit              by position and key
 * its end          NormalForm, or Rollback
 * </pre>
 *
 * <p>May not know: how a document is read or written ({@code read}), since nothing that is placed depends on it; who sent an update and whether
 * he may. Nothing here throws on what an update says. What must not be is noted in the store as a violation, and the owner of the
 * transaction takes it back.
 */
@NullMarked
package hotseat.crdt.item.place;

import org.jspecify.annotations.NullMarked;
