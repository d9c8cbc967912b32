package hotseat.server.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.http.Origins;
import hotseat.server.http.Problem;
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
        new Api(new Origins(Optional.empty()), null, null, null, null, 0).mount(router);
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
        Map<String, Class<?>> records = Map.ofEntries(
                Map.entry("NewSession", Views.NewSession.class),
                Map.entry("Join", Views.Join.class),
                Map.entry("NewFile", Views.NewFile.class),
                Map.entry("NewCode", Views.NewCode.class),
                Map.entry("CreatedSession", Views.CreatedSession.class),
                Map.entry("SessionDetails", Views.SessionDetails.class),
                Map.entry("Joined", Views.Joined.class),
                Map.entry("File", Views.File.class),
                Map.entry("Code", Views.Code.class),
                Map.entry("SessionChange", Views.SessionChange.class),
                Map.entry("Problem", Problem.class));
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
