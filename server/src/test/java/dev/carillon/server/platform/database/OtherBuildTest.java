package dev.carillon.server.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.server.operations.home.Typed;
import dev.carillon.server.platform.digest.Digests;
import dev.carillon.server.testing.OnEachDatabase;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database whose tables another build has made. */
class OtherBuildTest {

  private static final String SCRIPTS =
      "select checksum from schema_history where version = '1' and success = ";

  /** As if the first script had other words. */
  private static final String ANOTHER =
      "update schema_history set checksum = 7 where version = '1'";

  @TempDir private Path home;

  @OnEachDatabase
  void itIsRefusedInWordsAndStaysAsItIs(TestDatabase database) throws Exception {
    String url = database.fresh();
    new TestServer(home, url).close();
    String jdbc = jdbc(url);
    sql(jdbc, ANOTHER);

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

  @OnEachDatabase
  void commandsThatReadItSaySoInASentence(TestDatabase database) throws Exception {
    String url = database.fresh();
    new TestServer(home, url).close();
    sql(jdbc(url), ANOTHER);

    assertThat(run("doctor").is(1).out())
        .containsPattern("database +problem +the tables of .* were made by another build")
        .contains("Start that build again");
    assertThat(run("delivery", "0000000000000000000000").is(1).err())
        .contains("made by another build of Carillon", "carillon delivery of that build");
    Path backup = home.resolve("backup");
    if (url.isEmpty()) {
      assertThat(run("backup", backup.toString()).is(5).err())
          .contains("no backup was made: the tables of the database", "by another build");
      assertThat(backup).doesNotExist();
    } else {
      run("backup", backup.toString(), "--files-only").is(0);
      Path other = home.resolve("restored");
      for (String webhooks : List.of("disabled", "as-they-were")) {
        assertThat(restored(backup, url, other, webhooks).is(5).err())
            .as(webhooks)
            .contains("nothing was restored: the tables of the database", "by another build");
        assertThat(other.resolve("files")).doesNotExist();
      }
    }
  }

  @Test
  void aBackupThatAnotherBuildMadeIsNotRestored() throws Exception {
    new TestServer(home, "").close();
    Path backup = home.resolve("backup");
    run("backup", backup.toString()).is(0);
    Path copied = backup.resolve("data/carillon.db");
    sql("jdbc:sqlite:" + copied, ANOTHER);
    // as it would be if that build had made it
    ObjectMapper mapper = new ObjectMapper();
    Path file = backup.resolve("manifest.json");
    ObjectNode manifest = (ObjectNode) mapper.readTree(file.toFile());
    manifest.remove(List.of("checksums", "checksummed"));
    manifest.put("databaseSha256", Digests.sha256(copied));
    mapper.writeValue(file.toFile(), manifest);
    Files.delete(backup.resolve("checksums.txt"));

    Path other = home.resolve("restored");
    String[] restore = {"restore", backup.toString(), "--unchecked", "--home", other.toString()};
    assertThat(Typed.run(restore).is(5).err())
        .contains("nothing was restored: the tables of the database " + copied)
        .contains("made by another build of Carillon", "carillon restore of that build");
    assertThat(other.resolve("data")).doesNotExist();
  }

  private Typed run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--home", home.toString()));
    return Typed.run(all.toArray(String[]::new));
  }

  private String jdbc(String url) {
    return url.isEmpty() ? "jdbc:sqlite:" + home.resolve("data/carillon.db") : url;
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

  private static Typed restored(Path backup, String url, Path home, String webhooks) {
    return Typed.run(
        "restore",
        backup.toString(),
        "--database",
        url,
        "--home",
        home.toString(),
        "--webhooks",
        webhooks);
  }
}
