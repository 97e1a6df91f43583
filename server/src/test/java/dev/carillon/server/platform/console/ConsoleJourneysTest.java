package dev.carillon.server.platform.console;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console's own tests: its code, and people's journeys in a browser on a started server. */
@Tag("alone")
@Tag("long")
class ConsoleJourneysTest {

  /** Fields of each type in a group of their own, which the metadata editor shows. */
  private static final String OWN_FIELDS =
      """
      copyright, required
      [Campaigns]
      cf_campaign, choice, one, yes, yes, Campaign, spring=Spring 2027|autumn=Autumn 2027
      cf_topics, text, many, yes, yes, Topics, animals=Animals|animals/cats=Cats|plants=Plants
      cf_embargo, date, one, yes, yes, Embargo until
      cf_price, decimal, one, yes, yes, Price
      """;

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
    Files.createDirectories(config.ownFields().getParent());
    Files.writeString(config.ownFields(), OWN_FIELDS);
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
