package dev.carillon.server.operations.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisksTest {

  @TempDir private Path folder;

  @Test
  void aFullDiskIsNamed() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.toString());
    try {
      Disks disks = new Disks(Map.of("files", folder), total -> 0);
      Check check = disks.checks().getFirst();
      assertThat(check.name()).isEqualTo("disk files");
      assertThat(check.status()).isEqualTo(Check.Status.DOWN);
      assertThat(check.detail()).contains("The disk is full").contains(folder.toString());
      assertThat(disks.shown().get("files"))
          .isEqualTo(
              Map.of("path", folder.toString(), "freeBytes", 8L << 20, "totalBytes", 8L << 20));
    } finally {
      run("umount", folder.toString());
    }
  }

  @Test
  void aDiskWithRoomIsWellAndAFolderThatIsGoneIsNot() {
    Disks disks = new Disks(Map.of("home", folder.resolve("gone")), total -> 0);
    assertThat(disks.checks())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.status()).isEqualTo(Check.Status.DOWN);
              assertThat(check.detail()).contains("gone");
            });
    assertThat(new Disks(Map.of("home", folder), total -> 0).checks().getFirst().status())
        .isNotEqualTo(Check.Status.DOWN);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
