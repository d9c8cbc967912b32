package hotseat.server.store;

import hotseat.server.session.ParticipantId;
import java.time.Instant;

/**
 * One line of a session's log.
 *
 * @param at when the server took it; never the sender's clock
 * @param participant whose connection it came through
 * @param document which document it belongs to; of other entries the one that was open
 * @param bytes an update (V1) or a JSON text, by kind; not copied, never changed by anybody
 */
public record Entry(Instant at, ParticipantId participant, String document, Kind kind, byte[] bytes) {
    /** What an entry is; the code is what stands on disk. */
    public enum Kind {
        /** Of a document (V1). */
        UPDATE(1),
        /** Of a run. */
        RUN(2),
        /** What a host changed of the session itself. */
        SESSION(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /**
         * The kind of a stored code.
         *
         * @throws IllegalArgumentException for a code that this program does not know
         */
        public static Kind of(int code) {
            for (var kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("log entry of unknown kind " + code);
        }
    }
}
