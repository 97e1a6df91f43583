package dev.carillon.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Server;
import dev.carillon.server.config.ServerConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's own tests: its code, and people's journeys in a browser on a started server. */
class ConsoleJourneysTest {

  private static final Path CONSOLE = Path.of("../console").toAbsolutePath().normalize();
  private static final long MINUTES_MAX = 20;

  @TempDir private Path home;

  @Test
  void itsTypesAndUnitsHold() throws Exception {
    npm(Map.of(), "check");
    npm(Map.of(), "unit");
  }

  @Test
  void peopleComeThroughEveryJourney() throws Exception {
    ServerConfig config =
        ServerConfig.read(Map.of("port", "0", "home", home.toString()), Map.of("HOME", "/"));
    try (Server server = Server.start(config)) {
      npm(
          Map.of(
              "CARILLON_URL",
              server.url(),
              "CARILLON_SETUP_LINK",
              server.setupLink(),
              "CARILLON_HOME_FOLDER",
              home.toString()),
          "browser");
    }
  }

  private void npm(Map<String, String> environment, String script) throws Exception {
    Path printed = home.resolve(script + ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(List.of("npm", "run", "--silent", script))
            .directory(CONSOLE.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put("NO_COLOR", "1");
    builder.environment().putAll(environment);
    Process npm = builder.start();
    boolean ended = npm.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
    if (!ended) {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly();
    }
    assertThat(ended).as(() -> read(printed)).isTrue();
    assertThat(npm.exitValue()).as(() -> read(printed)).isZero();
  }

  private static String read(Path printed) {
    try {
      return Files.readString(printed, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
