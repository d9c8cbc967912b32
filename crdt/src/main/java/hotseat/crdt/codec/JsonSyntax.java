package hotseat.crdt.codec;

/** Checks that bytes are one JSON value as JavaScript's parser takes it: an invalid one makes every Yjs peer throw. */
final class JsonSyntax {
    private final byte[] bytes;
    private final int end;
    private final int depthMax;
    private int at;

    private JsonSyntax(byte[] bytes, int from, int end, int depthMax) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.depthMax = depthMax;
    }

    /** {@code [from, end)} is well-formed UTF-8. */
    static void check(byte[] bytes, int from, int end, int depthMax) {
        var json = new JsonSyntax(bytes, from, end, depthMax);
        json.value(0);
        if (json.at != end) throw json.wrong();
    }

    private void value(int depth) {
        if (depth > depthMax)
            throw new RejectedUpdate(Reason.TOO_LARGE, "JSON value nested too deeply", depth, depthMax, at);
        space();
        switch (peek()) {
            case '{' -> {
                at++;
                if (!closes('}')) {
                    do {
                        space();
                        string();
                        space();
                        expect(':');
                        value(depth + 1);
                    } while (continues('}'));
                }
            }
            case '[' -> {
                at++;
                if (!closes(']')) {
                    do value(depth + 1);
                    while (continues(']'));
                }
            }
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
        space();
    }

    private boolean closes(char bracket) {
        space();
        if (peek() != bracket) return false;
        at++;
        return true;
    }

    private boolean continues(char bracket) {
        if (peek() == ',') {
            at++;
            return true;
        }
        expect(bracket);
        return false;
    }

    private void string() {
        expect('"');
        while (peek() != '"') {
            int c = peek();
            if (c >= 0 && c < 0x20) throw wrong();
            at++;
            if (c != '\\') continue;
            int escape = peek();
            at++;
            if (escape == 'u') {
                for (int i = 0; i < 4; i++, at++) if (Character.digit(peek(), 16) < 0) throw wrong();
            } else if ("\"\\/bfnrt".indexOf(escape) < 0) throw wrong();
        }
        at++;
    }

    private void number() {
        if (peek() == '-') at++;
        if (peek() == '0') at++;
        else digits();
        if (at < end && bytes[at] == '.') {
            at++;
            digits();
        }
        if (at < end && (bytes[at] | 0x20) == 'e') {
            at++;
            if (peek() == '+' || peek() == '-') at++;
            digits();
        }
    }

    private void digits() {
        int from = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') at++;
        if (at == from) throw wrong();
    }

    private void word(String word) {
        for (int i = 0; i < word.length(); i++) expect(word.charAt(i));
    }

    private void space() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\n' || bytes[at] == '\r')) at++;
    }

    private int peek() {
        if (at >= end) throw wrong();
        return bytes[at];
    }

    private void expect(char c) {
        if (peek() != c) throw wrong();
        at++;
    }

    private RejectedUpdate wrong() {
        return RejectedUpdate.malformed("not JSON", at);
    }
}
