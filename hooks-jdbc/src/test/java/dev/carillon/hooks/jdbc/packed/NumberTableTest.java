package dev.carillon.hooks.jdbc.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NumberTableTest {

  private static byte[] of(long[][] rows, int columns) {
    long[][] turned = new long[columns][rows.length];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < columns; column++) {
        turned[column][row] = rows[row][column];
      }
    }
    return NumberTable.of(turned);
  }

  @Test
  void numbersComeBackWhateverTheirRange() {
    Random random = new Random(3);
    for (int i = 0; i < 400; i++) {
      int columns = 1 + random.nextInt(5);
      long[][] rows = new long[random.nextInt(60)][columns];
      for (int column = 0; column < columns; column++) {
        long base = random.nextLong();
        int shift = random.nextInt(64);
        boolean constant = random.nextInt(4) == 0;
        for (long[] row : rows) {
          row[column] = constant ? base : base + (random.nextLong() >> shift);
        }
      }

      NumberTable table = NumberTable.read(of(rows, columns));

      assertThat(table.rows()).isEqualTo(rows.length);
      for (int row = 0; row < rows.length; row++) {
        for (int column = 0; column < columns; column++) {
          assertThat(table.at(row, column)).isEqualTo(rows[row][column]);
        }
      }
      for (int column = 0; column < columns; column++) {
        long[] copied = new long[rows.length + 1];
        table.copy(column, copied, 1);
        for (int row = 0; row < rows.length; row++) {
          assertThat(copied[1 + row]).isEqualTo(rows[row][column]);
        }
      }
    }
  }

  @Test
  void theWholeRangeOfALongComesBack() {
    long[][] rows = {{Long.MIN_VALUE}, {0}, {-1}, {Long.MAX_VALUE}};
    NumberTable table = NumberTable.read(of(rows, 1));
    for (int row = 0; row < rows.length; row++) {
      assertThat(table.at(row, 0)).isEqualTo(rows[row][0]);
    }
  }

  @Test
  void aColumnOfEqualNumbersTakesNoBytesARow() {
    long[][] rows = new long[100][];
    Arrays.setAll(rows, row -> new long[] {1_000_000_000_000L + row, Long.MIN_VALUE});
    assertThat(of(rows, 2)).hasSize(6 + 2 * 9 + 100);
  }

  @Test
  void findsTheRowOfAFirstNumber() {
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      long[] first = random.longs(random.nextInt(50), -40, 40).distinct().sorted().toArray();
      NumberTable table = NumberTable.read(NumberTable.of(new long[][] {first}));
      for (long wanted = -42; wanted <= 42; wanted++) {
        long number = wanted;
        int found = Arrays.binarySearch(first, number);
        assertThat(table.find(number)).isEqualTo(Math.max(-1, found));
        assertThat(table.behind(number))
            .isEqualTo((int) Arrays.stream(first).filter(one -> one <= number).count());
      }
    }
  }

  @Test
  void refusesBytesThatAreNoTable() {
    byte[] table = of(new long[][] {{1}, {2}}, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NumberTable.read(Arrays.copyOf(table, table.length - 1)));
    table[0] = 9;
    assertThatIllegalArgumentException().isThrownBy(() -> NumberTable.read(table));
  }
}
