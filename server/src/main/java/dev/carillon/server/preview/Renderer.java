package dev.carillon.server.preview;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes files visible. */
public final class Renderer implements AutoCloseable {

  private final FileProcess process;

  /** A renderer that decodes in this process, which it closes. */
  public Renderer(FileProcess process) {
    this.process = process;
  }

  /**
   * Renders a file into these drafts.
   *
   * @throws Unrenderable where that cannot be done with this file
   * @throws java.io.UncheckedIOException where it could not be tried
   */
  public Rendering render(Path file, PreviewKind kind, PreviewFiles.Drafts drafts)
      throws Unrenderable {
    return process.ask(
        List.of(
            "RENDER",
            text(file),
            text(drafts.preview()),
            text(drafts.thumbnail()),
            text(drafts.text()),
            kind.name()),
        Renderer::answer);
  }

  /** Ends the process; the next file starts another. */
  @Override
  public void close() {
    process.close();
  }

  private static Rendering answer(DataInputStream in) throws IOException, Unrenderable {
    int width = in.readInt();
    int height = in.readInt();
    String refusal = in.readUTF();
    if (!refusal.isEmpty()) {
      throw new Unrenderable(refusal);
    }
    return new Rendering(width, height);
  }

  private static String text(Path file) {
    return file.toAbsolutePath().toString();
  }
}
