package hotseat.server.document;

import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Permission;

/** The kinds of document a session has: what each may hold, and which permission it takes to read and to edit it. */
public enum DocumentKind {
    /** The code: the map of files, and a text for each. */
    SHARED("shared", DocumentKind::codeRoot, Limits.INTERVIEW, Permission.READ, Permission.EDIT);

    private final String word;
    private final Schema schema;
    private final Limits limits;
    private final Permission toRead;
    private final Permission toEdit;

    DocumentKind(String word, Schema schema, Limits limits, Permission toRead, Permission toEdit) {
        this.word = word;
        this.schema = schema;
        this.limits = limits;
        this.toRead = toRead;
        this.toEdit = toEdit;
    }

    private static Schema.Kind codeRoot(String root) {
        if (root.equals(CodeFile.MAP)) {
            return Schema.Kind.MAP;
        }
        return CodeFile.isRoot(root) ? Schema.Kind.TEXT : Schema.Kind.NONE;
    }

    /** What it is called in the log. */
    public String word() {
        return word;
    }

    Schema schema() {
        return schema;
    }

    public Limits limits() {
        return limits;
    }

    public Permission toRead() {
        return toRead;
    }

    public Permission toEdit() {
        return toEdit;
    }
}
