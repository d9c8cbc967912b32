/** The store in one SQLite file: write-ahead log, {@code synchronous=FULL}, one writer with group commit. */
@NullMarked
package hotseat.server.store.sqlite;

import org.jspecify.annotations.NullMarked;
