package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.testing.OnEachSearch;
import dev.carillon.server.testing.TestSearch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
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
      AtomicLong sequence = new AtomicLong();
      List<Callable<Void>> callers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        String id = "asset" + caller;
        callers.add(() -> changeAndLook(library, sequence, id));
      }
      all(callers);
    }
  }

  private static Void changeAndLook(Library library, AtomicLong sequence, String id) {
    for (int change = 0; change < CHANGES_EACH; change++) {
      String status = id + "x" + change;
      library.index.apply(
          sequence.incrementAndGet(),
          id,
          Library.metadata("/" + id, "status", status),
          change % 5 == 0 ? "text" + status : "unchanged");
      assertThat(library.find("status:" + status)).containsExactly(id);
      assertThat(library.find("status:" + status + "* id:" + id)).containsExactly(id);
      if (change % 5 == 0) {
        assertThat(library.find("text" + status)).containsExactly(id);
      }
    }
    library.index.remove(sequence.incrementAndGet(), id);
    assertThat(library.find("id:" + id)).isEmpty();
    return null;
  }

  @Test
  void changesThatArriveInAnyOrderLeaveTheNewestState() throws Exception {
    int assets = 7;
    List<Long> sequences = new ArrayList<>(LongStream.rangeClosed(1, 700).boxed().toList());
    Collections.shuffle(sequences, new Random(7));
    try (Library library = Library.on(search, directory)) {
      List<Callable<Void>> changes = new ArrayList<>();
      for (long sequence : sequences) {
        changes.add(() -> change(library.index, sequence, assets));
      }
      all(changes);
      // The last change of the asset that removes is the removal.
      String last = "(694 OR 695 OR 696 OR 697 OR 698 OR 699)";
      assertThat(library.find("*:*")).hasSize(assets - 1);
      assertThat(library.find("status:" + last)).hasSize(assets - 1);
      assertThat(library.find("textContent:" + last)).hasSize(assets - 1);
    }
  }

  private static Void change(AssetIndex index, long sequence, int assets) {
    String id = "asset" + sequence % assets;
    if (sequence % assets == 0) {
      index.remove(sequence, id);
    } else {
      String value = Long.toString(sequence);
      index.apply(sequence, id, Library.metadata("/" + id, "status", value), value);
    }
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
  void aChangeOlderThanTheRemovalDoesNotBringTheAssetBack() {
    try (Library library = Library.on(search, directory)) {
      library.index.remove(3, "a");
      library.index.apply(2, "a", Library.metadata("/a"), "text");
      library.index.apply(1, "a", Library.metadata("/a"), "text");
      assertThat(library.find("")).isEmpty();
      assertThat(library.find("text")).isEmpty();
    }
  }

  @Test
  void aChangeThatComesTwiceIsTheSameAsOnce() {
    try (Library library = Library.on(search, directory)) {
      for (int times = 0; times < 2; times++) {
        library.index.apply(1, "a", Library.metadata("/a", "status", "one"), "alpha");
        library.index.remove(2, "b");
        assertThat(library.find("status:one alpha")).containsExactly("a");
        assertThat(library.find("")).containsExactly("a");
      }
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
      library.index.applyUnread(1, "a", Library.metadata("/a", "status", "final"));
      assertThat(library.find("status:final")).containsExactly("a");
      assertThat(library.find("alpha")).isEmpty();
      library.index.apply(1, "a", Library.metadata("/a", "status", "final"), "alpha");
      assertThat(library.find("status:final alpha")).containsExactly("a");
    }
  }
}
