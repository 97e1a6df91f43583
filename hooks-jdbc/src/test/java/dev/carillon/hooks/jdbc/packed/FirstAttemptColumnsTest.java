package dev.carillon.hooks.jdbc.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstAttemptColumnsTest {

  private static final long FROM = 1_790_000_000_000_000L;
  private static final long TO = FROM + 1_000_000;

  /** Tables whose numbers are by turns in one and in another. */
  private static List<List<FirstAttempt>> tables(Random random, long step) {
    List<List<FirstAttempt>> tables = new ArrayList<>();
    for (int table = random.nextInt(5); table >= 0; table--) {
      tables.add(new ArrayList<>());
    }
    long sequence = 1;
    for (int left = random.nextInt(3_000); left > 0; left--) {
      sequence += 1 + random.nextLong(step);
      tables.get(random.nextInt(tables.size())).add(attempt(random, sequence));
    }
    return tables;
  }

  private static FirstAttempt attempt(Random random, long sequence) {
    long ended = FROM - 200_000 + random.nextInt(1_400_000);
    return new FirstAttempt(
        sequence,
        random.nextInt(4),
        1 + random.nextInt(3),
        ended - random.nextInt(10_000),
        ended,
        ended - random.nextInt(5_000),
        random.nextInt(1_000_000),
        200 + random.nextInt(5),
        random.nextInt(3),
        random.nextInt(2));
  }

  private static List<FirstAttempt> read(List<List<FirstAttempt>> tables) {
    FirstAttemptColumns columns = new FirstAttemptColumns(FROM, TO);
    tables.forEach(table -> columns.add(NumberTable.read(FirstAttempt.pack(table))));
    columns.sort();
    return IntStream.range(0, columns.size()).mapToObj(columns::get).toList();
  }

  private static List<FirstAttempt> wanted(List<List<FirstAttempt>> tables) {
    return tables.stream()
        .flatMap(List::stream)
        .filter(one -> one.ended() >= FROM && one.ended() < TO)
        .sorted(Comparator.comparingLong(FirstAttempt::sequence))
        .toList();
  }

  @Test
  void thoseThatEndedWithinTheTimeComeInTheOrderOfTheirDeliveries() {
    Random random = new Random(8);
    for (int i = 0; i < 50; i++) {
      List<List<FirstAttempt>> tables = tables(random, 5);
      assertThat(read(tables)).isEqualTo(wanted(tables));
    }
  }

  @Test
  void numbersThatAreFarApartAreSortedToo() {
    List<List<FirstAttempt>> tables = tables(new Random(9), 1L << 50);
    assertThat(wanted(tables)).hasSizeGreaterThan(10);
    assertThat(read(tables)).isEqualTo(wanted(tables));
  }

  @Test
  void aDeliveryThatIsInTwoTablesCountsOnce() {
    FirstAttempt one = new FirstAttempt(9, 2, 4, FROM, FROM + 70, FROM + 1, 69, 204, 3, 2);
    FirstAttempt two = new FirstAttempt(12, 1, 4, FROM, FROM + 70, FROM + 1, 69, 204, 3, 2);
    assertThat(read(List.of(List.of(one, two), List.of(one)))).containsExactly(one, two);
  }

  @Test
  void eachColumnIsWhatARecordHas() {
    FirstAttempt one = new FirstAttempt(9, 2, 4, FROM, FROM + 70, FROM + 1, 69, 204, 3, 2);
    FirstAttemptColumns columns = new FirstAttemptColumns(FROM, TO);
    columns.add(NumberTable.read(FirstAttempt.pack(List.of(one))));
    columns.sort();
    assertThat(columns.event(0)).isEqualTo(one.event());
    assertThat(columns.sequence(0)).isEqualTo(one.sequence());
    assertThat(columns.ordinal(0)).isEqualTo(one.ordinal());
    assertThat(columns.webhook(0)).isEqualTo(one.webhook());
    assertThat(columns.at(0)).isEqualTo(one.at());
    assertThat(columns.duration(0)).isEqualTo(one.duration());
    assertThat(columns.status(0)).isEqualTo(one.status());
    assertThat(columns.revision(0)).isEqualTo(one.revision());
    assertThat(columns.userAgent(0)).isEqualTo(one.userAgent());
  }
}
