package dev.carillon.server.testing;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A home with its first user, made once for all tests of this process, which copy it. */
final class PreparedHome {

  /** Its database, and the keys without which that cannot be read; all others are each home's. */
  private static final List<String> COPIED =
      List.of("data/carillon.db", "data/audit.head", "config/secret.key", "config/audit.key");

  /** Of {@link TestServer#PASSWORD}. A stored hash says itself how much work it is: little. */
  private static final String HASH =
      "$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$"
          + "vTvuNP+v9bFL88VTAUU8ZFLyp5/rSacKBW6AAFcQjvo";

  private static @Nullable Path made;

  private PreparedHome() {}

  /** Fills a home in which no server ran yet, and which does not say itself what it uses. */
  static synchronized void fill(Path home) throws IOException {
    List<String> own = List.of("data", "config/secret.key", "config/node.properties");
    if (own.stream().map(home::resolve).anyMatch(Files::exists)) {
      return;
    }
    Path from = made == null ? make() : made;
    made = from;
    Files.createDirectories(home.resolve("data"));
    Files.createDirectories(home.resolve("config"));
    for (String file : COPIED) {
      Files.copy(from.resolve(file), home.resolve(file));
    }
  }

  private static Path make() throws IOException {
    Path home = Files.createTempDirectory(Path.of("target"), "prepared-home");
    Map<String, String> options = Map.of("home", home.toString(), "port", "0");
    try (Server server = Server.start(ServerConfig.read(options, Map.of()))) {
      TestServer.admin(server);
    }
    String database = "jdbc:sqlite:" + home.resolve(COPIED.getFirst());
    try (var connection = DriverManager.getConnection(database);
        var change = connection.prepareStatement("update users set password_hash = ?")) {
      change.setString(1, HASH);
      change.executeUpdate();
    } catch (SQLException failed) {
      throw new IllegalStateException(database, failed);
    }
    return home;
  }
}
