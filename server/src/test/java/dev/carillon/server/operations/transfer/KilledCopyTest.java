package dev.carillon.server.operations.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.server.operations.home.Typed;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy whose process is killed continues, whatever it was doing. */
class KilledCopyTest {

  private static final int ROWS = 150_000;
  private static final int KILLS = 4;

  @TempDir private Path home;

  @Test
  void noRowIsLostOrDoubledWhereTheProcessIsKilled() throws Exception {
    String url = TestDatabase.POSTGRESQL.fresh();
    new RecordedServer(home, "").close();
    fill();
    for (int kill = 1; kill <= KILLS; kill++) {
      int rows = ROWS * kill / (KILLS + 1);
      Process process = start(url);
      try (Connection looking = DriverManager.getConnection(url)) {
        Await.until("so many rows", () -> copied(looking) >= rows || !process.isAlive());
        assertThat(process.isAlive()).as("kill " + kill + " came too late").isTrue();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
    Typed typed = Typed.run("database", "copy", "--to", url, "--home", home.toString());
    assertThat(typed.is(0).err()).contains("Continuing the interrupted copy");
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(Sql.number(connection, "select count(*) from event_subjects where block = 77"))
          .isEqualTo(ROWS);
    }
  }

  private Process start(String url) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), "dev.carillon.server.Main"));
    command.addAll(List.of("database", "copy", "--to", url, "--home", home.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(home.resolve("output.txt").toFile())
        .start();
  }

  private void fill() throws SQLException {
    Databases.execute(
        "jdbc:sqlite:" + home.resolve("data/carillon.db"),
        "insert into event_subjects with recursive n (i) as ("
            + "select 1 union all select i + 1 from n where i < "
            + ROWS
            + ") select 77, 'subject ' || (i % 1000), i from n");
  }

  private static long copied(Connection connection) {
    try {
      boolean there =
          Sql.any(connection, "select 1 where to_regclass('database_copy_tables') is not null");
      return there
          ? Sql.number(
              connection, "select copied from database_copy_tables where name = 'event_subjects'")
          : 0;
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
