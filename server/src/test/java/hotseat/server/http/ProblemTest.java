package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.server.wire.Json;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void aProblemSaysWhatItHasAndNoMore() {
        assertThat(Json.MAPPER.writeValueAsString(Problem.of(409, "Full")))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Full\",\"status\":409}");
        assertThat(Json.MAPPER.writeValueAsString(Problem.of(400, "Bad request", "name: empty", "name")))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad request\",\"status\":400,"
                        + "\"detail\":\"name: empty\",\"field\":\"name\"}");
    }

    @Test
    void whatIsUnknownForbiddenOrDeletedIsOneAnswer() {
        assertThat(Problem.notFound()).isEqualTo(Problem.notFound());
        assertThat(Problem.notFound().status()).isEqualTo(404);
        assertThat(Problem.unavailable("later").status()).isEqualTo(503);
    }
}
