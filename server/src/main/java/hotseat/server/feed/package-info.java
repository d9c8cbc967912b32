/**
 * What people write to the log that has one order and is no document: each feed takes messages in or refuses them, and keeps what
 * those see who arrive later, bounded. Knows no member and no socket. Read {@link hotseat.server.feed.Runs}.
 */
@NullMarked
package hotseat.server.feed;

import org.jspecify.annotations.NullMarked;
