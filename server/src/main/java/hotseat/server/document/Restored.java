package hotseat.server.document;

import hotseat.crdt.Limits;

/** A session that was restored from a backup: browsers bring back in one message what the backup lacks, perhaps the whole document. */
final class Restored {
    /** What a message has besides its update: channel, kind and length. */
    private static final int HEAD_BYTES = 16;

    private Restored() {}

    static Limits limits(Limits usual) {
        return usual.withUpdate(hotseat.server.wire.Limits.MESSAGE_BYTES - HEAD_BYTES, usual.items(), usual.items());
    }
}
