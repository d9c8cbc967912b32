package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hotseat.crdt.codec.RejectedUpdate;
import hotseat.crdt.update.UnitId;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A position keeps its place among the units while others edit; bytes and JSON are those of yjs. */
class RelativePositionTest {
    private final Doc doc = new Doc(Limits.INTERVIEW, Schema.any());
    private final Text text = doc.text("t");
    private final Text[] nested = new Text[1];

    @BeforeEach
    void write() {
        doc.transact(300, edit -> {
            edit.insert(text, 0, "hello");
            nested[0] = edit.setText(doc.map("m"), "k");
            edit.insert(nested[0], 0, "abc");
        });
    }

    /** Printed by yjs for the same document. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            t | 0 |  0 | 00ac020000 | {"type":null,"tname":"t","item":{"client":300,"clock":0},"assoc":0}
            t | 2 |  0 | 00ac020200 | {"type":null,"tname":"t","item":{"client":300,"clock":2},"assoc":0}
            t | 5 |  0 | 01017400   | {"type":null,"tname":"t","item":null,"assoc":0}
            t | 5 | -1 | 00ac020441 | {"type":null,"tname":"t","item":{"client":300,"clock":4},"assoc":-1}
            t | 0 | -1 | 01017441   | {"type":null,"tname":"t","item":null,"assoc":-1}
            n | 1 |  0 | 00ac020700 | {"type":{"client":300,"clock":5},"tname":null,"item":{"client":300,"clock":7},"assoc":0}
            n | 3 |  0 | 02ac020500 | {"type":{"client":300,"clock":5},"tname":null,"item":null,"assoc":0}
            n | 0 | -1 | 02ac020541 | {"type":{"client":300,"clock":5},"tname":null,"item":null,"assoc":-1}
            """)
    void isWrittenAsYjsWritesIt(String where, int index, int assoc, String bytes, String json) {
        var position = (where.equals("t") ? text : nested[0]).position(index, assoc);
        assertThat(Hex.of(position.encode())).isEqualTo(bytes);
        assertThat(position.toJson()).isEqualTo(json);
        assertThat(RelativePosition.parse(json)).isEqualTo(position);
        assertThat(doc.index(position)).hasValue(index);
        assertThat(doc.index(RelativePosition.decode(Hex.bytes(bytes)))).hasValue(index);
    }

    @Test
    void staysBesideItsUnitWhenOthersEdit() {
        var beforeL = text.position(2, 0);
        var behindE = text.position(2, -1);
        doc.transact(1, edit -> edit.insert(text, 2, "XX"));
        assertThat(doc.index(beforeL)).hasValue(4);
        assertThat(doc.index(behindE)).hasValue(2);
        doc.transact(1, edit -> edit.delete(text, 0, 6));
        assertThat(doc.index(beforeL)).hasValue(0);
        assertThat(doc.index(behindE)).hasValue(0);
        assertThat(text.toString()).isEqualTo("o");
        assertThat(doc.index(text.position(1, 0))).hasValue(1);
    }

    @Test
    void isNowhereWhereItsUnitIsUnknownOrCollected() {
        var inside = nested[0].position(1, 0);
        var end = nested[0].position(3, 0);
        doc.transact(1, edit -> edit.remove(doc.map("m"), "k"));
        assertThat(doc.index(inside)).isEqualTo(OptionalInt.empty());
        assertThat(doc.index(end)).isEqualTo(OptionalInt.empty());
        assertThat(doc.index(new RelativePosition(new UnitId(9, 0), null, null, 0)))
                .isEmpty();
        assertThat(doc.index(new RelativePosition(null, "nobody wrote here", null, 0)))
                .hasValue(0);
        assertThatThrownBy(() -> text.position(6, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void anAbsentAssociationIsZero() {
        assertThat(RelativePosition.decode(Hex.bytes("00ac0202")))
                .isEqualTo(new RelativePosition(new UnitId(300, 2), null, null, 0));
        assertThat(RelativePosition.parse("{\"tname\":\"t\"}")).isEqualTo(new RelativePosition(null, "t", null, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "03ac020200", "00ac02", "0101", "00ac02020000"})
    void bytesThatAreNoPositionAreRefused(String bytes) {
        assertThatThrownBy(() -> RelativePosition.decode(Hex.bytes(bytes))).isInstanceOf(RejectedUpdate.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[1]",
                "{\"item\":{\"client\":-1,\"clock\":0}}",
                "{\"item\":5}",
                "{\"type\":{}}"
            })
    void jsonThatIsNoPositionIsRefused(String json) {
        assertThatThrownBy(() -> RelativePosition.parse(json)).isInstanceOf(RejectedUpdate.class);
    }
}
