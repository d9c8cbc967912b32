package hotseat.server.document;

import hotseat.server.session.CodeFile;

/** What is answered to those who ask for a file over REST. Whatever text it shows is on disk by the time they hear it. */
public sealed interface CodeAnswer {
    /** The file and its text. */
    record Code(CodeFile file, String text) implements CodeAnswer {}

    /** The file, which this request created. */
    record Created(CodeFile file) implements CodeAnswer {}

    /** The file, which was there before. */
    record Found(CodeFile file) implements CodeAnswer {}

    record NoSuchFile() implements CodeAnswer {}

    /** The text is no longer the one that the request wanted to replace. */
    record Changed() implements CodeAnswer {}

    /** A limit stands against the change. */
    record Full(String detail) implements CodeAnswer {}
}
