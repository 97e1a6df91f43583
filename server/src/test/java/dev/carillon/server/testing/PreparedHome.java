package dev.carillon.server.testing;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Homes with their first user, made once for all tests of this process, which copy them. */
final class PreparedHome {

  /** Its database, and the keys without which that cannot be read; all others are each home's. */
  private static final List<String> COPIED =
      List.of("data/carillon.db", "data/audit.head", "config/secret.key", "config/audit.key");

  /** Of {@link TestServer#PASSWORD}. A stored hash says itself how much work it is: little. */
  private static final String HASH =
      "$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbiBieXRlcyBvaw$"
          + "vTvuNP+v9bFL88VTAUU8ZFLyp5/rSacKBW6AAFcQjvo";

  private static @Nullable Path embedded;
  private static @Nullable OnPostgres onPostgres;

  private PreparedHome() {}

  /** Fills a home in which no server ran yet, and which does not say itself what it uses. */
  static synchronized void fill(Path home, String database) throws IOException {
    List<String> own = List.of("data", "config/secret.key", "config/node.properties");
    if (own.stream().map(home::resolve).anyMatch(Files::exists)) {
      return;
    }
    if (database.isEmpty()) {
      Path from = embedded == null ? make(database) : embedded;
      embedded = from;
      copy(from, home);
    } else if (TestDatabase.isNew(database)) {
      OnPostgres from = onPostgres == null ? OnPostgres.make() : onPostgres;
      onPostgres = from;
      copy(from.home(), home);
      TestDatabase.copy(from.database(), database);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolve("data"));
    Files.createDirectories(to.resolve("config"));
    for (String file : COPIED) {
      if (Files.exists(from.resolve(file))) {
        Files.copy(from.resolve(file), to.resolve(file));
      }
    }
  }

  private static Path make(String database) throws IOException {
    Path home = Files.createTempDirectory(Path.of("target"), "prepared-home");
    Map<String, String> options = new HashMap<>(Map.of("home", home.toString(), "port", "0"));
    if (!database.isEmpty()) {
      options.put("database", database);
    }
    try (Server server = Server.start(ServerConfig.read(options, Map.of()))) {
      TestServer.admin(server);
    }
    String url = database.isEmpty() ? "jdbc:sqlite:" + home.resolve(COPIED.getFirst()) : database;
    try (var connection = DriverManager.getConnection(url);
        var change = connection.prepareStatement("update users set password_hash = ?")) {
      change.setString(1, HASH);
      change.executeUpdate();
    } catch (SQLException failed) {
      throw new IllegalStateException(url, failed);
    }
    return home;
  }

  /** One whose database is not in it. */
  private record OnPostgres(Path home, String database) {

    static OnPostgres make() throws IOException {
      String database = TestDatabase.POSTGRESQL.fresh();
      return new OnPostgres(PreparedHome.make(database), database);
    }
  }
}
