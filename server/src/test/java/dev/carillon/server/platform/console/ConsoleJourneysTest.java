package dev.carillon.server.platform.console;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's own tests: its code, and people's journeys in a browser on a started server. */
@Tag("alone")
@Tag("long")
class ConsoleJourneysTest {

  @TempDir private Path home;

  @Test
  void itsTypesAndUnitsHold() throws Exception {
    new Npm(home).run(Map.of(), "check");
    new Npm(home).run(Map.of(), "unit");
  }

  @Test
  void peopleComeThroughEveryJourney() throws Exception {
    ServerConfig config =
        ServerConfig.read(Map.of("port", "0", "home", home.toString()), Map.of("HOME", "/"));
    try (Server server = Server.start(config)) {
      new Npm(home)
          .run(
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
}
