package dev.carillon.server.preview;

import dev.carillon.server.preview.render.RenderProcess;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes files visible, one at a time, in a process of its own: whatever a file does to the
 * libraries that read it, the server has its memory and its threads. The process lives as long as
 * it is used and well, and ends when this one does, however that ends. For one thread.
 */
public final class Renderer implements AutoCloseable {

  private final RenderLimits limits;
  private final Path scratch;
  private final ScheduledExecutorService timer;
  private volatile @Nullable Running running;

  /**
   * A renderer.
   *
   * @param scratch where the process may keep what it needs for longer
   * @param timer kills what takes too long
   */
  public Renderer(RenderLimits limits, Path scratch, ScheduledExecutorService timer) {
    this.limits = limits;
    this.scratch = scratch;
    this.timer = timer;
  }

  /**
   * Renders a file into these drafts.
   *
   * @throws Unrenderable where that cannot be done with this file
   * @throws UncheckedIOException where it could not be tried
   */
  public Rendering render(Path file, PreviewKind kind, PreviewFiles.Drafts drafts)
      throws Unrenderable {
    Running process = running();
    ScheduledFuture<?> kill =
        timer.schedule(process::kill, limits.time().toMillis(), TimeUnit.MILLISECONDS);
    try {
      process.ask(file, kind, drafts);
      return process.answer();
    } catch (IOException died) {
      boolean outOfMemory = process.ranOutOfMemory();
      close();
      if (kill.isDone()) {
        throw new Unrenderable("it takes longer than " + limits.time().toSeconds() + " seconds");
      }
      if (outOfMemory) {
        throw new Unrenderable("it needs more memory than there is for one file");
      }
      throw new UncheckedIOException("the process that renders ended", died);
    } finally {
      kill.cancel(false);
    }
  }

  /** Ends the process; the next file starts another. */
  @Override
  public void close() {
    Running process = running;
    running = null;
    if (process != null) {
      process.kill();
    }
  }

  private Running running() {
    Running process = running;
    if (process == null || !process.process.isAlive()) {
      close();
      process = start();
      running = process;
    }
    return process;
  }

  private Running start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + limits.heapMegabytes() + "m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            "-Dpdfbox.fontcache=" + scratch,
            "-Djava.io.tmpdir=" + scratch,
            "-cp",
            System.getProperty("java.class.path"),
            RenderProcess.class.getName(),
            String.valueOf(limits.pixels())));
    try {
      return new Running(
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** A process and the way to it. */
  private record Running(Process process, DataOutputStream out, DataInputStream in) {

    Running(Process process) {
      this(
          process,
          new DataOutputStream(process.getOutputStream()),
          new DataInputStream(process.getInputStream()));
    }

    void ask(Path file, PreviewKind kind, PreviewFiles.Drafts drafts) throws IOException {
      for (Path path : List.of(file, drafts.preview(), drafts.thumbnail(), drafts.text())) {
        out.writeUTF(path.toAbsolutePath().toString());
      }
      out.writeUTF(kind.name());
      out.flush();
    }

    Rendering answer() throws IOException, Unrenderable {
      int width = in.readInt();
      int height = in.readInt();
      String refusal = in.readUTF();
      if (!refusal.isEmpty()) {
        throw new Unrenderable(refusal);
      }
      return new Rendering(width, height);
    }

    /** Told by the exit status of a Java that ends when its memory does. */
    boolean ranOutOfMemory() {
      try {
        return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 3;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    void kill() {
      process.destroyForcibly();
    }
  }
}
