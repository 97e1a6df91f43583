package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.search.index.SearchRequest.Facet;
import dev.carillon.server.assets.search.index.SearchResult.FacetValue;
import dev.carillon.server.assets.search.query.VisibleFolders;
import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** What a user may see and read limits hits, totals and facets, on each engine. */
@OnEachSearch
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SightTest {

  private static final VisibleFolders NOTHING = new VisibleFolders(false, List.of());

  @Parameter private TestSearch search;
  private Library library;

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void fill(@TempDir Path directory) {
    library = Library.on(search, directory);
    library
        .addWithText("a", "/Open/a.txt", "lighthouse", "status", "final")
        .addWithText("b", "/Open/Secret/b.txt", "lighthouse", "status", "final")
        .addWithText("c", "/Open/Secret/Shared/c.txt", "lighthouse", "status", "draft")
        .addWithText("d", "/Opener/d.txt", "lighthouse", "status", "draft")
        .add("e", "/Users/ann/e.txt", "title", "lighthouse")
        .add("f", "/Users/f.txt", "title", "lighthouse")
        .add("g", "/g.txt", "title", "lighthouse");
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void close() {
    library.close();
  }

  private List<String> found(String q, VisibleFolders seen, VisibleFolders read) {
    SearchResult result = library.index.search(Library.request(q).seenBy(seen, read));
    assertThat(result.totalHits()).isEqualTo(result.ids().size());
    return result.ids();
  }

  @SafeVarargs
  private static VisibleFolders inside(Set<String>... layers) {
    List<Set<String>> all = new ArrayList<>();
    for (Set<String> layer : layers) {
      all.add(layer);
    }
    return new VisibleFolders(false, all);
  }

  @Test
  void onlyWhatMayBeSeenIsFound() {
    VisibleFolders open = inside(Set.of("/open"));
    for (String q : List.of("", "*:*", "lighthouse", "-title:none", "filename:*.txt")) {
      assertThat(found(q, open, VisibleFolders.EVERYTHING)).as(q).containsExactly("a", "b", "c");
      assertThat(found(q, NOTHING, VisibleFolders.EVERYTHING)).as(q).isEmpty();
      assertThat(found(q, VisibleFolders.EVERYTHING, VisibleFolders.EVERYTHING)).as(q).hasSize(7);
    }
  }

  @Test
  void eachLayerTakesAwayFromTheOneBefore() {
    assertThat(
            found("", inside(Set.of("/open"), Set.of("/open/secret")), VisibleFolders.EVERYTHING))
        .containsExactly("a");
    VisibleFolders shared =
        inside(Set.of("/open", "/opener"), Set.of("/open/secret"), Set.of("/open/secret/shared"));
    assertThat(found("", shared, VisibleFolders.EVERYTHING)).containsExactly("a", "c", "d");
    assertThat(found("status:final", shared, VisibleFolders.EVERYTHING)).containsExactly("a");
    assertThat(found("", inside(Set.of("/"), Set.of("/open")), VisibleFolders.EVERYTHING))
        .containsExactly("d", "e", "f", "g");
  }

  @Test
  void aStarStandsForEachFolderDirectlyInside() {
    assertThat(found("", inside(Set.of("/users/*")), VisibleFolders.EVERYTHING))
        .containsExactly("e");
    assertThat(found("", inside(Set.of("/users"), Set.of("/users/*")), VisibleFolders.EVERYTHING))
        .containsExactly("f");
  }

  @Test
  void wordsOfFilesThatMayNotBeReadFindNothing() {
    VisibleFolders open = inside(Set.of("/open"));
    assertThat(found("lighthouse", VisibleFolders.EVERYTHING, open))
        .containsExactly("a", "b", "c", "e", "f", "g");
    assertThat(found("textContent:light*", VisibleFolders.EVERYTHING, NOTHING)).isEmpty();
    assertThat(found("textContent:*", VisibleFolders.EVERYTHING, open))
        .containsExactly("a", "b", "c");
    assertThat(found("-lighthouse", VisibleFolders.EVERYTHING, open)).containsExactly("d");
    assertThat(found("lighthouse status:final", open, inside(Set.of("/open/secret"))))
        .containsExactly("b");
  }

  @Test
  void facetsCountOnlyWhatMayBeSeen() {
    SearchRequest request =
        new SearchRequest("", 0, 0, List.of(), List.of(new Facet("status", List.of("draft"))));
    VisibleFolders shared = inside(Set.of("/open"), Set.of("/open/secret"));
    assertThat(
            library
                .index
                .search(request.seenBy(shared, VisibleFolders.EVERYTHING))
                .facets()
                .get("status"))
        .containsExactly(new FacetValue("final", 1, false), new FacetValue("draft", 0, true));
  }

  @Test
  void asksForOneAssetOnly() {
    SearchRequest request = Library.request("lighthouse");
    assertThat(library.index.search(request.only("d")).ids()).containsExactly("d");
    assertThat(library.index.search(request.only("D")).ids()).isEmpty();
    assertThat(
            library
                .index
                .search(request.seenBy(inside(Set.of("/open")), NOTHING).only("d"))
                .totalHits())
        .isZero();
  }

  @Test
  void veryManyFoldersAreNoMoreThanOneCondition() {
    Set<String> folders = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      folders.add("/somewhere/deep/in/the/library/" + i);
    }
    folders.add("/opener");
    assertThat(found("lighthouse", inside(folders), inside(folders))).containsExactly("d");
  }
}
