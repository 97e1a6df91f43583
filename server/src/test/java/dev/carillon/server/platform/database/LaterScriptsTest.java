package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts of the core and of the server share one history, and the core's have lower numbers. */
class LaterScriptsTest {

  private static final Path CORE =
      Path.of("../hooks-jdbc/src/main/resources/dev/carillon/hooks/jdbc/sqlite");
  private static final Path OWN = Path.of("src/main/resources/dev/carillon/server/sqlite");

  @TempDir private Path folder;

  @Test
  void aHomeOfBeforeTakesScriptsOfTheCoreThatCameLater() throws IOException, SQLException {
    Path file = folder.resolve("old.db");
    OpenStore.migrate(flyway(file), before(CORE, 8), before(OWN, 225));
    OpenStore.migrate(flyway(file), "filesystem:" + CORE, "filesystem:" + OWN);

    int all = scripts(CORE).size() + scripts(OWN).size();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*) from schema_history where success = 1")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getInt(1)).isEqualTo(all);
    }
  }

  private static FluentConfiguration flyway(Path file) {
    return Flyway.configure().dataSource("jdbc:sqlite:" + file, "", "");
  }

  /** The scripts up to a number, as an earlier build had them. */
  private String before(Path scripts, int last) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("up-to-" + last));
    for (Path script : scripts(scripts)) {
      if (number(script) <= last) {
        Files.copy(script, copy.resolve(script.getFileName()));
      }
    }
    return "filesystem:" + copy;
  }

  private static List<Path> scripts(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sql")).toList();
    }
  }

  private static int number(Path script) {
    String name = script.getFileName().toString();
    return Integer.parseInt(name.substring(1, name.indexOf("__")));
  }
}
