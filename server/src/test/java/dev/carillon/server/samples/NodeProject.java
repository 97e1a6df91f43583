package dev.carillon.server.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The programs for Node that tests use, in {@code src/test/node}. */
public final class NodeProject {

  /** Where they are. */
  public static final Path FOLDER = Path.of("src/test/node").toAbsolutePath();

  /** For a machine that has other things to do: a browser's steps have two minutes each. */
  private static final int MINUTES_MAX = 8;

  private NodeProject() {}

  /** Fetches what the lock file names, unless that was done. */
  public static synchronized void install() throws IOException, InterruptedException {
    Path lock = FOLDER.resolve("package-lock.json");
    Path done = FOLDER.resolve("node_modules/.installed");
    String wanted = Files.readString(lock);
    if (Files.notExists(done) || !Files.readString(done).equals(wanted)) {
      run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), "");
      Files.writeString(done, wanted);
    }
  }

  /** What a program prints that must end well. */
  public static String run(List<String> command, String input)
      throws IOException, InterruptedException {
    Path in = Files.writeString(Files.createTempFile("node", ".in"), input);
    Path out = Files.createTempFile("node", ".out");
    Process process =
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .start();
    boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
    process.destroyForcibly();
    String printed = Files.readString(out, StandardCharsets.UTF_8);
    Files.delete(in);
    Files.delete(out);
    assertThat(ended && process.exitValue() == 0).as("%s printed %s", command, printed).isTrue();
    return printed;
  }
}
