package dev.carillon.server.platform.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a script of the console, which must end well.
 *
 * @param printed where what it prints is kept
 */
record Npm(Path printed) {

  static final Path CONSOLE = Path.of("../console").toAbsolutePath().normalize();

  private static final long MINUTES_MAX = 20;

  void run(Map<String, String> environment, String script, String... arguments) throws Exception {
    Path out = printed.resolve(String.join("-", script, String.join("-", arguments)) + ".txt");
    List<String> command = new ArrayList<>(List.of("npm", "run", "--silent", script, "--"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(CONSOLE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("NO_COLOR", "1");
    builder.environment().putAll(environment);
    Process npm = builder.start();
    boolean ended = npm.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
    if (!ended) {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly();
    }
    assertThat(ended).as(() -> read(out)).isTrue();
    assertThat(npm.exitValue()).as(() -> read(out)).isZero();
  }

  private static String read(Path out) {
    try {
      return Files.readString(out, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
