package dev.carillon.server.platform.console;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every page and dialog with names as long as can be, two hundred webhooks in every state, and a
 * server that was restarted, and the pages of a new server: nothing leaves its box, nothing
 * contradicts the API, axe finds nothing. The pictures are in {@code console/target/gallery}, for
 * people to look at.
 */
@Tag("alone")
@Tag("long")
class ConsoleGalleryTest {

  private static final Path PICTURES = Npm.CONSOLE.resolve("target/gallery");

  @TempDir private Path fresh;
  @TempDir private Path home;
  @TempDir private Path printed;

  @Test
  void everyPageHoldsWhatIsHostileInItsBoxesAndSaysWhatIsTrue() throws Exception {
    Npm npm = new Npm(printed);
    try (Server server = start(fresh)) {
      npm.run(environment(server, server.setupLink()), "gallery", "0-fresh");
    }
    try (Server server = start(home)) {
      npm.run(environment(server, server.setupLink()), "gallery", "1-scene");
    }
    try (Server server = start(home)) {
      npm.run(
          environment(server, ""), "gallery", "2-gallery", "2a-client", "2b-console", "3-dialogs");
    }
  }

  private static Server start(Path home) throws Exception {
    return Server.start(
        ServerConfig.read(Map.of("port", "0", "home", home.toString()), Map.of("HOME", "/")));
  }

  private static Map<String, String> environment(Server server, String setupLink) {
    return Map.of(
        "CARILLON_URL",
        server.url(),
        "CARILLON_SETUP_LINK",
        setupLink,
        "CARILLON_GALLERY",
        PICTURES.toString());
  }
}
