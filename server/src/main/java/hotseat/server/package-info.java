/** The one process: {@code Main} creates every object and stops them in reverse order, {@code Config} reads the settings. */
@NullMarked
package hotseat.server;

import org.jspecify.annotations.NullMarked;
