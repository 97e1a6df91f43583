package dev.carillon.server.platform.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.http.capacity.DiskReserve;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadFolderTest {

  @TempDir private Path folder;

  @Test
  void whatAnEarlierProcessLeftIsDeleted() throws IOException {
    Path left = Files.writeString(folder.resolve("a.part"), "x");
    Path other = Files.writeString(folder.resolve("a.bin"), "x");
    new UploadFolder(folder, DiskReserve.none(), false).open();
    assertThat(left).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void uploadsToOtherServersGoOn() throws IOException {
    Path theirs = Files.writeString(folder.resolve("a.part"), "x");
    new UploadFolder(folder, DiskReserve.none(), true).open();
    assertThat(theirs).exists();
  }
}
