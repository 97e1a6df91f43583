package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchResult.FacetValue;
import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** Values that are counted, on each engine. */
@OnEachSearch
class FacetCountsTest {

  @Parameter private TestSearch search;
  @TempDir private Path directory;

  private static List<FacetValue> counts(
      Library library, String q, String field, String... chosen) {
    SearchRequest request =
        new SearchRequest(q, 0, 0, List.of(), List.of(new Facet(field, List.of(chosen))));
    return library.index.search(request).facets().getOrDefault(field, List.of());
  }

  @Test
  void anEmptyIndexHasNoValues() {
    try (Library library = Library.on(search, directory)) {
      for (String field :
          List.of("tags", "rating", "assetCreated", "folderPath", "unknown", "id")) {
        assertThat(counts(library, "", field)).isEmpty();
      }
      assertThat(counts(library, "", "tags", "x")).containsExactly(new FacetValue("x", 0, true));
    }
  }

  @Test
  void valuesAreToldApartByCaseAndCountedOnceForEachAsset() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("a", "/A b/a", "tags", List.of("Sea", "sea", "Été"), "status", "New")
          .add("b", "/A b/b", "tags", List.of("Sea", "日本"))
          .add("c", "/c", "tags", List.of("Sea"), "status", "New")
          .remove("c");
      assertThat(counts(library, "", "tags"))
          .containsExactlyInAnyOrder(
              new FacetValue("Sea", 2, false),
              new FacetValue("sea", 1, false),
              new FacetValue("Été", 1, false),
              new FacetValue("日本", 1, false));
      assertThat(counts(library, "status:new", "tags")).hasSize(3);
      assertThat(counts(library, "", "folderPath"))
          .containsExactly(new FacetValue("/A b", 2, false));
    }
  }

  @Test
  void valuesOfManySegmentsAreAddedUp() {
    try (Library library = Library.on(search, directory)) {
      for (int i = 0; i < 40; i++) {
        library.add("a" + i, "/a" + i, "status", i % 4 == 0 ? "Rare" : "Common", "rating", i % 2L);
        // each search makes a segment of what came since the one before
        assertThat(counts(library, "id:a" + i, "status")).hasSize(1);
      }
      assertThat(counts(library, "", "status"))
          .containsExactly(new FacetValue("Common", 30, false), new FacetValue("Rare", 10, false));
      assertThat(counts(library, "", "rating", "1"))
          .containsExactly(new FacetValue(0L, 20, false), new FacetValue(1L, 20, true));
    }
  }

  @Test
  void aSelectionNarrowsHitsAndOtherFacetsButNotItsOwn() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("a", "/x/a", "status", "Final", "tags", List.of("sea", "boat"), "rating", 1L)
          .add("b", "/x/b", "status", "Draft", "tags", List.of("sea"), "rating", 2L)
          .add("c", "/y/c", "status", "Final", "tags", List.of("tree"), "rating", 2L)
          .add("d", "/y/d");
      SearchResult result =
          library.index.search(
              new SearchRequest(
                  "",
                  0,
                  10,
                  List.of(new SearchRequest.Sort("id", false)),
                  List.of(
                      new Facet("status", List.of("Final", "final")),
                      new Facet("rating", List.of("2.0")),
                      new Facet("tags", List.of()))));
      assertThat(result.ids()).containsExactly("c");
      assertThat(result.totalHits()).isEqualTo(1);
      assertThat(result.facets())
          .containsExactly(
              Map.entry(
                  "status",
                  List.of(
                      new FacetValue("Draft", 1, false),
                      new FacetValue("Final", 1, true),
                      new FacetValue("final", 0, true))),
              Map.entry(
                  "rating", List.of(new FacetValue(1L, 1, false), new FacetValue(2L, 1, true))),
              Map.entry("tags", List.of(new FacetValue("tree", 1, false))));
    }
  }

  @Test
  void numbersSizesAndTimesAreCountedExactly() {
    try (Library library = Library.on(search, directory)) {
      long large = (1L << 53) + 1;
      library
          .add("a", "/a", "rating", 2.5, "fileSize", large, "assetCreated", -1L)
          .add("b", "/b", "rating", -0.5, "fileSize", large - 1, "assetCreated", large)
          .add("c", "/c", "rating", 100L, "fileSize", large, "assetCreated", -1L);
      assertThat(counts(library, "", "rating"))
          .containsExactly(
              new FacetValue(-0.5, 1, false),
              new FacetValue(2.5, 1, false),
              new FacetValue(100L, 1, false));
      assertThat(counts(library, "", "fileSize"))
          .containsExactly(new FacetValue(large, 2, false), new FacetValue(large - 1, 1, false));
      assertThat(counts(library, "", "assetCreated"))
          .containsExactly(new FacetValue(-1L, 2, false), new FacetValue(large, 1, false));
    }
  }

  @Test
  void ofVeryManyValuesTheMostFrequentAndTheSelectedAreShown() {
    try (Library library = Library.on(search, directory)) {
      IntStream.range(0, 1_500).forEach(i -> library.add("a" + i, "/a" + i, "status", "s" + i));
      library.add("more", "/more", "status", "s700");
      library.index.settle();
      List<FacetValue> values = counts(library, "", "status", "s1499");
      assertThat(values).hasSize(1_000);
      assertThat(values.getFirst()).isEqualTo(new FacetValue("s700", 2, false));
      assertThat(values).contains(new FacetValue("s1499", 1, true));
    }
  }

  @Test
  void aLongValueIsCountedByItsBeginning() {
    try (Library library = Library.on(search, directory)) {
      String start = "x".repeat(256);
      library.add("a", "/a", "description", start + "y").add("b", "/b", "description", start + "z");
      assertThat(counts(library, "", "description"))
          .containsExactly(new FacetValue(start, 2, false));
    }
  }

  @Test
  void rangesOfTextsGoOnFromWhatValuesSortBy() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("a", "/a", "status", "Alpha")
          .add("b", "/b", "status", "alpha")
          .add("c", "/c", "status", "alphabet")
          .add("d", "/d", "status", "Beta");
      assertThat(library.find("status:[alpha TO alpha]")).containsExactly("a", "b");
      assertThat(library.find("status:{ALPHA TO *]")).containsExactly("c", "d");
      assertThat(library.find("status:[* TO beta}")).containsExactly("a", "b", "c");
      assertThat(library.find("status:[* TO beta]")).containsExactly("a", "b", "c", "d");
    }
  }
}
