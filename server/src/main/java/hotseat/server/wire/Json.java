package hotseat.server.wire;

import hotseat.server.session.InvalidInput;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** The one JSON mapper: strict, and bounded by what any request or message of Hotseat can hold. */
public final class Json {
    /** Of a field, and of what is the name of a run. */
    private static final int NAME_MAX = 64;

    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // The library would keep each name that it ever read, for ever, whoever sent it.
                    .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNameLength(NAME_MAX)
                            .maxStringLength(2 << 20)
                            .maxNumberLength(64)
                            .maxDocumentLength(4 << 20)
                            .maxTokenCount(20_000)
                            .build())
                    .build())
            .withCoercionConfig(
                    LogicalType.Textual,
                    coercion -> coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private Json() {}

    /**
     * Reads one JSON text as a record whose constructor checks the rest.
     *
     * @throws InvalidInput that names the field, in words of ours: Jackson's name classes
     */
    public static <T> T read(byte[] text, Class<T> type) {
        T value;
        try {
            value = MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            throw refused(e);
        }
        if (value == null) {
            throw new InvalidInput("body", "null; send a JSON object");
        }
        return value;
    }

    /** As {@link #read}, of JSON that was parsed already. */
    public static <T> T convert(JsonNode node, Class<T> type) {
        try {
            return MAPPER.treeToValue(node, type);
        } catch (JacksonException e) {
            throw refused(e);
        }
    }

    private static InvalidInput refused(JacksonException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidInput invalid) {
                return invalid;
            }
        }
        var path = e instanceof DatabindException databind
                ? databind.getPath().stream()
                        .map(step -> step.getPropertyName() == null ? "" : step.getPropertyName())
                        .filter(name -> name.length() <= NAME_MAX)
                        .collect(Collectors.joining("."))
                : "";
        if (e instanceof UnrecognizedPropertyException) {
            return new InvalidInput(path.isEmpty() ? "body" : path, "unknown field; remove it");
        }
        return path.isEmpty()
                ? new InvalidInput("body", "not a JSON object of the expected form; see /docs")
                : new InvalidInput(path, "has the wrong type; see /docs");
    }
}
