package hotseat.server.document;

import hotseat.crdt.Limits;

/** A session that was restored from a backup: browsers bring back in one message what the backup lacks, perhaps the whole document. */
final class Restored {
    private Restored() {}

    static Limits limits(Limits usual) {
        return usual.withUpdate(hotseat.server.wire.Limits.MESSAGE_BYTES, usual.items(), usual.items());
    }
}
