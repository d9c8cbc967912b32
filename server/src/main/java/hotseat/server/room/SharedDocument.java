package hotseat.server.room;

import hotseat.crdt.Doc;
import hotseat.crdt.Limits;
import hotseat.crdt.Schema;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import hotseat.server.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The document everybody in a room shares, and what is in it: the map {@code files} and a text for each file. The map is
 * written by browsers, so its values are read with suspicion.
 */
final class SharedDocument {
    static final String NAME = "shared";
    static final Limits LIMITS = Limits.INTERVIEW;

    private static final Schema SCHEMA = Schema.of(root -> {
        if (root.equals(CodeFile.MAP)) {
            return Schema.Kind.MAP;
        }
        return CodeFile.isRoot(root) ? Schema.Kind.TEXT : Schema.Kind.NONE;
    });
    /** Client ids have 53 bits. */
    private static final long CLIENT_MASK = (1L << 53) - 1;

    private SharedDocument() {}

    static Doc empty() {
        return new Doc(LIMITS, SCHEMA);
    }

    /** The document as the store has it: a checkpoint and the updates behind it. Limits do not bind what was accepted. */
    static Doc load(byte[] checkpoint, List<byte[]> updates) {
        return Doc.load(checkpoint, updates, LIMITS, SCHEMA);
    }

    /**
     * The id under which the server writes a file's starter: the same for the same file of the same session, so that a
     * starter written twice is there once.
     */
    static long seedClient(SessionId session, String file) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest((session + "/" + file).getBytes(StandardCharsets.US_ASCII));
            long client = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                client = client << 8 | digest[i] & 0xFF;
            }
            return client & CLIENT_MASK;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** Adds a file with its language's starter; returns the update. */
    static byte[] seed(Doc doc, SessionId session, CodeFile file) {
        return doc.transact(seedClient(session, file.id()), edit -> {
            edit.set(doc.map(CodeFile.MAP), file.id(), entry(file));
            edit.replace(doc.text(CodeFile.root(file.id())), file.language().starter());
        });
    }

    /** Replaces a file's text and perhaps its language by the smallest edit; returns the update. */
    static byte[] replace(Doc doc, long client, CodeFile file, CodeFile changed, String text) {
        return doc.transact(client, edit -> {
            if (!changed.equals(file)) {
                edit.set(doc.map(CodeFile.MAP), file.id(), entry(changed));
            }
            edit.replace(doc.text(CodeFile.root(file.id())), text);
        });
    }

    static String text(Doc doc, CodeFile file) {
        return doc.text(CodeFile.root(file.id())).toString();
    }

    static Optional<CodeFile> file(Doc doc, String id) {
        if (!(doc.map(CodeFile.MAP).get(id) instanceof Map<?, ?> entry)
                || !(entry.get("name") instanceof String name)
                || !(entry.get("language") instanceof String word)
                || !(entry.get("order") instanceof Number order)) {
            return Optional.empty();
        }
        return Language.find(word).map(language -> new CodeFile(id, name, language, Math.max(0, order.intValue())));
    }

    static List<CodeFile> files(Doc doc) {
        return doc.map(CodeFile.MAP).keys().stream()
                .flatMap(id -> file(doc, id).stream())
                .sorted(Comparator.comparingInt(CodeFile::order).thenComparing(CodeFile::id))
                .toList();
    }

    private static Map<String, ?> entry(CodeFile file) {
        return Map.of("name", file.name(), "language", file.language().word(), "order", (long) file.order());
    }
}
