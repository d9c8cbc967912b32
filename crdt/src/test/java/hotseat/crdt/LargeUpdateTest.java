package hotseat.crdt;

import static org.assertj.core.api.Assertions.assertThat;

import hotseat.crdt.codec.ByteWriter;
import hotseat.crdt.codec.Reason;
import hotseat.crdt.update.UnitId;
import hotseat.crdt.update.Updates;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many structs at once take a shorter way, which must lead to where the structs one by one come. */
class LargeUpdateTest {
    private static final int WRITER = 9;
    /** Single letters in front of what a case is about, enough for the shorter way. */
    private static final int LETTERS = 40;

    private static Doc doc(String base, boolean indexed) {
        var doc = new Doc(Waiting.LIMITS, Schema.any());
        if (base != null) for (String update : base.split(",", -1)) apply(doc, Hex.bytes(update));
        // An edit inside makes the document keep an index, which then must be kept up to date.
        if (indexed) {
            for (String root : List.of("t", "u")) {
                doc.transact(5, edit -> edit.insert(doc.text(root), 0, "ik"));
                doc.transact(5, edit -> edit.insert(doc.text(root), 1, "j"));
            }
        }
        return doc;
    }

    private static Applied apply(Doc doc, byte[] update) {
        var result = doc.apply(update);
        doc.check();
        assertThat(result).isInstanceOf(Applied.class);
        return (Applied) result;
    }

    private static List<byte[]> structs(String last) {
        var structs = new ArrayList<byte[]>();
        structs.add(Hex.bytes("04 01 0174 0178"));
        for (int clock = 1; clock < LETTERS; clock++) structs.add(Hex.bytes("84 09 %02x 0178".formatted(clock - 1)));
        for (String struct : last.split(",", -1)) structs.add(Hex.bytes(struct));
        return structs;
    }

    private static byte[] block(List<byte[]> structs, int clock) {
        var out = new ByteWriter()
                .varUint(1)
                .varUint(structs.size())
                .varUint(WRITER)
                .varUint(clock);
        for (byte[] struct : structs) out.raw(struct, 0, struct.length);
        return out.varUint(0).toByteArray();
    }

    /** The letters have the clocks 00 to 27; what follows starts with 28. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            between two of his own       |                                  | c4 0926 0927 0179,c4 0928 0927 017a
            inside of another's text     | 010101000401017405 68656c6c6f 00 | c4 0101 0102 0179,c4 0928 0102 017a,84 0100 0161
            behind what others added     | 010101000401017405 68656c6c6f 00,01010200840104012100 | 84 0104 0179,84 0928 017a
            deleted units                |                                  | 81 0927 02,84 0929 0179,c1 0928 0929 03
            values                       |                                  | 88 0927 02 7d017d02,84 0929 0179
            a binary, an embed, a format |                                  | 83 0927 0105,85 0928 0131,86 0929 0162 0131,84 092a 0179
            a nested text                |                                  | 87 0927 02,04 00 0928 0161,84 0929 0162,84 0928 0179,84 092a 0163
            two texts in turns           |                                  | 04 01 0175 0161,84 0928 0162,84 0927 0179,84 0929 0163,84 092a 017a
            texts of a key               |                                  | 24 01 0174 016b 0161,84 0928 0162,84 0929 0163,84 0927 0179
            collected units              |                                  | 00 02,84 0927 0179,84 0928 017a,84 0929 017a
            behind collected units       | 0101 01 00 00 03 00              | 84 0102 0179,84 0928 017a,84 0927 0179
            in front of collected units  | 0101 01 00 00 03 00              | c4 0927 0101 0179,84 0927 017a
            in a type that is deleted    | 0101 01 00 27 01 0174 016b 02 00,0001 01 01 00 01 | 04 00 0100 0161,84 0928 0162,84 0927 0179
            wide text                    |                                  | 84 0927 04f09f9880,84 0929 02c3a9,84 0928 0179
            """)
    void leadsWhereItsStructsOneByOneDo(String name, String base, String structs) {
        for (boolean indexed : new boolean[] {false, true}) {
            var small = doc(base, indexed);
            var said = new ArrayList<byte[]>();
            for (byte[] struct : structs(structs))
                said.add(apply(small, block(List.of(struct), small.stateVector().clock(WRITER)))
                        .update());

            var large = doc(base, indexed);
            var applied = apply(large, block(structs(structs), 0));
            assertThat(Hex.of(large.encode())).isEqualTo(Hex.of(small.encode()));
            assertThat(large.text("t").toString()).isEqualTo(small.text("t").toString());
            assertThat(Updates.inspect(applied.update()).deleted())
                    .isEqualTo(Updates.inspect(Updates.merge(said)).deleted());
        }
    }

    @Test
    void refusesARightNeighbourThatLiesToTheLeft() {
        var doc = doc(null, false);
        assertThat(doc.apply(block(structs("c4 0927 0925 0179"), 0)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED));
        doc.check();
        assertThat(Hex.of(doc.encode())).isEqualTo("0000");
    }

    /** Client 10 sets the key anew in the same update; its block comes first, so the type is deleted when the text comes. */
    @Test
    void writesNothingIntoATypeThatItDeletes() {
        var update = new ByteWriter().varUint(2);
        byte[] key = Hex.bytes("01 0a 00 a8 0100 01 7d05");
        byte[] block = block(structs("04 00 0100 0161,84 0928 0162,84 0929 0163"), 0);
        update.raw(key, 0, key.length).raw(block, 1, block.length - 1);
        var doc = doc("0101 01 00 27 01 0174 016b 02 00", false);
        var applied = apply(doc, update.toByteArray());
        assertThat(doc.map("t").get("k")).isEqualTo(5L);
        assertThat(Hex.of(applied.update())).endsWith("0209012803" + "01010001");
    }

    @ParameterizedTest
    @CsvSource({"84 0709 0179,7,9", "c4 0927 0709 0179,7,9", "84 0105 0179,1,5", "c4 0927 0105 0179,1,5"})
    void stopsAtTheStructThatMustWait(String struct, long client, int clock) {
        var doc = doc("010101000401017405 68656c6c6f 00", false);
        var applied = apply(doc, block(structs(struct + ",84 0928 017a"), 0));
        assertThat(applied.missing()).containsExactly(new UnitId(client, clock));
        assertThat(doc.stateVector().clock(WRITER)).isEqualTo(LETTERS);
        assertThat(doc.text("t").toString()).isEqualTo("hello" + "x".repeat(LETTERS));
    }

    @ParameterizedTest
    @CsvSource({"42,true", "41,false"})
    void fillsATextToItsLimitAndNoFurther(int textUnits, boolean accepted) {
        var limits = Waiting.LIMITS.withDocument(1_024, textUnits, 2 << 20, 500_000);
        var doc = new Doc(limits, Schema.any());
        byte[] update = block(structs("84 0927 0179,84 0928 017a"), 0);
        if (accepted) {
            apply(doc, update);
            return;
        }
        assertThat(doc.apply(update))
                .isEqualTo(new Refused(Reason.DOCUMENT_FULL, "text too long", LETTERS + 2, textUnits, -1));
        assertThat(doc.encode()).containsExactly(0, 0);
        doc.check();
    }
}
