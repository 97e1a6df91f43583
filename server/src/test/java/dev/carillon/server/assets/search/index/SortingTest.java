package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.search.index.SearchRequest.Sort;
import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** The order of hits, on each engine. */
@OnEachSearch
class SortingTest {

  @Parameter private TestSearch search;
  @TempDir private Path directory;

  @Test
  void withoutASortTheNewestComeFirstAndThoseWithoutADateLast() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("old", "/1", "assetCreated", 1_000L)
          .add("none", "/2")
          .add("new", "/3", "assetCreated", 3_000L)
          .add("before1970", "/4", "assetCreated", -5L);
      assertThat(sorted(library)).containsExactly("new", "old", "before1970", "none");
    }
  }

  @Test
  void anyFieldSortsBothWaysWithMissingValuesLast() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("a", "/x/a", "status", "beta", "rating", 2.5, "tags", List.of("m", "z"))
          .add("b", "/x/b", "status", "Alpha", "rating", -1L, "tags", List.of("a", "n"))
          .add("c", "/x/c", "status", "Émile", "rating", 10L, "fileSize", 5L)
          .add("d", "/x/d", "fileSize", 9L);
      assertThat(sorted(library, "status")).containsExactly("b", "a", "c", "d");
      assertThat(sorted(library, "-status")).containsExactly("c", "a", "b", "d");
      assertThat(sorted(library, "rating")).containsExactly("b", "a", "c", "d");
      assertThat(sorted(library, "-rating")).containsExactly("c", "a", "b", "d");
      assertThat(sorted(library, "fileSize")).containsExactly("c", "d", "a", "b");
      assertThat(sorted(library, "-fileSize")).containsExactly("d", "c", "a", "b");
      assertThat(sorted(library, "tags")).containsExactly("b", "a", "c", "d");
      assertThat(sorted(library, "-tags")).containsExactly("a", "b", "c", "d");
      assertThat(sorted(library, "-assetPath")).containsExactly("d", "c", "b", "a");
      assertThat(sorted(library, "-id")).containsExactly("d", "c", "b", "a");
      assertThat(sorted(library, "-cf_unused")).containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  void theIdDecidesWhereAllElseIsEqualWhicheverWayItIsSorted() {
    try (Library library = Library.on(search, directory)) {
      for (String id : List.of("c", "B", "-x", "a", "_y", "b2", "b10")) {
        library.add(id, "/same", "status", "one", "rating", 1L, "assetCreated", 5L);
      }
      List<String> byId = List.of("-x", "B", "_y", "a", "b10", "b2", "c");
      for (String sort : List.of("status", "-status", "rating", "-rating", "-assetCreated")) {
        assertThat(sorted(library, sort)).as(sort).isEqualTo(byId);
      }
    }
  }

  @Test
  void laterFieldsDecideWhereEarlierOnesAreEqual() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("a", "/1", "status", "x", "rating", 1L, "title", "m")
          .add("b", "/2", "status", "x", "rating", 2L, "title", "n")
          .add("c", "/3", "status", "w", "rating", 2L, "title", "m")
          .add("d", "/4", "status", "x", "rating", 2L, "title", "m")
          .add("e", "/5", "rating", 2L);
      assertThat(sorted(library, "status", "-rating")).containsExactly("c", "b", "d", "a", "e");
      assertThat(sorted(library, "-rating", "title", "-id"))
          .containsExactly("d", "c", "b", "e", "a");
    }
  }

  @Test
  void textsSortWithoutRegardToCaseAndAccents() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("a", "/1", "title", "Zebra")
          .add("b", "/2", "title", "zebra crossing")
          .add("c", "/3", "title", "Äpfel")
          .add("d", "/4", "title", "apfelmus")
          .add("e", "/5", "title", "straße")
          .add("f", "/6", "title", "strasse 2")
          .add("g", "/7", "title", "日本")
          .add("h", "/8", "title", "\uD83D\uDE00")
          .add("i", "/9", "title", "10")
          .add("j", "/10", "title", "9");
      assertThat(sorted(library, "title"))
          .containsExactly("i", "j", "c", "d", "e", "f", "a", "b", "g", "h");
    }
  }

  @Test
  void numbersSortByWhatTheyAreAndNotByTheirDigits() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("a", "/1", "rating", 9_007_199_254_740_993L, "fileSize", 9_007_199_254_740_993L)
          .add("b", "/2", "rating", 10L, "fileSize", 9_007_199_254_740_992L)
          .add("c", "/3", "rating", 9.5, "fileSize", 0L)
          .add("d", "/4", "rating", -0.25, "fileSize", Long.MAX_VALUE - 1)
          .add("e", "/5", "rating", 1e300, "fileSize", -7L)
          .add("f", "/6", "rating", -1e-300);
      assertThat(sorted(library, "rating")).containsExactly("d", "f", "c", "b", "a", "e");
      assertThat(sorted(library, "-fileSize")).containsExactly("d", "a", "b", "c", "e", "f");
      assertThat(library.find("fileSize:9007199254740993")).containsExactly("a");
    }
  }

  @Test
  void theBestFittingComesFirstWhereThatIsAskedFor() {
    try (Library library = Library.on(search, directory)) {
      library
          .add("a", "/1", "title", "sea", "description", "the sea and the harbour")
          .add("b", "/2", "title", "harbour", "description", "a sea without boats")
          .add("c", "/3", "title", "boat", "description", "boat, sea, harbour");
      String any = "description:boat OR description:sea OR description:harbour";
      assertThat(sorted(library, any, List.of("relevance"))).containsExactly("c", "a", "b");
      assertThat(sorted(library, "title:harbour^5 OR title:boat", List.of("relevance")))
          .containsExactly("b", "c");
    }
  }

  private static List<String> sorted(Library library, String... fields) {
    return sorted(library, "", Arrays.asList(fields));
  }

  private static List<String> sorted(Library library, String q, List<String> fields) {
    List<Sort> sorts =
        fields.stream()
            .map(field -> new Sort(field.replaceFirst("^-", ""), field.startsWith("-")))
            .toList();
    return library.index.search(new SearchRequest(q, 0, 100, sorts)).ids();
  }
}
