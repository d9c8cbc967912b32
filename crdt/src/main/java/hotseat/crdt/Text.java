package hotseat.crdt;

/** Read access to the text of one root; always shows the document as it is now. Same thread as the document. */
public final class Text {
    /** UTF-16 units visible now. */
    public int length() {
        return 0;
    }

    @Override
    public String toString() {
        return "";
    }
}
