package hotseat.crdt.item;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NarrowColumnTest {
    @Test
    void numbersStayTheSameWhenOneNeedsMoreBytes() {
        for (int large : new int[] {32_768, 70_000, Integer.MAX_VALUE, -32_769}) {
            var column = new NarrowColumn(4);
            column.set(0, ItemTable.NONE);
            column.set(1, 32_767);
            column.set(3, -32_768);
            long before = column.memory();
            column.set(2, large);
            assertThat(column.get(0)).isEqualTo(ItemTable.NONE);
            assertThat(column.get(1)).isEqualTo(32_767);
            assertThat(column.get(2)).isEqualTo(large);
            assertThat(column.get(3)).isEqualTo(-32_768);
            assertThat(column.memory()).isEqualTo(2 * before);
            column.grow(8);
            column.set(7, 5);
            assertThat(column.get(2)).isEqualTo(large);
            assertThat(column.get(7)).isEqualTo(5);
        }
    }

    @Test
    void aNarrowColumnGrows() {
        var column = new NarrowColumn(1);
        column.set(0, 7);
        column.grow(3);
        column.set(2, 9);
        assertThat(column.get(0)).isEqualTo(7);
        assertThat(column.get(2)).isEqualTo(9);
    }
}
