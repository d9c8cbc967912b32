package hotseat.server.http.api;

import hotseat.server.document.CodeAnswer;
import hotseat.server.document.DocumentKind;
import hotseat.server.http.EntityTag;
import hotseat.server.http.Problem;
import hotseat.server.http.Weights;
import hotseat.server.room.Rooms;
import hotseat.server.session.CodeFile;
import hotseat.server.session.InvalidInput;
import hotseat.server.session.Language;
import hotseat.server.session.Permission;
import java.util.Optional;

/** {@code /api/sessions/{id}/code} and {@code …/files}: the code, as a program reads and writes it. */
final class CodeCalls {
    private final Rooms rooms;

    CodeCalls(Rooms rooms) {
        this.rooms = rooms;
    }

    void ensureFile(Call call) {
        var asked = call.read(Views.NewFile.class);
        call.authorised(Permission.EDIT, bearer -> {
            var language = Language.parse("language", Call.require("language", asked.language()));
            call.when(rooms.ensureFile(bearer.session(), bearer.author(), language), answer -> {
                switch (answer) {
                    case CodeAnswer.Created(var file) -> call.answer(201, Views.File.of(file));
                    case CodeAnswer.Found(var file) -> call.answer(200, Views.File.of(file));
                    case CodeAnswer.Full(var detail) -> call.fail(full(detail));
                    case CodeAnswer.NoSuchFile ignored -> call.fail(Problem.notFound());
                    case CodeAnswer.Changed ignored -> throw new IllegalStateException("nothing to compare with");
                    case CodeAnswer.Code ignored -> throw new IllegalStateException("nobody asked for a text");
                }
            });
        });
    }

    void read(Call call) {
        var file = file(call);
        call.authorised(
                Permission.READ,
                bearer -> call.when(
                        rooms.read(bearer.session(), file, call::hasRoomFor),
                        answer -> answer(call, answer, wantsText(call))));
    }

    void replace(Call call) {
        var file = file(call);
        var asked = code(call);
        var language = Optional.ofNullable(asked.language()).map(id -> Language.parse("language", id));
        var wanted = EntityTag.parse(call.header("if-match"));
        var text = LineEnds.toLf(Call.require("code", asked.code()));
        int max = DocumentKind.SHARED.limits().textUnits();
        if (text.length() > max) {
            throw new InvalidInput("code", text.length() + " UTF-16 units, at most " + max + "; shorten it");
        }
        call.authorised(
                Permission.EDIT,
                bearer -> call.when(
                        rooms.replace(bearer.session(), bearer.author(), file, language, text, wanted),
                        answer -> answer(call, answer, false)));
    }

    private static void answer(Call call, CodeAnswer answer, boolean asText) {
        switch (answer) {
            case CodeAnswer.Code(var file, var text) -> {
                call.with("etag", EntityTag.of(text));
                if (asText) {
                    call.answerText(text);
                } else {
                    call.answer(200, new Views.Code(file.id(), file.language().id(), text));
                }
            }
            case CodeAnswer.NoSuchFile ignored -> call.fail(Problem.notFound());
            case CodeAnswer.Changed ignored ->
                call.fail(Problem.of(
                        412, "Precondition failed", "The text has changed since you read it; read it again."));
            case CodeAnswer.Full(var detail) -> call.fail(full(detail));
            case CodeAnswer.Created ignored -> throw new IllegalStateException("nothing was to be created");
            case CodeAnswer.Found ignored -> throw new IllegalStateException("nothing was to be created");
        }
    }

    private static Problem full(String detail) {
        return Problem.of(409, "Document full", detail);
    }

    private static String file(Call call) {
        return CodeFile.parseId(call.parameter("file", CodeFile.FIRST))
                .orElseThrow(() -> new InvalidInput("file", "1 to 32 lower-case letters, digits and hyphens"));
    }

    /** JSON unless the request prefers plain text. */
    private static boolean wantsText(Call call) {
        var accept = call.header("accept");
        return Weights.of(accept, "text/plain", "text/*") > Weights.of(accept, "application/json", "application/*");
    }

    private static Views.NewCode code(Call call) {
        return call.isType("text/plain")
                ? new Views.NewCode(Utf8.decode("code", call.body()), null)
                : call.read(Views.NewCode.class);
    }
}
