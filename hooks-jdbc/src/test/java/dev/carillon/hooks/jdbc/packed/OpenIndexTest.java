package dev.carillon.hooks.jdbc.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The index and a transaction's changes, against a plain map that knows committed ones only. */
class OpenIndexTest {

  private static final long NOW = 1_790_000_000_000_000L;

  @Test
  void isDoubtfulUntilSomethingIsReadIntoIt() {
    OpenIndex index = new OpenIndex();
    assertThat(index.isDoubtful()).isTrue();
    index.replace(Map.of(), 5, 0);
    assertThat(index.isDoubtful()).isFalse();
    assertThat(index.resolved()).isEqualTo(5);
    new OpenChanges(index, 5).unknown();
    assertThat(index.isDoubtful()).isTrue();
  }

  @Test
  void aTransactionSeesItsChangesAndNobodyElseDoesUntilItIsCommitted() {
    OpenIndex index = new OpenIndex();
    index.replace(Map.of(), 0, 0);
    OpenChanges changes = new OpenChanges(index, 0);
    changes.open(new OpenDelivery(1, 2, 1, NOW));
    changes.given(2);
    assertThat(changes.find(1, 2)).isNotNull();
    assertThat(index.get(1, 2)).isNull();
    assertThat(index.read(OpenIndex.View::top)).isZero();
    changes.committed();
    assertThat(index.get(1, 2)).isEqualTo(new OpenDelivery(1, 2, 1, NOW));
    assertThat(index.read(OpenIndex.View::top)).isEqualTo(2);

    OpenChanges later = new OpenChanges(index, 2);
    assertThat(later.close(1, 2)).isEqualTo(new OpenDelivery(1, 2, 1, NOW));
    assertThat(later.close(1, 2)).as("closed already").isNull();
    assertThat(index.get(1, 2)).isNotNull();
    later.undoTo(0);
    assertThat(later.find(1, 2)).isNotNull();
  }

  @Test
  void whatClosesSomethingThatIsNotOpenIsAnError() {
    OpenIndex index = new OpenIndex();
    index.replace(Map.of(), 0, 0);
    List<OpenIndex.Change> wrong =
        List.of(new OpenIndex.Change(new OpenDelivery(1, 2, 1, NOW), false));
    assertThatIllegalStateException().isThrownBy(() -> index.apply(wrong, 2));
  }

  @Test
  void theMarkNeverPassesWhatIsOpenAndFollowsIt() {
    OpenIndex index = new OpenIndex();
    index.replace(Map.of(), 0, 0);
    OpenChanges many = new OpenChanges(index, 0);
    for (long sequence = 1; sequence <= 1_000_000; sequence += 500) {
      many.open(new OpenDelivery(1, sequence, sequence - 1, NOW));
    }
    many.given(1_000_000);
    many.committed();
    assertThat(index.resolved()).isLessThan(1);
    OpenChanges ends = new OpenChanges(index, 1_000_000);
    for (long sequence = 1; sequence < 500_001; sequence += 500) {
      ends.close(1, sequence);
    }
    ends.committed();
    assertThat(index.resolved()).isBetween(500_001 - 4_096L, 500_000L);
  }

  @Test
  void isWhatAPlainMapSaysInManyHistories() {
    for (int seed = 0; seed < 300; seed++) {
      new History(seed).run();
    }
  }

  /** Transactions of several works with savepoints, some of which are undone. */
  private static final class History {

    private final Random random;
    private final int seed;
    private final OpenIndex index = new OpenIndex();
    private TreeMap<Long, OpenDelivery> committed = new TreeMap<>();
    private long last;

    History(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
      index.replace(Map.of(), 0, 0);
    }

    void run() {
      for (int i = 0; i < 25; i++) {
        transaction();
        check();
        if (random.nextInt(12) == 0) {
          readAnew();
          check();
        }
      }
    }

    private void transaction() {
      OpenChanges changes = new OpenChanges(index, last);
      TreeMap<Long, OpenDelivery> seen = new TreeMap<>(committed);
      for (int work = random.nextInt(5); work >= 0; work--) {
        int mark = changes.mark();
        TreeMap<Long, OpenDelivery> before = new TreeMap<>(seen);
        for (int step = random.nextInt(8); step > 0; step--) {
          step(changes, seen);
        }
        if (random.nextInt(4) == 0) {
          changes.undoTo(mark);
          seen = before;
        }
        for (OpenDelivery one : before.values()) {
          assertThat(changes.find(one.webhook(), one.sequence()))
              .isEqualTo(seen.get(one.sequence()));
        }
        oldest(changes, seen);
      }
      if (random.nextInt(6) > 0) {
        changes.committed();
        committed = seen;
      }
    }

    private void step(OpenChanges changes, NavigableMap<Long, OpenDelivery> seen) {
      if (random.nextBoolean() || seen.isEmpty()) {
        long event = last + 1;
        int deliveries = random.nextInt(4);
        for (int ordinal = 0; ordinal < deliveries; ordinal++) {
          long sequence = event + 1 + ordinal;
          OpenDelivery one = new OpenDelivery(ordinal, sequence, event, NOW + event / 3);
          changes.open(one);
          seen.put(sequence, one);
        }
        last = event + deliveries + (random.nextInt(9) == 0 ? 6_000 : 0);
        changes.given(last);
      } else {
        long from = random.nextLong(last + 1);
        Map.Entry<Long, OpenDelivery> one = seen.ceilingEntry(from);
        if (one != null) {
          assertThat(changes.close(one.getValue().webhook(), one.getKey()))
              .as("seed %d", seed)
              .isEqualTo(one.getValue());
          seen.remove(one.getKey());
        }
      }
    }

    private void oldest(OpenChanges changes, Map<Long, OpenDelivery> seen) {
      long upTo = random.nextLong(last + 1);
      List<OpenDelivery> expected =
          seen.values().stream()
              .filter(one -> one.webhook() == 1 && committed.containsKey(one.sequence()))
              .filter(one -> one.sequence() <= upTo)
              .limit(3)
              .toList();
      assertThat(changes.oldest(1, upTo, 3)).as("seed %d", seed).isEqualTo(expected);
      long end = random.nextBoolean() ? Long.MAX_VALUE : upTo;
      int limit = 1 + random.nextInt(30);
      assertThat(changes.oldest(end, limit))
          .as("seed %d", seed)
          .isEqualTo(
              seen.values().stream()
                  .filter(one -> committed.containsKey(one.sequence()) && one.sequence() <= end)
                  .limit(limit)
                  .toList());
    }

    private void check() {
      List<OpenDelivery> all = new ArrayList<>();
      long resolved = index.resolved();
      index.read(
          now -> {
            for (long webhook : now.webhooks()) {
              all.addAll(now.set(webhook).after(-1, Long.MAX_VALUE, 10_000));
            }
            assertThat(now.count()).isEqualTo(all.size());
            return true;
          });
      assertThat(all).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(committed.values());
      long first = committed.isEmpty() ? Long.MAX_VALUE : committed.firstKey();
      assertThat(resolved).isLessThan(first).isLessThanOrEqualTo(index.read(OpenIndex.View::top));
      assertThat(resolved).isGreaterThan(Math.min(index.read(OpenIndex.View::top), first) - 4_097);
    }

    private void readAnew() {
      Map<Long, OpenSet> sets = new HashMap<>();
      for (OpenDelivery one : committed.values()) {
        sets.computeIfAbsent(one.webhook(), OpenSet::new)
            .add(one.sequence(), one.ordinal(), one.recordedAt());
      }
      index.doubtful();
      index.replace(sets, index.read(OpenIndex.View::top), 0);
      assertThat(index.isDoubtful()).isFalse();
    }
  }
}
