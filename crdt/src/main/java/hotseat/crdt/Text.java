package hotseat.crdt;

import hotseat.crdt.item.Replica;

/** Read access to the text of one root; always shows the document as it is now. Same thread as the document. */
public final class Text {
    private final Replica replica;
    private final String root;

    Text(Replica replica, String root) {
        this.replica = replica;
        this.root = root;
    }

    /** UTF-16 units visible now. */
    public int length() {
        return replica.textLength(root);
    }

    @Override
    public String toString() {
        return replica.text(root);
    }
}
