package hotseat.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "br|1.0",
                "gzip, br|1.0",
                "gzip;q=0.5, br;q=0.8|0.8",
                "br;q=0|0.0",
                "br;q=0.001|0.001",
                "br;q=0.33333|0.33333",
                "br;q=1.000|1.0",
                " br ; q=0.5 |0.5",
                "BR|1.0",
                "br;Q=0.5|0.5",
                "gzip|0.0",
                "*|1.0",
                "*;q=0.3|0.3",
                "br;q=0, *|0.0",
                "gzip, *;q=0.2|0.2",
                "br;level=5;q=0.4|0.4",
                "brr|0.0"
            })
    void aValueIsAsWelcomeAsTheHeaderSays(String header, double weight) {
        assertThat(Weights.of(header, "br", "*")).isEqualTo(weight);
    }

    @Test
    void withoutAHeaderNothingIsAskedFor() {
        assertThat(Weights.of(null, "br", "*")).isZero();
        assertThat(Weights.of("", "br", "*")).isZero();
    }

    @Test
    void theNearestRangeCountsWhereverItStands() {
        assertThat(Weights.of("*/*;q=0.1, text/*;q=0.2, text/plain;q=0.3", "text/plain", "text/*", "*/*"))
                .isEqualTo(0.3);
        assertThat(Weights.of("*/*;q=0.1, text/*;q=0.2", "text/plain", "text/*", "*/*"))
                .isEqualTo(0.2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ";",
                ";;",
                ",",
                ",,;,",
                " ; ",
                "br;q=",
                "br;q=x",
                "br;q=NaN",
                "br;q=-1",
                "br;q=Infinity",
                "br;q=1.1",
                "br;q=2",
                "br;q=0x1p0",
                "br;q=1d",
                "br;q=1e0",
                "br;q=.5.",
                ";q=1"
            })
    void whatIsNoWeightAsksForNothing(String header) {
        assertThat(Weights.of(header, "br", "*")).isZero();
    }
}
