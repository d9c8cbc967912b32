package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import hotseat.crdt.codec.ByteReader;
import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.JsonAny;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.Updates;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** V2 is read and written as by yjs. {@code -Dseed=n} runs one case, {@code -Dcases=n} more of them. */
class V2Test {
    private static final int CASES = Integer.getInteger("cases", 300);

    @Test
    void statesOfGeneratedSessionsAreTheBytesOfYjsInBothFormats() {
        Integer only = Integer.getInteger("seed");
        try (var oracle = Oracle.start()) {
            int first = only == null ? 1 : only;
            int last = only == null ? CASES : only;
            for (int seed = first; seed <= last; seed++) {
                try {
                    convertAndCompare(oracle, seed);
                } catch (RuntimeException | AssertionError e) {
                    fail("failed; again with -Dseed=" + seed, e);
                }
            }
        }
    }

    private static void convertAndCompare(Oracle oracle, int seed) {
        var session = oracle.ask("{\"op\":\"scenario\",\"seed\":" + (30_000 + seed) + ",\"steps\":80}");
        for (Object step : Json.array(session.get("steps"))) {
            Map<String, Object> fields = Json.object(step);
            byte[] update = Hex.bytes(fields.containsKey("apply") ? fields.get("apply") : fields.get("update"));
            assertThat(Hex.of(Updates.toV1(Updates.toV2(update)))).isEqualTo(Hex.of(update));
        }
        String state = (String) session.get("loaded");
        var yjs = oracle.ask("{\"op\":\"convert\",\"update\":\"" + state + "\"}");
        assertThat(Hex.of(Updates.toV2(Hex.bytes(state)))).isEqualTo(yjs.get("stateV2"));
        assertThat(Hex.of(Updates.toV1(Hex.bytes(yjs.get("stateV2"))))).isEqualTo(state);
        var doc = Doc.loadV2(Hex.bytes(yjs.get("stateV2")), Limits.UNBOUNDED, Schema.any());
        doc.check();
        assertThat(Hex.of(doc.encodeV2())).isEqualTo(yjs.get("stateV2"));
    }

    @Test
    void statesOfTracesAreTheBytesOfYjsInBothFormats() {
        try (var oracle = Oracle.start()) {
            for (Path file : Traces.files()) {
                String state = Traces.byYjs(oracle, file).state();
                var yjs = oracle.ask("{\"op\":\"convert\",\"update\":\"" + state + "\"}");
                byte[] v2 = Updates.toV2(Hex.bytes(state));
                assertThat(Hex.of(v2)).as(file.toString()).isEqualTo(yjs.get("stateV2"));
                assertThat(Hex.of(Updates.toV1(v2))).as(file.toString()).isEqualTo(state);
            }
        }
    }

    @Test
    void theExampleOfAllColumnsIsReadAndWritten() {
        byte[] update = Hex.bytes(
                "0104 01 00 01 01 0174 02 84 0101 04 6c6c6f21 44 0100 01 3e c4 0101 0102 01 58 01 01 01 00 02");
        byte[] v2 = Hex.bytes(
                "00 00 02 4103 02 0200 02 0004 07 0100840044 00c4 0c 07 746c6c6f213e58 01 04 4100 01 01 00 01 02 010400 01 01 01 00 01");
        assertThat(Hex.of(Updates.toV2(update))).isEqualTo(Hex.of(v2));
        assertThat(Hex.of(Updates.toV1(v2))).isEqualTo(Hex.of(update));
    }

    @Test
    void aFewBytesThatStandForMillionsOfStructsAreRefused() {
        // One client, 2^40 collected structs of one unit each.
        var bomb = new ByteWriter();
        bomb.uint8(0)
                .bytes(new byte[0])
                .bytes(new byte[] {1})
                .bytes(new byte[0])
                .bytes(new byte[0]);
        bomb.bytes(new byte[] {0}).bytes(new byte[0]).bytes(new byte[0]).bytes(new byte[0]);
        var length = new ByteWriter().varInt(1, true).varUint(1L << 40).toByteArray();
        bomb.bytes(length).varUint(1).varUint(1_000_000_000).varUint(0).varUint(0);
        assertThatThrownBy(() -> Updates.toV1(bomb.toByteArray(), 1 << 20))
                .isInstanceOfSatisfying(
                        RejectedUpdate.class, e -> assertThat(e.reason()).isIn(Reason.TOO_LARGE, Reason.MALFORMED));
        var fewer = new ByteWriter();
        fewer.uint8(0)
                .bytes(new byte[0])
                .bytes(new byte[] {1})
                .bytes(new byte[0])
                .bytes(new byte[0]);
        fewer.bytes(new byte[] {0}).bytes(new byte[0]).bytes(new byte[0]).bytes(new byte[0]);
        fewer.bytes(length).varUint(1).varUint(900_000).varUint(0).varUint(0);
        assertThatThrownBy(() -> Updates.toV1(fewer.toByteArray(), 1 << 20))
                .isInstanceOfSatisfying(
                        RejectedUpdate.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    }

    @Test
    void damagedBytesAreReadOrRefused() {
        byte[] good = Updates.toV2(Hex.bytes("0102010004010174016128 01016d016b017d0100".replace(" ", "")));
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--)
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            try {
                Updates.toV2(Updates.toV1(bad, 1 << 16));
            } catch (RejectedUpdate refused) {
                assertThat(refused.detail()).isNotEmpty();
            }
        }
    }

    @Test
    void jsonTextIsWhatJavaScriptWrites() {
        for (String json : List.of(
                "null",
                "true",
                "0.1",
                "-1.25",
                "1e+300",
                "1e-7",
                "0.000001",
                "1099511627776",
                "123456789012345680000",
                "1e+21",
                "5e-324",
                "[1,[2,\"x\"]]",
                "{\"b\":1,\"a\":{\"c\":[null]}}",
                "\"a\\n\\\"\\\\\\u0001ü😀\"",
                "[]",
                "{}")) {
            var any = new ByteWriter();
            JsonAny.toAny(json, any);
            assertThat(JsonAny.toJson(new ByteReader(any.toByteArray()))).isEqualTo(json);
        }
        var any = new ByteWriter();
        JsonAny.toAny(" { \"a\" : [ 1.50 , -0 ] , \"a\\u0062\" : \"\\/\" } ", any);
        assertThat(JsonAny.toJson(new ByteReader(any.toByteArray()))).isEqualTo("{\"a\":[1.5,0],\"ab\":\"/\"}");
    }
}
