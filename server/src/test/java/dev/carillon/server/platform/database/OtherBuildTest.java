package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.operations.home.Typed;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

/** A database whose tables another build has made. */
class OtherBuildTest {

  private static final String SCRIPTS =
      "select checksum from schema_history where version = '1' and success = ";

  @TempDir private Path home;

  @OnEachDatabase
  void itIsRefusedInWordsAndStaysAsItIs(TestDatabase database) throws Exception {
    String url = database.fresh();
    new TestServer(home, url).close();
    String jdbc = url.isEmpty() ? "jdbc:sqlite:" + home.resolve("data/carillon.db") : url;
    // as if the first script had other words
    sql(jdbc, "update schema_history set checksum = 7 where version = '1'");

    assertThatThrownBy(() -> new TestServer(home, url))
        .isInstanceOfSatisfying(
            HooksException.class,
            refused -> assertThat(refused.code()).isEqualTo(HooksException.Code.STORE_UNUSABLE))
        .hasMessageContaining("made by another build of Carillon")
        .hasMessageContaining("start this one with a new home or an empty database");

    assertThat(Typed.run("index", "rebuild", "--home", home.toString()).is(1).err())
        .contains("made by another build of Carillon");
    assertThat(number(jdbc, SCRIPTS + (url.isEmpty() ? "1" : "true"))).isEqualTo(7);
  }

  private static void sql(String url, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  private static int number(String url, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getInt(1);
    }
  }
}
