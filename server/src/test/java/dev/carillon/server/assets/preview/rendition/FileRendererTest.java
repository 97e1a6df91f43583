package dev.carillon.server.assets.preview.rendition;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.assets.file.BlobStore;
import dev.carillon.server.assets.preview.process.FileProcess;
import dev.carillon.server.assets.preview.process.FileProcesses;
import dev.carillon.server.assets.preview.process.RenderLimits;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.assets.preview.rendering.Unrenderable;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileRendererTest {

  private static final RenderLimits DEFAULTS = RenderLimits.DEFAULTS;

  @TempDir private Path folder;
  private FileProcesses processes;
  private PreviewFiles files;

  @BeforeEach
  void open() {
    processes = new FileProcesses(folder.resolve("scratch"));
    files = new PreviewFiles(new BlobStore(folder.resolve("files")));
  }

  @AfterEach
  void close() {
    processes.close();
  }

  private Path picture(int width, int height) throws IOException {
    Path file = folder.resolve(width + "x" + height + ".png");
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private FileRenderer.Size render(FileRenderer renderer, Path file) throws Unrenderable {
    try (PreviewFiles.Drafts drafts = files.drafts()) {
      return renderer.render(file, PreviewKind.PICTURE, drafts);
    }
  }

  @Test
  void whatTakesTooLongIsKilledAndTheNextFileIsRendered() throws Exception {
    FileProcess process =
        processes.one(new RenderLimits(Duration.ofMillis(1), DEFAULTS.heapMegabytes(), 1 << 30));
    assertThatThrownBy(() -> render(new FileRenderer(process), picture(9000, 9000)))
        .isInstanceOf(Unrenderable.class)
        .hasMessageContaining("it takes longer than");
    assertThat(render(new FileRenderer(processes.one(DEFAULTS)), picture(10, 20)))
        .isEqualTo(new FileRenderer.Size(10, 20));
  }

  @Test
  void whoWaitsForAProcessorInTheBackgroundDoesNotTakeTooLong() throws Exception {
    Duration limit = Duration.ofSeconds(2);
    FileRenderer renderer =
        new FileRenderer(processes.inBackground(new RenderLimits(limit, 512, DEFAULTS.pixels())));
    render(renderer, picture(10, 20));
    long process = renderProcess().pid();
    Path file = picture(10, 30);
    signal("STOP", process);
    CompletableFuture<FileRenderer.Size> rendered =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return render(renderer, file);
              } catch (Unrenderable refused) {
                throw new CompletionException(refused);
              }
            });
    assertThatThrownBy(() -> rendered.get(2 * limit.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(TimeoutException.class);
    signal("CONT", process);
    assertThat(rendered.get(1, TimeUnit.MINUTES)).isEqualTo(new FileRenderer.Size(10, 30));
  }

  private static ProcessHandle renderProcess() {
    return ProcessHandle.current()
        .children()
        .filter(child -> arguments(child).anyMatch(each -> each.endsWith(".RenderProcess")))
        .findFirst()
        .orElseThrow();
  }

  private static void signal(String name, long process) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process)).start().waitFor();
  }

  @Test
  void whatNeedsTooMuchMemoryEndsOnlyItsOwnProcess() throws Exception {
    try (FileRenderer renderer =
        new FileRenderer(processes.one(new RenderLimits(DEFAULTS.time(), 16, 1 << 30)))) {
      Path large = picture(4000, 4000);
      assertThatThrownBy(() -> render(renderer, large))
          .isInstanceOf(Unrenderable.class)
          .hasMessageContaining("it needs more memory");
      assertThat(render(renderer, picture(10, 20))).isEqualTo(new FileRenderer.Size(10, 20));
    }
  }

  @Test
  void aDrawingWhosePartsUseEachOtherAgainAndAgainIsGivenUpAndTheNextFileIsRendered()
      throws Exception {
    StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\">");
    svg.append("<defs><rect id=\"a0\" width=\"9\" height=\"9\"/>");
    for (int i = 1; i <= 9; i++) {
      String use = "<use href=\"#a" + (i - 1) + "\" x=\"1\"/>";
      svg.append("<g id=\"a").append(i).append("\">").append(use.repeat(10)).append("</g>");
    }
    svg.append("</defs><use href=\"#a9\"/></svg>");
    Path bomb = Files.writeString(folder.resolve("bomb.svg"), svg);
    assertThat(Files.size(bomb)).isLessThan(4_000);
    FileRenderer renderer =
        new FileRenderer(
            processes.one(
                new RenderLimits(
                    Duration.ofSeconds(3), DEFAULTS.heapMegabytes(), DEFAULTS.pixels())));
    try (PreviewFiles.Drafts drafts = files.drafts()) {
      assertThatThrownBy(() -> renderer.render(bomb, PreviewKind.DRAWING, drafts))
          .isInstanceOf(Unrenderable.class)
          // by the number of its parts, or on a busy machine by its time
          .hasMessageMatching("it is no drawing that can be read|it takes longer than .*");
    }
    assertThat(render(renderer, picture(10, 20))).isEqualTo(new FileRenderer.Size(10, 20));
  }

  @Test
  void aPictureOfTooManyPixelsIsRefusedBeforeItIsDecoded() throws Exception {
    FileRenderer renderer =
        new FileRenderer(processes.one(new RenderLimits(DEFAULTS.time(), 16, 15_999_999)));
    Path large = picture(4000, 4000);
    assertThatThrownBy(() -> render(renderer, large))
        .isInstanceOf(Unrenderable.class)
        .hasMessageContaining("4000 × 4000 pixels");
  }

  @Test
  void aProcessThatWasKilledFromOutsideIsReplaced() throws Exception {
    FileRenderer renderer = new FileRenderer(processes.one(DEFAULTS));
    render(renderer, picture(10, 20));
    ProcessHandle process = renderProcess();
    process.destroyForcibly();
    process.onExit().join();
    assertThat(render(renderer, picture(10, 30))).isEqualTo(new FileRenderer.Size(10, 30));
  }

  @Test
  void whatAProcessLeftIsRemovedWhenItEnds() throws Exception {
    FileRenderer renderer = new FileRenderer(processes.one(DEFAULTS));
    render(renderer, picture(10, 20));
    String option = "-Djava.io.tmpdir=" + folder;
    Path temporary =
        ProcessHandle.current()
            .children()
            .flatMap(child -> arguments(child).filter(each -> each.startsWith(option)))
            .map(each -> Path.of(each.substring(each.indexOf('=') + 1)))
            .findFirst()
            .orElseThrow();
    Path left = Files.writeString(temporary.resolve("PDFBox.tmp"), "half");
    renderer.close();
    assertThat(left).doesNotExist();
    assertThatThrownBy(() -> render(renderer, picture(10, 20)))
        .isInstanceOf(UncheckedIOException.class);
  }

  private static Stream<String> arguments(ProcessHandle process) {
    try {
      Path line = Path.of("/proc/" + process.pid() + "/cmdline");
      return Stream.of(Files.readString(line, ISO_8859_1).split("\0"));
    } catch (IOException ended) {
      return Stream.empty();
    }
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAtTheStart() throws IOException {
    Path left = Files.writeString(folder.resolve("scratch").resolve("left"), "half");
    new FileProcesses(folder.resolve("scratch")).close();
    assertThat(left).doesNotExist();
  }
}
