package dev.carillon.server.assets.preview.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.assets.preview.rendering.RenderProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher makes the start-up cache of processes that decode files from. */
class TrainingRunTest {

  @TempDir private Path folder;

  @Test
  void itLoadsWhatReadsFilesAndEndsLeavingNothing() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Path told = folder.resolve("told");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + told,
                "-Djava.awt.headless=true",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                RenderProcess.class.getName(),
                "training-run")
            .inheritIO()
            .start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(told))
        .contains(
            "rendering.PdfDetails",
            "rendering.FileDetails$OfficeDetails",
            "rendering.EmbeddedReader")
        .contains("exif.ExifIFD0Directory", "PDFTextStripper", "thumbnailator", "XmpDirectory");
    try (var left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }
}
