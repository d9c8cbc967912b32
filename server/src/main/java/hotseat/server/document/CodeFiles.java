package hotseat.server.document;

import hotseat.crdt.Doc;
import hotseat.server.session.CodeFile;
import hotseat.server.session.Language;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in the shared document: the map {@code files} and a text for each file. The map is written by browsers, so its values are
 * read with suspicion.
 */
final class CodeFiles {
    /** A tab's place is what browsers write; beyond it, a number is not believed. */
    private static final int ORDER_MAX = 1_000;

    private CodeFiles() {}

    /** Adds a file with its language's starter; returns the update. */
    static byte[] seed(Doc doc, long client, CodeFile file) {
        return doc.transact(client, edit -> {
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

    static int units(Doc doc, CodeFile file) {
        return doc.text(CodeFile.root(file.id())).length();
    }

    static Optional<CodeFile> file(Doc doc, String id) {
        if (CodeFile.parseId(id).isEmpty()
                || !(doc.map(CodeFile.MAP).get(id) instanceof Map<?, ?> entry)
                || !(entry.get("name") instanceof String name)
                || !(entry.get("language") instanceof String word)
                || !(entry.get("order") instanceof Number order)) {
            return Optional.empty();
        }
        return Language.find(word).map(language -> new CodeFile(id, name, language, clamped(order)));
    }

    private static int clamped(Number order) {
        return (int) Math.clamp(order.doubleValue(), 0, ORDER_MAX);
    }

    static List<CodeFile> files(Doc doc) {
        return doc.map(CodeFile.MAP).keys().stream()
                .flatMap(id -> file(doc, id).stream())
                .sorted(Comparator.comparingInt(CodeFile::order).thenComparing(CodeFile::id))
                .toList();
    }

    private static Map<String, ?> entry(CodeFile file) {
        return Map.of("name", file.name(), "language", file.language().id(), "order", (long) file.order());
    }
}
