package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scripts of the core and of the server share one history, and the core's have lower numbers. */
class LaterScriptsTest {

  private static final String CORE = "classpath:dev/carillon/hooks/jdbc/sqlite";
  private static final String OWN = "classpath:dev/carillon/server/sqlite";

  @TempDir private Path folder;

  @Test
  void aHomeOfBeforeTakesScriptsOfTheCoreThatCameLater() throws IOException, SQLException {
    Path file = folder.resolve("old.db");
    Path later = Files.createDirectories(folder.resolve("later"));
    Files.writeString(later.resolve("V101__own.sql"), "create table own_later (x integer);");
    OpenStore.Migrations.run(flyway(file), CORE, OWN, "filesystem:" + later);
    Files.writeString(later.resolve("V99__core.sql"), "create table core_later (x integer);");
    OpenStore.Migrations.run(flyway(file), CORE, OWN, "filesystem:" + later);

    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select version from schema_history where success = 1")) {
      List<String> versions = new ArrayList<>();
      while (row.next()) {
        versions.add(row.getString(1));
      }
      assertThat(versions).containsExactly("1", "100", "101", "99");
    }
  }

  private static FluentConfiguration flyway(Path file) {
    return Flyway.configure().dataSource("jdbc:sqlite:" + file, "", "");
  }
}
