package dev.carillon.server.assets.preview.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that keeps its reader busy does not keep others waiting; few files start few readers. */
class FilePoolTest {

  @TempDir private Path folder;

  @Test
  void aFileIsReadWhileAnotherOneKeepsItsReaderBusy() throws Exception {
    List<String> order = List.of("READ", picture().toString());
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    try (FileProcesses processes = new FileProcesses(folder.resolve("scratch"));
        ExecutorService others = Executors.newSingleThreadExecutor()) {
      FilePool pool = processes.some(2, RenderLimits.DEFAULTS);
      Future<Boolean> slow =
          others.submit(
              () ->
                  pool.ask(
                      order,
                      in -> {
                        busy.countDown();
                        boolean other = awaited(second);
                        read(in);
                        return other;
                      }));
      assertThat(busy.await(60, TimeUnit.SECONDS)).isTrue();
      String said = pool.ask(order, FilePoolTest::read);
      second.countDown();

      assertThat(said).startsWith("{");
      assertThat(slow.get()).as("the second was read before the first").isTrue();
    }
  }

  @Test
  void anotherProcessIsNotStartedForFilesThatAreReadInAMoment() throws Exception {
    List<String> order = List.of("READ", picture().toString());
    List<FileProcess> all = new ArrayList<>();
    try (FileProcesses processes = new FileProcesses(folder.resolve("scratch"));
        ExecutorService uploads = Executors.newFixedThreadPool(3)) {
      for (int i = 0; i < 3; i++) {
        all.add(processes.one(RenderLimits.EMBEDDED));
      }
      FilePool pool = new FilePool(all);
      String first = pool.ask(order, FilePoolTest::read);
      List<Future<String>> read = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        read.add(uploads.submit(() -> pool.ask(order, FilePoolTest::read)));
      }
      for (Future<String> each : read) {
        assertThat(each.get()).isEqualTo(first);
      }
      assertThat(all.stream().filter(FileProcess::ready)).hasSizeLessThan(3);
    }
  }

  private Path picture() throws IOException {
    Path picture = folder.resolve("a.png");
    ImageIO.write(new BufferedImage(2, 3, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
    return picture;
  }

  private static boolean awaited(CountDownLatch latch) throws IOException {
    try {
      return latch.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      throw new IOException(stopped);
    }
  }

  private static String read(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), UTF_8);
  }
}
