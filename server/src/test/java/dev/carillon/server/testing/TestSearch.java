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
  LUCENE {
    @Override
    public Map<String, String> options() {
      return Map.of();
    }

    @Override
    public IndexUnderTest open(Path directory, QueryLanguage language, Instant now) {
      return new IndexUnderTest.Handed(
          LuceneIndex.open(
              directory, language, RelatedAssets.NONE, () -> now, Duration.ofHours(1)));
    }
  },

  OPENSEARCH {
    @Override
    public Map<String, String> options() {
      return optionsFor(OpenSearchServer.shared());
    }

    @Override
    public IndexUnderTest open(Path directory, QueryLanguage language, Instant now) {
      return FollowedIndex.open(
          OpenSearchServer.shared().url(), OpenSearchServer.newPrefix(), language, now);
    }
  };

  /** Those that tests run on: on OpenSearch only where the long tests run too. */
  static Stream<TestSearch> tested() {
    boolean longToo = !"long".equals(System.getProperty("tests.leftOut"));
    return Stream.of(values()).filter(search -> longToo || search == LUCENE);
  }

  /** The options of a server that searches by this OpenSearch, in indexes of its own. */
  public static Map<String, String> optionsFor(OpenSearchServer server) {
    return Map.of(
        "search", "opensearch:" + server.url(), "searchIndex", OpenSearchServer.newPrefix());
  }

  /** The options of a server that searches so. */
  public abstract Map<String, String> options();

  /** An index that is new, for which it is always this time. */
  public abstract IndexUnderTest open(Path directory, QueryLanguage language, Instant now);
}
