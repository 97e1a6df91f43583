package dev.carillon.server.assets.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFoldersTest {

  @TempDir private Path root;

  @Test
  void aFolderIsYoungUntilItsNameIsDurableWhoeverMadeIt() throws Exception {
    Path inner = root.resolve("ab/cd");
    DurableFolders folders = new DurableFolders(root);
    folders.create(inner);
    folders.create(inner);
    assertThat(inner).isDirectory();
    assertThat(folders.young()).containsExactlyInAnyOrder(inner, root.resolve("ab"));

    Path other = root.resolve("ab/ef");
    folders.create(other);
    folders.sync(other);

    assertThat(folders.young()).as("the folder around both is durable").containsExactly(inner);
    folders.sync(inner);
    assertThat(folders.young()).isEmpty();
  }

  @Test
  void manyMakeTheSameFoldersAtOnce() throws Exception {
    DurableFolders folders = new DurableFolders(root);
    List<Future<Path>> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 200; i++) {
        Path folder = root.resolve(i % 3 + "/" + i % 7);
        made.add(
            threads.submit(
                () -> {
                  folders.create(folder);
                  folders.sync(folder);
                  return folder;
                }));
      }
      for (Future<Path> each : made) {
        assertThat(each.get()).isDirectory();
      }
    }
    assertThat(folders.young()).isEmpty();
  }
}
