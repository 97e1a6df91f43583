package dev.carillon.hooks.jdbc.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against a plain sorted map, for histories that are the same in each run. */
class OpenSetTest {

  private static final long NOW = 1_790_000_000_000_000L;
  private static final Comparator<OpenDelivery> BY_TIME =
      Comparator.comparingLong(OpenDelivery::recordedAt).thenComparingLong(OpenDelivery::sequence);

  @Test
  void isAPlainSortedMapInTenThousandHistories() {
    for (int seed = 0; seed < 10_000; seed++) {
      new History(seed).run(1 + seed % 60);
    }
  }

  @Test
  void isAPlainSortedMapWhereThousandsAreOpen() {
    for (int seed = 0; seed < 6; seed++) {
      new History(seed).grow(12_000).run(300);
    }
  }

  @Test
  void refusesWhatDoesNotComeLast() {
    OpenSet set = new OpenSet(1);
    set.add(10, 0, NOW);
    assertThatIllegalArgumentException().isThrownBy(() -> set.add(10, 0, NOW));
    assertThatIllegalArgumentException().isThrownBy(() -> set.add(9, 0, NOW));
    assertThat(set.size()).isEqualTo(1);
  }

  /** What is done to a set and to a map, and everything that can be asked of both. */
  private static final class History {

    private final int seed;
    private final Random random;
    private final OpenSet set = new OpenSet(3);
    private final TreeMap<Long, OpenDelivery> model = new TreeMap<>();
    private long sequence;
    private long now = NOW;

    History(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    History grow(int count) {
      for (int i = 0; i < count; i++) {
        add();
      }
      return this;
    }

    void run(int steps) {
      for (int step = 0; step < steps; step++) {
        switch (random.nextInt(7)) {
          case 0, 1, 2 -> add();
          case 3, 4 -> closeOne();
          case 5 -> closeMany();
          default -> ask();
        }
      }
      ask();
    }

    private void add() {
      sequence += random.nextInt(40) == 0 ? random.nextInt(200_000) : 1 + random.nextInt(4);
      now +=
          switch (random.nextInt(30)) {
            case 0 -> -random.nextInt(5_000_000);
            case 1 -> random.nextLong(5_000_000_000L);
            default -> random.nextInt(50);
          };
      int ordinal = random.nextInt(30) == 0 ? 65_534 : random.nextInt(3);
      sequence += ordinal + 1;
      set.add(sequence, ordinal, now);
      model.put(sequence, new OpenDelivery(3, sequence, sequence - 1 - ordinal, now));
    }

    private void closeOne() {
      long wanted = near();
      assertThat(set.get(wanted) != null).as("seed %d", seed).isEqualTo(model.containsKey(wanted));
      assertThat(set.close(wanted)).as("seed %d", seed).isEqualTo(model.remove(wanted) != null);
      assertThat(set.close(wanted)).isFalse();
    }

    /** Nearly all, from one end or scattered. */
    private void closeMany() {
      int kept = random.nextInt(5);
      for (Long one : List.copyOf(model.keySet())) {
        if (kept > 0 && random.nextInt(20) == 0) {
          kept--;
        } else if (random.nextInt(50) > 0) {
          assertThat(set.close(one)).isTrue();
          model.remove(one);
        }
      }
    }

    private long near() {
      Long known = model.isEmpty() ? null : model.ceilingKey(random.nextLong(sequence + 1));
      return known == null || random.nextInt(5) == 0 ? random.nextLong(sequence + 2) : known;
    }

    private void ask() {
      String as = "seed " + seed;
      int limit = 1 + random.nextInt(20);
      long from = random.nextInt(4) == 0 ? -1 : near();
      long below = random.nextInt(4) == 0 ? Long.MAX_VALUE : near();
      assertThat(set.size()).as(as).isEqualTo(model.size());
      assertThat(set.get(from)).as(as).isEqualTo(model.get(from));
      assertThat(set.sequences().boxed()).as(as).containsExactlyElementsOf(model.keySet());
      assertThat(set.after(from, below, limit))
          .as(as)
          .isEqualTo(
              model.tailMap(from, false).values().stream()
                  .filter(one -> one.sequence() < below)
                  .limit(limit)
                  .toList());
      assertThat(set.before(below, limit))
          .as(as)
          .isEqualTo(
              model.headMap(below, false).descendingMap().values().stream().limit(limit).toList());
      askByTime(as, limit);
    }

    private void askByTime(String as, int limit) {
      OpenDelivery place = model.isEmpty() ? null : model.floorEntry(model.lastKey()).getValue();
      OpenDelivery some = model.get(near());
      long until = some == null ? now + random.nextInt(100) - 50 : some.recordedAt();
      OpenDelivery after = model.getOrDefault(near(), place);
      long time = after == null || random.nextInt(3) == 0 ? 0 : after.recordedAt();
      long sequenceAfter = after == null ? -1 : after.sequence() + random.nextInt(3) - 1;
      assertThat(set.due(until, time, sequenceAfter, limit))
          .as(as)
          .isEqualTo(
              model.values().stream()
                  .filter(one -> one.recordedAt() <= until)
                  .filter(
                      one ->
                          one.recordedAt() > time
                              || (one.recordedAt() == time && one.sequence() > sequenceAfter))
                  .sorted(BY_TIME)
                  .limit(limit)
                  .toList());
      long due = model.values().stream().filter(one -> one.recordedAt() <= until).count();
      assertThat(set.dueCount(until, Integer.MAX_VALUE)).as(as).isEqualTo((int) due);
      assertThat(set.dueCount(until, limit)).as(as).isEqualTo((int) Math.min(due, limit));
      assertThat(set.earliest())
          .as(as)
          .isEqualTo(model.values().stream().mapToLong(OpenDelivery::recordedAt).min());
    }
  }
}
