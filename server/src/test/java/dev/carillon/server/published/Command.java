package dev.carillon.server.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
final class Command {

  /** For a machine that has other things to do. */
  private static final int MINUTES_MAX = 8;

  /** A build is over before a better compiler, or a collector of more threads, saves anything. */
  private static final String MAVEN_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final Path output;
  private final Process process;

  private Command(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  /**
   * Starts a program.
   *
   * @param folder the one that it runs in
   * @param environment variables beside those of this process
   */
  static Command start(Path folder, Map<String, String> environment, List<String> words)
      throws IOException {
    Path output = Files.createTempFile("command", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    builder.environment().put("MAVEN_OPTS", MAVEN_OPTIONS);
    builder.environment().putAll(environment);
    return new Command(output, builder.start());
  }

  /** What it printed, once it has ended well. */
  String printed() throws IOException, InterruptedException {
    String printed = ended();
    assertThat(process.exitValue()).as(printed).isZero();
    return printed;
  }

  /** What it printed, once it has ended with an error. */
  String failed() throws IOException, InterruptedException {
    String printed = ended();
    assertThat(process.exitValue()).as(printed).isNotZero();
    return printed;
  }

  private String ended() throws IOException, InterruptedException {
    boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    String printed = Files.readString(output);
    Files.delete(output);
    assertThat(ended).as("ended within %d minutes: %s", MINUTES_MAX, printed).isTrue();
    return printed;
  }
}
