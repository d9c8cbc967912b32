package hotseat.crdt;

import java.util.function.Function;

/** Which roots a document has and what each may hold. The wire never says what kind a root is, so the document does. */
public interface Schema {
    /** Kind of the root with this name; {@link Kind#NONE} where it is not declared. Must always answer the same. */
    Kind root(String name);

    enum Kind {
        /** Strings, and what is left of deleted ones. */
        TEXT,
        /** Keys with any-values up to eight levels deep, and what is left of deleted ones. */
        MAP,
        /** Everything Yjs knows. */
        ANY,
        /** Nothing: an update that names this root is refused. */
        NONE
    }

    static Schema any() {
        return name -> Kind.ANY;
    }

    static Schema of(Function<String, Kind> kinds) {
        return kinds::apply;
    }
}
