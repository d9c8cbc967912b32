/** The live structure of one document: item columns, client logs, text arena, integration, pending; read {@code ItemStore} first. Not for the server. */
@NullMarked
package hotseat.crdt.item;

import org.jspecify.annotations.NullMarked;
