package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.testing.FollowedIndex;
import dev.carillon.server.testing.IndexUnderTest;
import dev.carillon.server.testing.OpenSearchServer;
import dev.carillon.server.testing.TestSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order by relevance is the same on both engines, and does not depend on which assets share a
 * part of an index: a word is as rare as it is among all assets.
 */
@Tag("long")
class RelevanceTest {

  private static final long SEED = Long.getLong("tests.seed", 20_261_130);
  private static final int ASSETS = 400;

  private static final List<String> QUERIES =
      List.of(
          "boat",
          "sea boats",
          "title:boat OR tags:sea OR status:13",
          "\"beach house\" foo-13",
          "boat -sea",
          "日本 OR été",
          "textContent:boat sea",
          "status:bo* OR description:sea",
          "(boat OR sea) AND rating:[1 TO 3]");

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void hitsHaveTheSameOrder(int shards, @TempDir Path directory) throws IOException {
    OpenSearchServer engine = OpenSearchServer.shared();
    RandomRequests requests = new RandomRequests(SEED);
    try (IndexUnderTest one = TestSearch.LUCENE.open(directory, Library.language(), Library.NOW);
        IndexUnderTest other =
            FollowedIndex.open(
                engine.url(), engine.newPrefix(shards), Library.language(), Library.NOW)) {
      for (int asset = 0; asset < ASSETS; asset++) {
        Metadata metadata = requests.metadata();
        String text = requests.text();
        one.put("a" + asset, metadata, text);
        other.put("a" + asset, metadata, text);
      }
      other.settle();
      Set<Integer> pages = new TreeSet<>();
      for (String query : QUERIES) {
        SearchRequest request =
            new SearchRequest(
                query, 0, ASSETS, List.of(new SearchRequest.Sort(SearchRequest.RELEVANCE, true)));
        List<String> expected = one.search(request).ids();
        assertThat(other.search(request).ids()).as(query).isEqualTo(expected);
        pages.add(expected.size());
      }
      assertThat(pages).as("most find some").hasSizeGreaterThan(4);
    }
  }
}
