package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The contract and the code know the same routes and the same fields. What they carry is held against it by ContractIT. */
class ContractTest {
    private static final JsonNode CONTRACT = contract();

    private static JsonNode contract() {
        try (var in = ContractTest.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void theServerHasTheRoutesOfTheContractAndNoOther() {
        var vertx = Vertx.vertx();
        var router = Router.router(vertx);
        new Api(new Origins(Optional.empty()), null, null, null).mount(router);
        var served = new TreeSet<String>();
        router.getRoutes().stream().filter(route -> route.methods() != null).forEach(route -> {
            for (var method : route.methods()) {
                served.add(method.name() + " " + route.getPath().replaceAll(":([a-z]+)", "{$1}"));
            }
        });
        var promised = new TreeSet<String>();
        CONTRACT.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (!operation.getKey().equals("parameters")) {
                        promised.add(HttpMethod.valueOf(operation.getKey().toUpperCase(Locale.ROOT))
                                        .name() + " " + path.getKey());
                    }
                }));
        assertThat(served).isEqualTo(promised);
        vertx.close();
    }

    @Test
    void requestsAndAnswersHaveTheFieldsOfTheContractAndNoOther() {
        Map<String, Class<?>> records = Map.of(
                "NewSession", Api.NewSession.class,
                "Join", Api.Join.class,
                "NewFile", Api.NewFile.class,
                "NewCode", Api.NewCode.class,
                "CreatedSession", Api.CreatedSession.class,
                "SessionDetails", Api.SessionDetails.class,
                "Joined", Api.Joined.class,
                "File", Api.File.class,
                "Code", Api.Code.class,
                "Problem", Problem.class);
        records.forEach((name, type) -> assertThat(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .collect(Collectors.toSet()))
                .as(name)
                .isEqualTo(fields(CONTRACT.at("/components/schemas/" + name))));
    }

    private static Set<String> fields(JsonNode schema) {
        var fields = new TreeSet<String>();
        schema.path("properties").propertyNames().forEach(fields::add);
        for (var part : schema.path("allOf")) {
            var reference = part.path("$ref").asString("");
            if (!reference.isEmpty()) {
                fields.addAll(fields(CONTRACT.at(reference.substring(1))));
            }
        }
        return fields;
    }
}
