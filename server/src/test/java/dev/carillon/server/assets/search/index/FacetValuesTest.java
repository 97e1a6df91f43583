package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.search.index.SearchResult.FacetValue;
import dev.carillon.server.assets.search.query.Deadline;
import dev.carillon.server.assets.search.query.IndexedField;
import dev.carillon.server.assets.search.query.SearchTimeout;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.lucene.facet.LabelAndValue;
import org.junit.jupiter.api.Test;

class FacetValuesTest {

  private static final IndexedField SIZE = new IndexedField("s", IndexedField.Kind.SIZE, false);
  private static final IndexedField TEXT = new IndexedField("t", IndexedField.Kind.WORDS, false);

  private static LabelAndValue[] labels(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new LabelAndValue(Integer.toString(i), 1))
        .toArray(LabelAndValue[]::new);
  }

  @Test
  void manySelectedAmongManyValuesTakeLittleWork() {
    List<String> chosen = IntStream.range(0, 1_000).mapToObj(i -> "-" + i + ".5").toList();
    LabelAndValue[] labels = labels(300_000);
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    List<FacetValue> values = FacetCounts.FacetValues.of(labels, SIZE, chosen, Deadline.NONE);
    // the time of this thread alone: what else the machine does counts nothing
    assertThat(threads.getCurrentThreadCpuTime() - before)
        .isLessThan(Duration.ofSeconds(5).toNanos());
    assertThat(values).hasSize(1_000).allMatch(FacetValue::selected);
  }

  @Test
  void listingEndsWhereTheTimeIsUsedUp() {
    AtomicLong clock = new AtomicLong();
    Deadline deadline = new Deadline(Duration.ofMillis(20), () -> clock.addAndGet(1_000_000));
    assertThatThrownBy(() -> FacetCounts.FacetValues.of(labels(100_000), TEXT, List.of(), deadline))
        .isInstanceOf(SearchTimeout.class);
    assertThat(clock.get()).isLessThan(30_000_000);
  }

  @Test
  void aNumberIsSelectedByAnyOfItsWritings() {
    assertThat(
            FacetCounts.FacetValues.of(
                labels(2), SIZE, List.of("-0", "0.0", "1e0", "x"), Deadline.NONE))
        .containsExactly(
            new FacetValue(0L, 1, true), new FacetValue(1L, 1, true), new FacetValue("x", 0, true));
  }
}
