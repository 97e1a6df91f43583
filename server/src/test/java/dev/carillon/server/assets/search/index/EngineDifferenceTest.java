package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.faults.FaultRecord;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.FollowedIndex;
import dev.carillon.server.testing.IndexUnderTest;
import dev.carillon.server.testing.OpenSearchServer;
import dev.carillon.server.testing.TestSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same assets and the same searches on both engines, on OpenSearch in one shard and in several:
 * the same hits in the same order, the same totals, the same facets, and the same is refused. The
 * seed is printed; {@code -Dtests.seed} sets it.
 */
@Tag("long")
@Tag("faults")
@Tag("k10")
class EngineDifferenceTest {

  private static final long SEED = Long.getLong("tests.seed", 20_261_130);
  private static final int ASSETS = 3_000;
  private static final int SEARCHES = FaultRecord.scaled(200, 2_000);

  /** After so many searches some assets are changed. */
  private static final int ROUND = 50;

  private static final int CHANGED_EACH_ROUND = 40;
  private static final int SHOWN_MAX = 10;

  private final RandomRequests requests = new RandomRequests(SEED);
  private final Random changes = new Random(SEED);

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void bothEnginesSayTheSame(int shards, @TempDir Path directory) throws IOException {
    System.out.println("k10: seed " + SEED + ", shards " + shards);
    Counts counts = new Counts();
    OpenSearchServer engine = OpenSearchServer.shared();
    try (IndexUnderTest one = TestSearch.LUCENE.open(directory, Library.language(), Library.NOW);
        IndexUnderTest other =
            FollowedIndex.open(
                engine.url(), engine.newPrefix(shards), Library.language(), Library.NOW)) {
      for (int asset = 0; asset < ASSETS; asset++) {
        change("a" + asset, false, one, other);
      }
      other.settle();
      for (int n = 0; n < SEARCHES; n++) {
        if (n % ROUND == ROUND - 1) {
          someChanges(one, other);
          other.settle();
        }
        counts.compare(n, requests.next(), one, other);
      }
    }
    counts.check(shards == 1 ? "k10.equal" : "k10.equal-" + shards + "-shards");
  }

  private void someChanges(IndexUnderTest... indexes) {
    for (int n = 0; n < CHANGED_EACH_ROUND; n++) {
      change("a" + changes.nextInt(ASSETS), changes.nextInt(4) == 0, indexes);
    }
  }

  private void change(String id, boolean removed, IndexUnderTest... indexes) {
    Metadata metadata = requests.metadata();
    String text = requests.text();
    for (IndexUnderTest index : indexes) {
      if (removed) {
        index.remove(id);
      } else {
        index.put(id, metadata, text);
      }
    }
  }

  /** What was found so far, and what was not the same. */
  private static final class Counts {

    private final List<String> different = new ArrayList<>();
    private int some;
    private int refused;

    void compare(int number, SearchRequest request, IndexUnderTest one, IndexUnderTest other) {
      Outcome expected = Outcome.of(one, request);
      Outcome actual = Outcome.of(other, request);
      if (!expected.equals(actual)) {
        different.add("search %d, %s:%n  %s%n  %s".formatted(number, request, expected, actual));
      }
      refused += expected.refusal().isEmpty() ? 0 : 1;
      long total = expected.result().totalHits();
      some += total > 0 && total < ASSETS / 2 ? 1 : 0;
    }

    void check(String name) {
      Map<String, Number> counts = new LinkedHashMap<>();
      counts.put("searches", SEARCHES);
      counts.put("that find some", some);
      counts.put("refused", refused);
      counts.put("different", different.size());
      FaultRecord.record(name, counts);
      System.out.println(name + ": " + counts);

      assertThat(different.stream().limit(SHOWN_MAX)).as("seed %s", SEED).isEmpty();
      assertThat(some).isGreaterThan(SEARCHES / 3);
      assertThat(refused).isBetween(SEARCHES / 50, SEARCHES / 3);
    }
  }

  /** What a search came to: a result, or why it was refused. */
  private record Outcome(SearchResult result, String refusal) {

    static Outcome of(IndexUnderTest index, SearchRequest request) {
      try {
        return new Outcome(index.search(request), "");
      } catch (Problem refused) {
        return new Outcome(
            new SearchResult(List.of(), 0), refused.status() + " " + refused.message());
      } catch (RuntimeException | Error failed) {
        throw new AssertionError("seed " + SEED + ", " + request, failed);
      }
    }
  }
}
