package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.search.index.SearchRequest.Sort;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Pages and totals, on each engine. */
@OnEachSearch
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagingTest {

  private static final int ASSETS = 2_500;
  private static final List<Sort> BY_ID = List.of(new Sort("id", false));

  @Parameter private TestSearch search;
  private Library library;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void fill(@TempDir Path directory) {
    library = Library.on(search, directory);
    IntStream.range(0, ASSETS)
        .forEach(i -> library.add("id%04d".formatted(i), "/f/" + i, "status", "s" + i % 2));
    library.index.settle();
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    library.close();
  }

  private SearchResult page(String q, int start, int num, List<Sort> sort) {
    return library.index.search(new SearchRequest(q, start, num, sort));
  }

  @Test
  void pagesFollowEachOtherAndTheTotalIsExact() {
    for (String q : List.of("status:s1", "")) {
      SearchResult third = page(q, 20, 10, BY_ID);
      assertThat(third.totalHits()).isEqualTo(q.isEmpty() ? ASSETS : ASSETS / 2);
      assertThat(third.ids()).hasSize(10);
      assertThat(third.ids().getFirst()).isEqualTo(q.isEmpty() ? "id0020" : "id0041");
    }
    assertThat(page("", ASSETS - 5, 10, BY_ID).ids()).hasSize(5);
    assertThat(page("", 9_000, 1_000, BY_ID).ids()).isEmpty();
    assertThat(page("status:s1", 0, 0, BY_ID)).isEqualTo(new SearchResult(List.of(), ASSETS / 2));
  }

  @Test
  void allPagesTogetherAreAllHitsOnce() {
    for (List<Sort> sort : List.of(BY_ID, List.of(new Sort("status", true)), List.<Sort>of())) {
      List<String> paged = new ArrayList<>();
      for (int start = 0; start < ASSETS; start += 700) {
        paged.addAll(page("", start, 700, sort).ids());
      }
      assertThat(paged).as("%s", sort).hasSize(ASSETS).doesNotHaveDuplicates();
      assertThat(paged).as("%s", sort).isEqualTo(page("", 0, 10_000, sort).ids());
    }
  }

  @Test
  void theLastPageThatIsAllowedMayReachBeyondTheEnd() {
    assertThat(page("", 9_999, 50, BY_ID)).isEqualTo(new SearchResult(List.of(), ASSETS));
    assertThat(page("", 9_999, Integer.MAX_VALUE, BY_ID).totalHits()).isEqualTo(ASSETS);
    assertThat(page("", 10_000, 0, BY_ID)).isEqualTo(new SearchResult(List.of(), ASSETS));
  }

  @Test
  void aPageOrSortOrderThatIsNotAllowedIsRefused() {
    assertRefused(new SearchRequest("", 10_000, 1, List.of()), "less than 10000");
    assertRefused(
        new SearchRequest("", Integer.MAX_VALUE, Integer.MAX_VALUE, List.of()), "less than 10000");
    assertRefused(new SearchRequest("", -1, 1, List.of()), "must not be negative");
    assertRefused(new SearchRequest("", 0, -1, List.of()), "must not be negative");
    for (String field : List.of("noSuchField", "textContent", "relatedTo", "")) {
      assertRefused(
          new SearchRequest("", 0, 1, List.of(new Sort(field, false))),
          "'sort' is '" + field + "'");
    }
  }

  private void assertRefused(SearchRequest request, String message) {
    assertThatThrownBy(() -> library.index.search(request))
        .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.status()).isEqualTo(400))
        .hasMessageContaining(message);
  }
}
