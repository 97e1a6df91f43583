package dev.carillon.cli.terminal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Where a command writes much data to, and shows on a terminal how far it is.
 *
 * @param name a file, or - for standard output
 */
public record Destination(String name) {

  private static final String STANDARD_OUTPUT = "-";

  /** Writes all of it; a file is there when it is whole, and not before. */
  public void write(Screen screen, String unit, Content content) {
    try (ProgressBar progress = progress(screen, unit)) {
      if (name.equals(STANDARD_OUTPUT)) {
        content.writeTo(Surroundings.current().out(), progress);
      } else {
        SavedFile.write(Path.of(name), out -> content.writeTo(out, progress));
      }
    } catch (IOException failed) {
      throw new Failure(ExitCode.FAILURE, name + ": " + failed.getMessage());
    }
  }

  private ProgressBar progress(Screen screen, String unit) {
    return name.equals(STANDARD_OUTPUT)
        ? ProgressBar.besideOutput(screen, unit)
        : ProgressBar.on(screen, unit);
  }

  /** What is written there. */
  @FunctionalInterface
  public interface Content {
    /** All of it; the stream is not to be closed. */
    void writeTo(OutputStream out, ProgressBar progress) throws IOException;
  }
}
