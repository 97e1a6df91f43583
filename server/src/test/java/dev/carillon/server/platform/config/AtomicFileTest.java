package dev.carillon.server.platform.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir private Path folder;

  @Test
  void whatSomebodyElseWroteBetweenReadingAndWritingIsNotLost() throws IOException {
    Path path = folder.resolve("file.txt");
    Files.writeString(path, "a\n");
    List<String> read = new ArrayList<>();
    new AtomicFile(path)
        .change(
            text -> {
              if (read.isEmpty()) {
                write(path, text + "by hand\n");
              }
              read.add(text);
              return text + "ours\n";
            });
    assertThat(read).containsExactly("a\n", "a\nby hand\n");
    assertThat(Files.readString(path)).isEqualTo("a\nby hand\nours\n");
    try (var files = Files.list(folder)) {
      assertThat(files).as("no temporary file is left").containsExactly(path);
    }
  }

  private static void write(Path path, String text) {
    try {
      Files.writeString(path, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
