package dev.carillon.server.testing;

import dev.carillon.server.assets.search.index.LuceneIndex;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

/** The engines that a search can run on. */
public enum TestSearch {
  LUCENE;

  /** Those that tests run on: on OpenSearch only where the long tests run too. */
  static Stream<TestSearch> tested() {
    return Stream.of(values());
  }

  /** What {@code serve} is told, to search so. */
  public Map<String, String> options() {
    return Map.of();
  }

  /** An index that is new, for which it is always this time. */
  public IndexUnderTest open(Path directory, QueryLanguage language, Instant now) {
    return new IndexUnderTest.Handed(
        LuceneIndex.open(
            directory, language, RelatedAssets.NONE, () -> now, Duration.ofHours(1)));
  }
}
