package hotseat.server.http.api;

/** Editors count a line end as one character; so a text from elsewhere gets LF before it enters a document. */
final class LineEnds {
    private LineEnds() {}

    static String toLf(String text) {
        return text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    }
}
