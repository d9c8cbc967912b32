package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.update.UnitId;
import hotseat.crdt.update.Updates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes before its predecessors waits for them, and no longer. */
class PendingTest {
    private static final int STRING_BEHIND = 0x84;
    private static final int TEXT_MAX = 1_000;

    private final Doc doc = new Doc(Waiting.LIMITS, Schema.any());

    private Applied apply(String update) {
        return apply(Hex.bytes(update));
    }

    private Applied apply(byte[] update) {
        var result = doc.apply(update);
        doc.check();
        assertThat(result).isInstanceOf(Applied.class);
        return (Applied) result;
    }

    /** In the first of these orders yjs shows "x" only once the hole of client 1 is filled too, or when it loads its own state. */
    @ParameterizedTest
    @ValueSource(strings = {"0123", "0132", "1230", "2301", "3210"})
    void anItemWaitsForItsOwnPredecessorsOnly(String order) {
        String[] updates = {
            "0101010504010174016600", "01010200840101017800", "0101010004010174016100", "01010101840100016200"
        };
        for (char number : order.toCharArray()) apply(updates[number - '0']);
        assertThat(doc.text("t").toString()).isEqualTo("abx");
        assertThat(Hex.of(doc.encode())).isEqualTo("020102008401010178030100040101740261620a0304010174016600");
        assertThat(apply("0000").missing()).containsExactly(new UnitId(1, 2));
    }

    /** Each looks at all others when it finds its place: more steps than the update that they waited for has itself. */
    @Test
    void whatManyWroteAtOneSpotComesInWithTheUnitThatTheyWaitedFor() {
        for (int client = 2; client <= 400; client++) {
            var update = new ByteWriter().varUint(1).varUint(1).varUint(client).varUint(0);
            update.uint8(STRING_BEHIND).varUint(1).varUint(0).varString("x").varUint(0);
            assertThat(apply(update.toByteArray()).pending()).isTrue();
        }
        assertThat(apply("0101010004010174016100").pending()).isFalse();
        assertThat(doc.text("t").toString()).isEqualTo("a" + "x".repeat(399));
    }

    @Test
    void whoWaitsForEachOtherIsRefusedAlsoByWayOfAThird() {
        apply(behind(2, 0, 3));
        apply(behind(3, 0, 4));
        byte[] before = doc.encode();
        assertThat(doc.apply(behind(4, 0, 2))).isInstanceOf(Refused.class);
        assertThat(doc.encode()).isEqualTo(before);
        assertThat(apply("0000").missing()).containsExactly(new UnitId(3, 0), new UnitId(4, 0));
        assertThat(apply("0101040004010174016100").pending()).isFalse();
        assertThat(doc.text("t").toString()).isEqualTo("axx");
    }

    /** The first of client 3 waits for the first of client 2, and that of nobody: its second does. */
    @Test
    void behindAHoleNobodyWaitsInACircle() {
        apply(behind(2, 1, 3));
        apply(behind(3, 0, 2));
        assertThat(apply("0000").missing()).containsExactly(new UnitId(2, 0));
        assertThat(apply("0101020004010174016100").pending()).isFalse();
        assertThat(doc.text("t").toString()).isEqualTo("axx");
    }

    @Test
    void whatCameAsCollectedDoesNotWaitAnyMore() {
        apply(behind(2, 0, 1));
        assertThat(apply("01010200000100").pending()).isFalse();
    }

    /** The struct of client 2 has neighbours in two lists, which shows with the first of them. */
    @Test
    void whatIsGivenUpNeedsNothingAnyMore() {
        apply("0101090004010175017100");
        apply("01010200c401000900017800");
        apply(behind(3, 0, 7));
        assertThat(apply("0101010004010174016100").pending()).isFalse();
        assertThat(apply(behind(5, 0, 6)).missing()).containsExactly(new UnitId(6, 0));
    }

    @Test
    void ofManyMissingUnitsSomeAreNamed() {
        for (int client = 100; client < 200; client++) apply(behind(client, 0, client - 100));
        assertThat(apply("0000").missing()).hasSize(64).contains(new UnitId(0, 0));
    }

    /** One struct "x" whose origin is the first unit of another client. */
    private static byte[] behind(int client, int clock, int origin) {
        var update = new ByteWriter().varUint(1).varUint(1).varUint(client).varUint(clock);
        update.uint8(STRING_BEHIND).varUint(origin).varUint(0).varString("x").varUint(0);
        return update.toByteArray();
    }

    @Test
    void deletionsWaitInOnePieceAndComeInAsTheirUnitsDo() {
        for (String range : new String[] {"0201", "0001", "0103", "0601"}) apply("00010101" + range);
        assertThat(Hex.of(doc.encode())).isEqualTo("000101020004" + "0601");
        assertThat(apply("0101010004010174026162" + "00").missing()).containsExactly(new UnitId(1, 2));
        assertThat(Hex.of(doc.encode())).isEqualTo("010101000101017402" + "0101020004" + "0601");
        assertThat(apply("01010102840101" + "05" + "6364656667" + "00").pending())
                .isFalse();
        assertThat(doc.text("t").toString()).isEqualTo("ef");
    }

    /** An update that brings in much of what waits, and then turns out to be too long. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aRefusedUpdateLeavesAllThatWaits(int seed) {
        var random = new Random(seed);
        var tooLong = new Doc(Limits.UNBOUNDED, Schema.any());
        byte[] paste = tooLong.transact(77, edit -> edit.insert(tooLong.text("t"), 0, "x".repeat(TEXT_MAX + 1)));
        var updates = session(random);
        Collections.shuffle(updates, random);
        var limits = Waiting.LIMITS.withDocument(1_024, TEXT_MAX, 2 << 20, 500_000);
        var refusing = new Doc(limits, Schema.any());
        for (byte[] update : updates) {
            assertThat(refusing.apply(Updates.merge(List.of(update, paste)))).isInstanceOf(Refused.class);
            refusing.check();
            assertThat(refusing.encode()).isEqualTo(doc.encode());
            var expected = apply(update);
            assertThat(((Applied) refusing.apply(update)).missing()).isEqualTo(expected.missing());
            assertThat(refusing.encode()).isEqualTo(doc.encode());
        }
        assertThat(apply("0000").pending()).isFalse();
    }

    /** Updates of three writers, who hear of each other now and then. */
    private static List<byte[]> session(Random random) {
        var writers = new ArrayList<Doc>();
        for (int i = 0; i < 3; i++) writers.add(new Doc(Limits.UNBOUNDED, Schema.any()));
        var updates = new ArrayList<byte[]>();
        for (int i = 0; i < 120; i++) {
            int client = random.nextInt(3);
            var writer = writers.get(client);
            if (random.nextInt(4) == 0)
                writer.apply(writers.get(random.nextInt(3)).encode());
            var text = writer.text("t");
            int at = random.nextInt(text.length() + 1);
            int units = Math.min(random.nextInt(4), text.length() - at);
            updates.add(writer.transact(client, edit -> {
                if (units > 0) edit.delete(text, at, units);
                else edit.insert(text, at, "ab");
            }));
        }
        return updates;
    }
}
