/**
 * A Yjs-compatible CRDT: documents of texts, maps and arrays; read {@code Doc} first. Knows no thread, clock, network or file.
 *
 * <p>Threads: a document and everything got from it belong to one owner, who serialises the calls; what leaves it as bytes, strings and
 * records never changes and may go anywhere. Units: positions and lengths count UTF-16 units, clocks count units of one client, sizes are
 * bytes. Errors: an update that cannot be accepted is the result {@code Refused}, with the document unchanged; where there is no document to
 * answer with, {@code hotseat.crdt.codec.RejectedUpdate} is thrown, with reason, value, limit and offset; misuse of a method is one of the
 * exceptions of the platform. Source of the rules: the behaviour of yjs 13.6; P. Nicolaescu et al., Near Real-Time Peer-to-Peer Shared
 * Editing on Extensible Data Types, 2016 (YATA).
 */
@NullMarked
package hotseat.crdt;

import org.jspecify.annotations.NullMarked;
