package dev.carillon.server.assets.search.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.field.Metadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gathering: what is written, when, and that searches never notice. */
final class BufferedIndexTest {

  /** Less than it gathers for. */
  private static final long A_MOMENT_NANOS = 50_000_000;

  private @TempDir Path directory;

  @Test
  void onlyTheNewestStateOfAnAssetIsWrittenAndTheOthersAreAccountedFor() {
    List<String> calls = List.of();
    // where the machine stands still meanwhile, some are written by themselves: then once more
    long took = Long.MAX_VALUE;
    for (int round = 0; round < 20 && took > A_MOMENT_NANOS; round++) {
      long from = System.nanoTime();
      calls = calledByFiveChangesAndASearch();
      took = System.nanoTime() - from;
    }
    assertThat(calls)
        .containsExactly(
            "apply 3 a", "overtaken 1 a", "overtaken 2 a", "remove 5 b", "overtaken 4 b", "search");
  }

  private static List<String> calledByFiveChangesAndASearch() {
    Told told = new Told();
    try (BufferedIndex index = new BufferedIndex(told)) {
      index.apply(1, "a", Metadata.EMPTY, "");
      index.apply(3, "a", Metadata.EMPTY, "");
      index.apply(2, "a", Metadata.EMPTY, "");
      index.apply(4, "b", Metadata.EMPTY, "");
      index.remove(5, "b");
      index.search(Library.request("*:*"));
      return List.copyOf(told.calls);
    }
  }

  @Test
  void aChangeWithItsTextIsWrittenInPlaceOfItWithout() {
    Told told = new Told();
    try (BufferedIndex index = new BufferedIndex(told)) {
      index.applyUnread(1, "a", Metadata.EMPTY);
      index.apply(1, "a", Metadata.EMPTY, "text");
      index.applyUnread(1, "a", Metadata.EMPTY);
      index.search(Library.request("*:*"));
      assertThat(told.calls).contains("apply 1 a").doesNotContain("unread 1 a");
    }
  }

  @Test
  void withoutAnySearchChangesAreWrittenAfterAMoment() throws Exception {
    Told told = new Told();
    try (BufferedIndex index = new BufferedIndex(told)) {
      index.apply(1, "a", Metadata.EMPTY, "");
      assertThat(told.awaitOne()).isEqualTo("apply 1 a");
      index.apply(2, "a", Metadata.EMPTY, "");
      assertThat(told.awaitOne()).isEqualTo("apply 2 a");
    }
  }

  @Test
  void manyChangesDoNotPileUp() {
    Told told = new Told();
    try (BufferedIndex index = new BufferedIndex(told)) {
      for (int asset = 0; asset < 5_000; asset++) {
        index.apply(asset + 1, "a" + asset, Metadata.EMPTY, "");
      }
      assertThat(told.calls).hasSizeGreaterThanOrEqualTo(4_500);
      int before = told.calls.size();
      String text = "x".repeat(1_000_000);
      for (int asset = 0; asset < 100; asset++) {
        index.apply(5_001 + asset, "b" + asset, Metadata.EMPTY, text);
      }
      assertThat(told.calls.size() - before).isGreaterThanOrEqualTo(96);
    }
  }

  @Test
  void oneThatFailsIsReportedAndKeepsNoOtherBack() {
    Told told = new Told();
    told.failsFor = "a";
    try (BufferedIndex index = new BufferedIndex(told)) {
      index.apply(1, "a", Metadata.EMPTY, "");
      index.apply(2, "b", Metadata.EMPTY, "");
      index.caughtUp(2);

      assertThat(told.calls).containsExactly("fell behind", "apply 2 b", "caught up 2");
    }
  }

  @Test
  void closingWritesWhatWaits() {
    Told told = new Told();
    BufferedIndex index = new BufferedIndex(told);
    index.apply(1, "a", Metadata.EMPTY, "");
    index.close();

    assertThat(told.calls).containsExactly("apply 1 a", "closed");
  }

  @Test
  void everyThreadSeesItsOwnChangeAtOnce() throws Exception {
    try (BufferedIndex index = new BufferedIndex(Library.open(directory));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicLong sequence = new AtomicLong();
      List<Callable<Void>> callers = new ArrayList<>();
      for (int caller = 0; caller < 16; caller++) {
        String id = "asset" + caller;
        callers.add(() -> changeAndLook(index, sequence, id));
      }
      for (Future<Void> done : threads.invokeAll(callers)) {
        done.get();
      }
    }
  }

  private static Void changeAndLook(AssetIndex index, AtomicLong sequence, String id) {
    for (int change = 0; change < 50; change++) {
      String status = id + "x" + change;
      index.apply(sequence.incrementAndGet(), id, Library.metadata("/" + id, "status", status), "");
      assertThat(index.search(Library.request("status:" + status)).ids()).containsExactly(id);
    }
    index.remove(sequence.incrementAndGet(), id);
    assertThat(index.search(Library.request("id:" + id)).ids()).isEmpty();
    return null;
  }

  /** An index that only notes what it is told. */
  private static final class Told implements AssetIndex {

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private String failsFor = "";

    String awaitOne() throws InterruptedException {
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (calls.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      return calls.removeFirst();
    }

    @Override
    public void apply(long sequence, String assetId, Metadata metadata, String textContent) {
      if (assetId.equals(failsFor)) {
        throw new IllegalStateException("cannot be written");
      }
      calls.add("apply " + sequence + " " + assetId);
    }

    @Override
    public void remove(long sequence, String assetId) {
      calls.add("remove " + sequence + " " + assetId);
    }

    @Override
    public void applyUnread(long sequence, String assetId, Metadata metadata) {
      calls.add("unread " + sequence + " " + assetId);
    }

    @Override
    public void overtaken(long sequence, String assetId) {
      calls.add("overtaken " + sequence + " " + assetId);
    }

    @Override
    public SearchResult search(SearchRequest request) {
      calls.add("search");
      return new SearchResult(List.of(), 0);
    }

    @Override
    public void caughtUp(long sequence) {
      calls.add("caught up " + sequence);
    }

    @Override
    public long appliedSequence() {
      return 0;
    }

    @Override
    public long handedOver() {
      return 0;
    }

    @Override
    public void startOver() {
      calls.add("start over");
    }

    @Override
    public void fellBehind() {
      calls.add("fell behind");
    }

    @Override
    public void repairedBy(Runnable replay) {
      // never repaired
    }

    @Override
    public void close() {
      calls.add("closed");
    }
  }
}
