package dev.carillon.server.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.preview.process.RenderLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Stops processes that decode files, and lets them go on. */
final class Signals {

  private Signals() {}

  /** Signals those of the server in this folder with these limits that have been started. */
  static void send(Path home, String name, RenderLimits limits) throws Exception {
    String heap = "-Xmx" + limits.heapMegabytes() + "m\0";
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      Optional<String> started =
          Optional.of(started(child))
              .filter(line -> line.contains(heap) && line.contains(home.toString()));
      if (started.isPresent()) {
        String pid = String.valueOf(child.pid());
        assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
      }
    }
  }

  private static String started(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }
}
