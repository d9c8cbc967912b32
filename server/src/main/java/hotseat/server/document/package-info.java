/**
 * A document while it is open: takes edits in or refuses them, answers from what is there, knows whose ids are whose and where
 * everybody's cursor is. Returns outcomes and never sends; knows no member, no socket and no store. Read
 * {@link hotseat.server.document.LiveDocument} first.
 */
@NullMarked
package hotseat.server.document;

import org.jspecify.annotations.NullMarked;
