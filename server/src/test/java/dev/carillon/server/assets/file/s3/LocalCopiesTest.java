package dev.carillon.server.assets.file.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.platform.files.LocalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers that want the same file of an object store at the same time. */
class LocalCopiesTest {

  private static final int CALLERS = 5;

  @TempDir private Path folder;
  private final AtomicInteger fetched = new AtomicInteger();
  private final CountDownLatch wanted = new CountDownLatch(CALLERS);

  @Test
  void oneFetchesForAll() throws Exception {
    LocalCopies copies = new LocalCopies(folder.resolve("copies"), 1_000);
    for (Future<String> read : readAtOnce(copies, this::content)) {
      assertThat(read.get()).isEqualTo("content");
    }
    assertThat(fetched).hasValue(1);
    assertThat(copies.bytes()).isEqualTo(7);
  }

  @Test
  void whatFailsForOneFailsForAllThatWaitAndIsTriedAgainLater() throws Exception {
    LocalCopies copies = new LocalCopies(folder.resolve("copies"), 1_000);
    for (Future<String> read : readAtOnce(copies, this::failure)) {
      assertThatThrownBy(read::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("away");
    }
    assertThat(fetched).hasValue(1);
    try (LocalFile file = copies.find("key", this::content)) {
      assertThat(file.path()).hasContent("content");
    }
  }

  private List<Future<String>> readAtOnce(LocalCopies copies, LocalCopies.Fetch fetch) {
    List<Future<String>> reads = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        reads.add(
            callers.submit(
                () -> {
                  wanted.countDown();
                  try (LocalFile file = copies.find("key", fetch)) {
                    return Files.readString(file.path());
                  }
                }));
      }
    }
    return reads;
  }

  private Path content() throws IOException {
    fetched.incrementAndGet();
    awaitAll();
    return Files.writeString(folder.resolve("draft"), "content");
  }

  private Path failure() throws IOException {
    fetched.incrementAndGet();
    awaitAll();
    throw new IOException("away");
  }

  /** Until all callers have come, and have had time to wait. */
  private void awaitAll() {
    try {
      wanted.await();
      Thread.sleep(50);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
