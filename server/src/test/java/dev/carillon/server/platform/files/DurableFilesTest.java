package dev.carillon.server.platform.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {

  private static final int CALLERS = 8;
  private static final int TIMES = 20;

  @TempDir private Path folder;

  @Test
  void ofSeveralCallersAtOnceOneWinsAndNoneFails() throws Exception {
    Path file = folder.resolve("a.json");
    try (ExecutorService threads = Executors.newFixedThreadPool(CALLERS)) {
      for (int time = 0; time < TIMES; time++) {
        CountDownLatch start = new CountDownLatch(1);
        List<String> contents = new ArrayList<>();
        List<Future<String>> written = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
          String content = time + " " + caller;
          contents.add(content);
          written.add(
              threads.submit(
                  () -> {
                    start.await();
                    DurableFiles.write(file, content.getBytes(UTF_8));
                    return content;
                  }));
        }
        start.countDown();
        for (Future<String> each : written) {
          each.get();
        }
        assertThat(Files.readString(file)).isIn(contents);
      }
    }
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(file);
    }
  }
}
