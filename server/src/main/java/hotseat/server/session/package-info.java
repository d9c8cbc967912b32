/**
 * What a session is and who may do what in it: ids, secrets, links, roles, participants, files and their rules. Pure: knows
 * no store, network, clock or thread. Read {@link hotseat.server.session.Session} first.
 */
@NullMarked
package hotseat.server.session;

import org.jspecify.annotations.NullMarked;
