/**
 * Who gets in: creates sessions, tells who a bearer is, makes a link's holder a participant. Knows the store and the rules of
 * {@code session}; no request and no socket. Read {@link hotseat.server.admission.Sessions}.
 */
@NullMarked
package hotseat.server.admission;

import org.jspecify.annotations.NullMarked;
