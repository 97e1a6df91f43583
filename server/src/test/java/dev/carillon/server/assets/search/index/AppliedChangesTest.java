package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The bookkeeping of changes that arrive in any order. */
final class AppliedChangesTest {

  @Test
  void inAnyOrderTheNewestOfEachAssetWins() {
    for (int seed = 0; seed < 300; seed++) {
      List<Long> arrivals = new ArrayList<>(LongStream.rangeClosed(1, 40).boxed().toList());
      arrivals.addAll(List.copyOf(arrivals.subList(0, 10)));
      Collections.shuffle(arrivals, new Random(seed));
      AppliedChanges changes = new AppliedChanges(0);
      Map<String, Long> state = new HashMap<>();
      Set<Long> seen = new HashSet<>();
      for (long sequence : arrivals) {
        String asset = "asset" + sequence * 7 % 5;
        if (changes.isNews(sequence, asset)) {
          state.put(asset, sequence);
        }
        changes.add(sequence, asset);
        seen.add(sequence);
        assertThat(changes.upTo()).as("seed %s", seed).isEqualTo(unbrokenRun(seen));
      }
      assertThat(state.values()).as("seed %s", seed).containsOnly(36L, 37L, 38L, 39L, 40L);
    }
  }

  @Test
  void caughtUpClosesTheGapsBelow() {
    AppliedChanges changes = new AppliedChanges(3);
    changes.add(6, "a");
    changes.add(8, "b");
    changes.add(9, "c");
    changes.add(12, "d");
    changes.caughtUp(7);
    assertThat(changes.upTo()).isEqualTo(9);
    assertThat(changes.isNews(7, "x")).isFalse();
    assertThat(changes.isNews(11, "d")).isFalse();
    assertThat(changes.isNews(11, "x")).isTrue();
    changes.caughtUp(5);
    assertThat(changes.upTo()).isEqualTo(9);
  }

  private static long unbrokenRun(Set<Long> seen) {
    long end = 0;
    while (seen.contains(end + 1)) {
      end++;
    }
    return end;
  }
}
