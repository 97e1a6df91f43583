package dev.carillon.server.crash;

import dev.carillon.server.testing.Await;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A running {@link ReaderProgram}.
 *
 * @param name of the process; each has its own
 * @param how what it was started as, and what it can be started as again
 */
record ReaderProcess(Process process, String name, Reader how) implements AutoCloseable {

  /** Whether it still runs: a reader ends only when it is killed. */
  boolean runs() {
    return process.isAlive();
  }

  /** Waits until it has got another event, or has ended. */
  void awaitEvent() throws Exception {
    InputStream said = process.getInputStream();
    said.skipNBytes(said.available());
    Await.until(() -> !runs() || said.available() > 0);
  }

  /** Kills it at once, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /**
   * A reader that is a process at a time.
   *
   * @param consumer whose events it reads
   * @param way {@code pull} or {@code stream}
   * @param number tells it from others of the same kind
   * @param port of the server
   * @param token good for the consumer
   * @param lines the file that all readers write
   */
  record Reader(String consumer, String way, int number, int port, String token, Path lines) {

    /** Its name, which those of all its processes begin with. */
    String name() {
      return consumer + "-" + way + "-" + number;
    }

    /** Starts a process. */
    ReaderProcess start(int life, long seed) throws IOException {
      String name = name() + "." + life;
      List<String> command =
          Launch.WITHOUT_CACHE
              .with("-Xmx64m")
              .java(
                  ReaderProgram.class.getName(),
                  name,
                  way,
                  "http://127.0.0.1:" + port + "/api/consumers/" + consumer,
                  token,
                  lines.toString(),
                  Long.toString(seed));
      Process process =
          new ProcessBuilder(command)
              .redirectError(lines.resolveSibling(name + ".err").toFile())
              .start();
      return new ReaderProcess(process, name, this);
    }
  }
}
