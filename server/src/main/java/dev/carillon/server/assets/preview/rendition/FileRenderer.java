package dev.carillon.server.assets.preview.rendition;

import dev.carillon.server.assets.preview.process.FilePool;
import dev.carillon.server.assets.preview.process.FileProcess;
import dev.carillon.server.assets.preview.rendering.PreviewKind;
import dev.carillon.server.assets.preview.rendering.RenditionSettings;
import dev.carillon.server.assets.preview.rendering.Unrenderable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Has a process that decodes files draw the preview and the thumbnail of a file, or a rendition of
 * it. That process runs {@code RenderProcess}, which draws by {@code PreviewRenderer}.
 *
 * @param process decodes them, and is closed with this
 */
public record FileRenderer(FileProcess process) implements AutoCloseable {

  /**
   * Renders a file into these drafts.
   *
   * @throws Unrenderable where that cannot be done with this file
   * @throws java.io.UncheckedIOException where it could not be tried
   */
  public Size render(Path file, PreviewKind kind, PreviewFiles.Drafts drafts) throws Unrenderable {
    return process.ask(order(file, kind, drafts), FileRenderer::answer);
  }

  /** Renders a file into these drafts, in whichever of these processes is free. */
  static Size render(FilePool processes, Path file, PreviewKind kind, PreviewFiles.Drafts drafts)
      throws Unrenderable {
    return processes.ask(order(file, kind, drafts), FileRenderer::answer);
  }

  private static List<String> order(Path file, PreviewKind kind, PreviewFiles.Drafts drafts) {
    return List.of(
        "RENDER",
        text(file),
        text(drafts.preview()),
        text(drafts.thumbnail()),
        text(drafts.text()),
        kind.name());
  }

  /**
   * Renders a file as it was asked for.
   *
   * @param xmp a packet to write into it; empty = none
   * @throws Unrenderable where that cannot be done with this file
   * @throws java.io.UncheckedIOException where it could not be tried
   */
  static void render(
      FilePool processes,
      Path file,
      PreviewKind kind,
      RenditionSettings settings,
      Optional<Path> xmp,
      Path to)
      throws Unrenderable {
    processes.ask(
        List.of(
            "RENDITION",
            text(file),
            kind.name(),
            settings.name(),
            xmp.map(FileRenderer::text).orElse(""),
            text(to)),
        in -> {
          String refusal = in.readUTF();
          if (!refusal.isEmpty()) {
            throw Unrenderable.ofFile(refusal);
          }
          return to;
        });
  }

  /** Ends the process; the next file starts another. */
  @Override
  public void close() {
    process.close();
  }

  private static Size answer(DataInputStream in) throws IOException, Unrenderable {
    int width = in.readInt();
    int height = in.readInt();
    String refusal = in.readUTF();
    if (!refusal.isEmpty()) {
      throw Unrenderable.ofFile(refusal);
    }
    return new Size(width, height);
  }

  private static String text(Path file) {
    return file.toAbsolutePath().toString();
  }

  /**
   * The size of a file in pixels.
   *
   * @param width 0 where the file has no such size
   * @param height 0 where the file has no such size
   */
  public record Size(int width, int height) {}
}
