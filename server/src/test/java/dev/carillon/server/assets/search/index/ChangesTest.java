package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.field.Metadata;
import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/** What becomes of changes, on each engine: the newest wins, and is seen at once. */
@OnEachSearch
class ChangesTest {

  private static final int CALLERS = 8;
  private static final int CHANGES_EACH = 10;

  @Parameter private TestSearch search;
  @TempDir private Path directory;

  @Test
  void everyThreadSeesItsOwnChangeAtOnce() throws Exception {
    try (Library library = Library.on(search, directory)) {
      List<Callable<Void>> callers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        String id = "asset" + caller;
        callers.add(() -> changeAndLook(library, id));
      }
      all(callers);
    }
  }

  private static Void changeAndLook(Library library, String id) {
    for (int change = 0; change < CHANGES_EACH; change++) {
      String status = id + "x" + change;
      String text = change % 5 == 0 ? "text" + status : "unchanged";
      library.addWithText(id, "/" + id, text, "status", status);
      assertThat(library.find("status:" + status)).containsExactly(id);
      assertThat(library.find("status:" + status + "* id:" + id)).containsExactly(id);
      if (change % 5 == 0) {
        assertThat(library.find("text" + status)).containsExactly(id);
      }
    }
    library.remove(id);
    assertThat(library.find("id:" + id)).isEmpty();
    return null;
  }

  private static void all(List<Callable<Void>> tasks) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> done : threads.invokeAll(tasks)) {
        done.get();
      }
    }
  }

  @Test
  void anAssetMayComeAndGoAndComeBack() {
    try (Library library = Library.on(search, directory)) {
      library.remove("a").addWithText("a", "/a", "alpha").remove("a").remove("a");
      assertThat(library.find("")).isEmpty();
      assertThat(library.find("alpha")).isEmpty();
      library.add("a", "/a");
      assertThat(library.find("")).containsExactly("a");
      assertThat(library.find("alpha")).isEmpty();
    }
  }

  @Test
  void aFieldThatIsClearedIsFoundNoMore() {
    try (Library library = Library.on(search, directory)) {
      library.add("a", "/a", "status", "final", "rating", 3L, "tags", List.of("x", "y"));
      library.add("a", "/moved/a", "tags", List.of("y"));
      assertThat(library.find("status:final")).isEmpty();
      assertThat(library.find("rating:*")).isEmpty();
      assertThat(library.find("tags:x")).isEmpty();
      assertThat(library.find("tags:y ancestorPaths:\"/moved\"")).containsExactly("a");
      assertThat(library.find("assetPath:\"/a\"")).isEmpty();
    }
  }

  @Test
  void aTextThatIsClearedIsFoundNoMore() {
    try (Library library = Library.on(search, directory)) {
      library.addWithText("a", "/a", "alpha").addWithText("b", "/b", "alpha");
      library.addWithText("a", "/a", "");
      assertThat(library.find("alpha")).containsExactly("b");
      library.addWithText("a", "/a", "alpha");
      assertThat(library.find("alpha")).containsExactly("a", "b");
    }
  }

  @Test
  void anAssetWhoseTextCannotBeReadYetIsFoundByAllElse() {
    try (Library library = Library.on(search, directory)) {
      Metadata metadata = Library.metadata("/a", "status", "final");
      library.index.putUnread("a", metadata);
      assertThat(library.find("status:final")).containsExactly("a");
      assertThat(library.find("alpha")).isEmpty();
      library.index.read("a", metadata, "alpha");
      assertThat(library.find("status:final alpha")).containsExactly("a");
    }
  }
}
