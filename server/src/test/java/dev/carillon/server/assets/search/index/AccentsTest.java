package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters with accents are the same however they were typed: as one character, or as two. */
@OnEachSearch
class AccentsTest {

  private static final String ONE = "Caf\u00e9 \u0439\u043e\u0433\u0443\u0440\u0442";
  private static final String TWO = "Cafe\u0301 \u0438\u0306\u043e\u0433\u0443\u0440\u0442";

  @Parameter private TestSearch search;
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {ONE, TWO})
  void whateverIsStoredIsFoundBothWays(String title) {
    try (Library library = Library.on(search, directory)) {
      library.addWithText("a", "/" + ONE + "/a.txt", title, "title", title);
      library.add("b", "/other/b.txt", "title", "Cafeteria \u0438\u043e\u0433");
      for (String typed : new String[] {ONE, TWO}) {
        String[] words = typed.split(" ");
        assertThat(library.find(typed)).containsExactly("a");
        assertThat(library.find("title:\"" + typed + "\"")).containsExactly("a");
        assertThat(library.find("textContent:" + words[1])).containsExactly("a");
        assertThat(library.find("title:" + words[1].substring(0, words[1].length() - 2) + "*"))
            .containsExactly("a");
        assertThat(library.find("title:[" + words[0] + " TO " + words[0] + "z]")).contains("a");
        assertThat(library.find("/" + typed)).containsExactly("a");
        assertThat(library.find("ancestorPaths:\"/" + typed + "\"")).containsExactly("a");
        assertThat(library.find("assetPath:\"/" + typed + "/a.txt\"")).containsExactly("a");
        assertThat(library.find("assetPath:\\/" + words[0] + "*")).containsExactly("a");
      }
    }
  }
}
