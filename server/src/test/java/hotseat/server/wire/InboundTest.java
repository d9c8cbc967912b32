package hotseat.server.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.protocol.Sync;
import hotseat.crdt.update.StateVector;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboundTest {
    private static final String A = "a".repeat(32);
    private static final String B = "0123456789abcdef".repeat(2);

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] json(String text) {
        return new ByteWriter().varUint(100).varString(text).toByteArray();
    }

    private static Inbound read(String json) throws Inbound.Malformed {
        return Inbound.decode(json(json));
    }

    private static void assertMalformed(byte[] message, String reason) {
        assertThatThrownBy(() -> Inbound.decode(message))
                .isInstanceOfSatisfying(
                        Inbound.Malformed.class,
                        malformed -> assertThat(malformed.reason()).contains(reason));
    }

    /** As it is counted against the memory while it waits; a list, an array and a text for each pair of eight bytes. */
    @Test
    void whatWeighsMoreInMemoryThanOnTheLineIsCountedSo() throws Inbound.Malformed {
        var pair = "[2,\"a\"]";
        var chunks = "[" + String.join(",", Collections.nCopies(2_000, pair)) + "]";
        var output =
                read("{\"type\":\"RUN\",\"run\":\"" + A + "\",\"i\":1,\"kind\":\"output\",\"chunks\":" + chunks + "}");
        assertThat(output).isInstanceOf(Inbound.Run.class);
        assertThat(output.weight()).isGreaterThan(2_000 * 130);
        assertThat(read("{\"type\":\"RUN\",\"run\":\"" + A + "\",\"i\":1,\"kind\":\"input\",\"text\":\"42\"}")
                        .weight())
                .isZero();
        var hello = read("{\"type\":\"HELLO\",\"page\":\"" + A + "\",\"runs\":{\"" + B + "\":3}}");
        assertThat(hello.weight()).isPositive();
        var many = HashMap.<Long, Integer>newHashMap(1_000);
        for (long client = 0; client < 1_000; client++) {
            many.put(client, 1);
        }
        assertThat(new Inbound.SyncStep1(new StateVector(many)).weight()).isEqualTo(12_000);
        assertThat(new Inbound.Edit(new byte[100], true).weight()).isZero();
    }

    // ── the y-protocols

    @Test
    void readsTheThreeMessagesOfTheSyncChannel() throws Inbound.Malformed {
        assertThat(Inbound.decode(bytes(0, 0, 1, 0))).isEqualTo(new Inbound.SyncStep1(StateVector.EMPTY));
        assertThat(Inbound.decode(bytes(0, 1, 2, 7, 8))).isInstanceOfSatisfying(Inbound.Edit.class, edit -> {
            assertThat(edit.all()).isTrue();
            assertThat(edit.update()).containsExactly(7, 8);
        });
        assertThat(Inbound.decode(bytes(0, 2, 2, 7, 8))).isInstanceOfSatisfying(Inbound.Edit.class, edit -> {
            assertThat(edit.all()).isFalse();
            assertThat(edit.update()).containsExactly(7, 8);
        });
    }

    @Test
    void readsAwarenessAndTheQuestionForIt() throws Inbound.Malformed {
        assertThat(Inbound.decode(bytes(3))).isEqualTo(new Inbound.QueryPresence());
        assertThat(Inbound.decode(bytes(1, 1, 0)))
                .isInstanceOfSatisfying(
                        Inbound.Presence.class,
                        presence -> assertThat(presence.update().entries()).isEmpty());
        var payload = new ByteWriter()
                .varUint(1)
                .varUint(5)
                .varUint(2)
                .varString("{}")
                .toByteArray();
        var message = new ByteWriter().varUint(1).bytes(payload).toByteArray();
        assertThat(Inbound.decode(message))
                .isInstanceOfSatisfying(
                        Inbound.Presence.class,
                        presence -> assertThat(presence.update().entries())
                                .singleElement()
                                .satisfies(entry -> {
                                    assertThat(entry.client()).isEqualTo(5);
                                    assertThat(entry.clock()).isEqualTo(2);
                                    assertThat(entry.json()).isEqualTo("{}");
                                }));
    }

    @Test
    void channelsOfOthersAreLeftAlone() throws Inbound.Malformed {
        assertThat(Inbound.decode(bytes(2, 1, 2, 3))).isEqualTo(new Inbound.Unknown(2));
        assertThat(Inbound.decode(bytes(5))).isEqualTo(new Inbound.Unknown(5));
        assertThat(Inbound.decode(bytes(0xFF, 0x01))).isEqualTo(new Inbound.Unknown(255));
    }

    @Test
    void whatBreaksTheGrammarIsMalformed() {
        assertMalformed(bytes(), "decoded");
        assertMalformed(bytes(0x80), "decoded");
        assertMalformed(bytes(0), "decoded");
        assertMalformed(bytes(0, 3, 0), "decoded");
        assertMalformed(bytes(0, 0), "decoded");
        assertMalformed(bytes(0, 0, 1, 0, 0), "decoded");
        assertMalformed(bytes(0, 0, 2, 1, 1), "decoded");
        assertMalformed(bytes(0, 2, 9, 1), "decoded");
        assertMalformed(bytes(3, 0), "decoded");
        assertMalformed(bytes(1, 1, 1), "decoded");
        assertMalformed(bytes(1, 1, 0, 0), "decoded");
        assertMalformed(bytes(100), "decoded");
        assertMalformed(bytes(100, 2, 0xC3, 0x28), "decoded");
        assertMalformed(bytes(100, 2, '{', '}', 0), "decoded");
    }

    @Test
    void anAwarenessMessageHasSoManyBytesAndEntriesAndNoMore() {
        var large = new ByteWriter()
                .varUint(1)
                .varUint(5)
                .varUint(2)
                .varString("{\"x\":\"" + "x".repeat(Limits.AWARENESS_BYTES) + "\"}")
                .toByteArray();
        assertMalformed(new ByteWriter().varUint(1).bytes(large).toByteArray(), "too many bytes");
        var many = new ByteWriter().varUint(65);
        for (int i = 0; i < 65; i++) {
            many.varUint(i).varUint(1).varString("{}");
        }
        assertMalformed(new ByteWriter().varUint(1).bytes(many.toByteArray()).toByteArray(), "too many entries");
    }

    @Test
    void aStateVectorNamesTwiceTheClientsOfADocumentAndNoMore() throws Inbound.Malformed {
        int most = 2 * hotseat.crdt.Limits.INTERVIEW.clients();
        assertThat(Inbound.decode(step1(most)))
                .isInstanceOfSatisfying(
                        Inbound.SyncStep1.class,
                        asked -> assertThat(asked.known().size()).isEqualTo(most));
        assertMalformed(step1(most + 1), "too many clients");
        assertMalformed(step1(500_000), "too many clients");
    }

    private static byte[] step1(int clients) {
        var vector = new HashMap<Long, Integer>();
        for (long client = 0; client < clients; client++) {
            vector.put(client, 1);
        }
        return Sync.step1(new StateVector(vector));
    }

    @Test
    void whateverTheBytesAreTheyAreReadOrRefused() {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            var message = new byte[random.nextInt(40)];
            random.nextBytes(message);
            if (message.length > 0 && random.nextBoolean()) {
                message[0] = (byte) new int[] {0, 1, 3, 100}[random.nextInt(4)];
            }
            try {
                assertThat(Inbound.decode(message)).isNotNull();
            } catch (Inbound.Malformed expected) {
                assertThat(expected.reason()).isNotEmpty();
            }
        }
    }

    // ── hotseat.v1

    @Test
    void readsHello() throws Inbound.Malformed {
        assertThat(read("{\"type\":\"HELLO\",\"page\":\"" + A + "\",\"runs\":{}}"))
                .isEqualTo(new Inbound.Hello(A, Optional.empty(), Map.of()));
        assertThat(read("{\"type\":\"HELLO\",\"page\":\"" + A + "\",\"before\":\"" + B + "\",\"runs\":{\"" + A
                        + "\":3,\"" + B + "\":0}}"))
                .isEqualTo(new Inbound.Hello(A, Optional.of(B), Map.of(A, 3, B, 0)));
    }

    @Test
    void helloTakesNoNotesOfRunsThatCannotBeAndCutsNumbersToWhatTheyMean() throws Inbound.Malformed {
        assertThat(read("{\"type\":\"HELLO\",\"page\":\"" + A + "\",\"before\":null,\"new\":[1],\"runs\":{\"x\":1,\""
                        + A
                        + "\":-5,\"" + B + "\":99999999999,\"" + "c".repeat(32) + "\":\"1\",\"" + "d".repeat(32)
                        + "\":1.5}}"))
                .isEqualTo(new Inbound.Hello(A, Optional.empty(), Map.of(A, 0, B, Integer.MAX_VALUE)));
    }

    @Test
    void aHelloThatDoesNotSayWhoIsMalformed() {
        assertMalformed(json("{\"type\":\"HELLO\",\"runs\":{}}"), "page");
        assertMalformed(
                json("{\"type\":\"HELLO\",\"page\":\"" + A.toUpperCase(Locale.ROOT) + "\",\"runs\":{}}"), "page");
        assertMalformed(json("{\"type\":\"HELLO\",\"page\":\"" + A + "a\",\"runs\":{}}"), "page");
        assertMalformed(json("{\"type\":\"HELLO\",\"page\":\"" + A + "\\n\",\"runs\":{}}"), "page");
        assertMalformed(json("{\"type\":\"HELLO\",\"page\":\"" + A + "\",\"before\":\"x\",\"runs\":{}}"), "before");
        assertMalformed(json("{\"type\":\"HELLO\",\"page\":\"" + A + "\"}"), "runs");
        assertMalformed(json("{\"type\":\"HELLO\",\"page\":\"" + A + "\",\"runs\":[]}"), "runs");
        var many = new StringBuilder();
        for (int i = 0; i < 201; i++) {
            many.append(i == 0 ? "" : ",").append(String.format("\"%032x\":1", i));
        }
        assertMalformed(json("{\"type\":\"HELLO\",\"page\":\"" + A + "\",\"runs\":{" + many + "}}"), "200");
    }

    @Test
    void readsAnEntryOfARun() throws Inbound.Malformed {
        assertThat(read("{\"type\":\"RUN\",\"run\":\"" + A + "\",\"i\":0,\"kind\":\"phase\",\"phase\":\"waiting\"}"))
                .isEqualTo(new Inbound.Run(A, 0, new RunEvent.Phase("waiting")));
        assertThat(read("{\"kind\":\"input\",\"text\":\"x\",\"i\":99999,\"run\":\"" + A + "\",\"type\":\"RUN\"}"))
                .isEqualTo(new Inbound.Run(A, 99_999, new RunEvent.Input("x")));
    }

    @Test
    void aFaultOfAnEntryThatCanBeNamedIsItsSendersToHear() throws Inbound.Malformed {
        assertThat(read("{\"type\":\"RUN\",\"run\":\"" + A + "\",\"i\":3,\"kind\":\"input\"}"))
                .isEqualTo(new Inbound.BadRun(A, 3, "text: missing"));
        assertThat(read("{\"type\":\"RUN\",\"run\":\"" + A + "\",\"i\":3,\"kind\":\"gone\",\"why\":\"away\"}"))
                .as("only the server says so")
                .isInstanceOf(Inbound.BadRun.class);
        assertThat(read("{\"type\":\"RUN\",\"run\":\"" + A
                        + "\",\"i\":3,\"kind\":\"input\",\"text\":\"x\",\"by\":\"me\"}"))
                .isEqualTo(new Inbound.BadRun(A, 3, "by: unknown field; remove it"));
        assertThat(read("{\"type\":\"RUN\",\"run\":\"" + A + "\",\"i\":100000,\"kind\":\"input\",\"text\":\"x\"}"))
                .isInstanceOf(Inbound.BadRun.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "null", "true", "\"5\"", "1.5", "4294967296", "[1]", "{}"})
    void anEntryIsCountedInWholeNumbersFromZero(String i) {
        assertMalformed(
                json("{\"type\":\"RUN\",\"run\":\"" + A + "\",\"i\":" + i + ",\"kind\":\"input\",\"text\":\"x\"}"),
                "i:");
    }

    @Test
    void readsStop() throws Inbound.Malformed {
        assertThat(read("{\"type\":\"STOP\",\"run\":\"" + A + "\"}")).isEqualTo(new Inbound.Stop(A));
        assertMalformed(json("{\"type\":\"STOP\"}"), "run");
        assertMalformed(json("{\"type\":\"STOP\",\"run\":5}"), "run");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "5",
                "\"RUN\"",
                "{",
                "{}",
                "{} {}",
                "{\"type\":null}",
                "{\"type\":5}",
                "{\"type\":\"ACK\"}",
                "{\"type\":\"RUN\",\"type\":\"RUN\"}",
                "{\"type\":\"RUN\"}",
                "{\"type\":\"RUN\",\"run\":\"x\",\"i\":0}",
                "{'type':'RUN'}",
                "NaN"
            })
    void whatIsNoMessageOfThisServerIsMalformed(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(Inbound.Malformed.class);
    }

    @Test
    void deepAndLongJsonIsRefusedAndNothingElse() {
        assertMalformed(json("[".repeat(100_000)), "JSON");
        assertMalformed(json("{\"type\":" + "9".repeat(1_000) + "}"), "JSON");
        assertMalformed(json("{\"type\":\"" + "x".repeat(100_000) + "\"}"), "type");
        assertMalformed(json("{\"type\":\"" + "x".repeat(600_000) + "\"}"), "bytes of JSON");
    }

    @Test
    void theLargestEntryOfARunIsReadInWhateverWayItIsEscaped() throws Inbound.Malformed {
        var escaped = "\\u0000".repeat(Limits.RUN.entryUnits() / Limits.RUN.chunks());
        var chunks = String.join(",", Collections.nCopies(Limits.RUN.chunks(), "[1,\"" + escaped + "\"]"));
        var read = read("{\"type\":\"RUN\",\"run\":\"" + "a".repeat(32) + "\",\"i\":1,\"kind\":\"output\",\"chunks\":["
                + chunks + "]}");
        assertThat(read).isInstanceOf(Inbound.Run.class);
    }
}
