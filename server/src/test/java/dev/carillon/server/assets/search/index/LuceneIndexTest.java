package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.field.Field;
import dev.carillon.server.assets.field.FieldType;
import dev.carillon.server.assets.search.query.QueryLanguage;
import dev.carillon.server.assets.search.query.RelatedAssets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index on Lucene: order of changes, how far it is, what survives a crash. */
final class LuceneIndexTest {

  private @TempDir Path directory;

  @Test
  void changesThatArriveInAnyOrderLeaveTheNewestState() throws Exception {
    int assets = 7;
    List<Long> sequences = new ArrayList<>(LongStream.rangeClosed(1, 700).boxed().toList());
    Collections.shuffle(sequences, new Random(7));
    try (LuceneIndex index = Library.open(directory);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Void>> changes = new ArrayList<>();
      for (long sequence : sequences) {
        changes.add(() -> change(index, sequence, assets));
      }
      for (Future<Void> done : threads.invokeAll(changes)) {
        done.get();
      }
      // The last change of the asset that removes is the removal.
      assertThat(find(index, "*:*")).hasSize(assets - 1);
      assertThat(find(index, "status:(694 OR 695 OR 696 OR 697 OR 698 OR 699)"))
          .hasSize(assets - 1);
      assertThat(find(index, "textContent:(694 OR 695 OR 696 OR 697 OR 698 OR 699)"))
          .hasSize(assets - 1);
      index.commit();
      assertThat(index.appliedSequence()).isEqualTo(700);
    }
  }

  private static Void change(LuceneIndex index, long sequence, int assets) {
    String id = "asset" + sequence % assets;
    if (sequence % assets == 0) {
      index.remove(sequence, id);
    } else {
      String value = Long.toString(sequence);
      index.apply(sequence, id, Library.metadata("/" + id, "status", value), value);
    }
    return null;
  }

  @Test
  void aChangeOlderThanTheRemovalDoesNotBringTheAssetBack() {
    try (LuceneIndex index = Library.open(directory)) {
      index.remove(3, "a");
      index.apply(2, "a", Library.metadata("/a"), "text");
      index.apply(1, "a", Library.metadata("/a"), "text");
      assertThat(find(index, "")).isEmpty();
      assertThat(find(index, "text")).isEmpty();
    }
  }

  @Test
  void theAppliedSequenceStopsBeforeAGapUntilItIsFilled() throws IOException {
    try (LuceneIndex index = Library.open(directory)) {
      index.apply(1, "a", Library.metadata("/a"), "");
      index.apply(2, "b", Library.metadata("/b"), "");
      index.apply(4, "d", Library.metadata("/d"), "");
      assertThat(index.appliedSequence()).isZero();
      index.commit();
      assertThat(index.appliedSequence()).isEqualTo(2);
      index.apply(3, "c", Library.metadata("/c"), "");
      index.commit();
      assertThat(index.appliedSequence()).isEqualTo(4);
      index.caughtUp(10);
      index.commit();
      assertThat(index.appliedSequence()).isEqualTo(10);
    }
    try (LuceneIndex again = Library.open(directory)) {
      assertThat(again.appliedSequence()).isEqualTo(10);
      assertThat(find(again, "")).containsExactly("a", "b", "c", "d");
    }
  }

  @Test
  void afterACrashTheReplayFromTheAppliedSequenceRestoresEverything(@TempDir Path crashed)
      throws IOException {
    try (LuceneIndex index = Library.open(directory)) {
      index.apply(1, "a", Library.metadata("/a", "status", "one"), "alpha");
      index.apply(2, "b", Library.metadata("/b"), "beta");
      index.apply(3, "gone", Library.metadata("/gone"), "gamma");
      index.commit();
      index.apply(4, "a", Library.metadata("/a", "status", "two"), "delta");
      index.remove(5, "gone");
      copy(directory, crashed);
    }
    try (LuceneIndex index = Library.open(crashed)) {
      assertThat(index.appliedSequence()).isEqualTo(3);
      assertThat(find(index, "status:one alpha")).containsExactly("a");
      index.apply(4, "a", Library.metadata("/a", "status", "two"), "delta");
      index.remove(5, "gone");
      assertThat(find(index, "")).containsExactly("a", "b");
      assertThat(find(index, "status:two delta")).containsExactly("a");
      assertThat(find(index, "alpha OR gamma")).isEmpty();
    }
  }

  @Test
  void closingMakesEverythingDurable() {
    try (LuceneIndex index = Library.open(directory)) {
      index.apply(1, "a", Library.metadata("/a"), "alpha");
    }
    try (LuceneIndex index = Library.open(directory)) {
      assertThat(index.appliedSequence()).isEqualTo(1);
      assertThat(find(index, "alpha")).containsExactly("a");
    }
  }

  @Test
  void changesBecomeDurableByThemselves() throws InterruptedException {
    try (LuceneIndex index =
        LuceneIndex.open(
            directory,
            Library.language(),
            RelatedAssets.NONE,
            () -> Library.NOW,
            Duration.ofMillis(20))) {
      index.apply(1, "a", Library.metadata("/a"), "");
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (index.appliedSequence() == 0 && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      assertThat(index.appliedSequence()).isEqualTo(1);
    }
  }

  @Test
  void aDamagedIndexBeginsAgainFromNothing() throws IOException {
    for (String damage : List.of("segments", "_")) {
      try (LuceneIndex index = Library.open(directory)) {
        index.apply(index.appliedSequence() + 1, "a", Library.metadata("/a"), "alpha");
      }
      try (var files = Files.list(directory.resolve("texts"))) {
        for (Path file : files.filter(f -> name(f).startsWith(damage)).toList()) {
          Files.write(file, new byte[] {1, 2, 3});
        }
      }
      try (LuceneIndex index = Library.open(directory)) {
        assertThat(index.appliedSequence()).as(damage).isZero();
        assertThat(find(index, "")).as(damage).isEmpty();
      }
    }
  }

  @Test
  void anIndexWithOtherFieldsBeginsAgainFromNothing() {
    try (LuceneIndex index = Library.open(directory)) {
      index.apply(1, "a", Library.metadata("/a", "status", "12"), "");
    }
    SmallRegistry changed =
        new SmallRegistry()
            .with(new Field("status", FieldType.NUMBER, false, true, true, "", Map.of()));
    QueryLanguage language = new QueryLanguage(changed, () -> ZoneOffset.UTC);
    try (LuceneIndex index =
        LuceneIndex.open(
            directory, language, RelatedAssets.NONE, () -> Library.NOW, Duration.ofHours(1))) {
      assertThat(index.appliedSequence()).isZero();
      index.apply(1, "a", Library.metadata("/a", "status", 12L), "");
      assertThat(find(index, "status:[11 TO 13]")).containsExactly("a");
    }
  }

  @Test
  void anIndexInUseIsNotOpenedTwiceAndNotThrownAway() {
    try (LuceneIndex index = Library.open(directory)) {
      index.apply(1, "a", Library.metadata("/a"), "");
      assertThatThrownBy(() -> Library.open(directory)).isInstanceOf(UncheckedIOException.class);
      assertThat(find(index, "")).containsExactly("a");
    }
  }

  private static List<String> find(LuceneIndex index, String q) {
    return index
        .search(new SearchRequest(q, 0, 100, List.of(new SearchRequest.Sort("id", false))))
        .ids();
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
