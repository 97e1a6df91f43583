package dev.carillon.server.operations.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.RecordedServer;
import dev.carillon.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A home's commands know its database, and its server refuses another one. */
class OneDatabaseTest {

  @TempDir private Path folder;

  @Test
  void whatTheServerWasToldCountsForEveryCommandWhileItRunsAndAfterwards() throws Exception {
    String home = folder.resolve("home").toString();
    String database = TestDatabase.POSTGRESQL.fresh() + "&password=not-to-be-kept";
    String shown = database.replace("&password=not-to-be-kept", "");
    try (RecordedServer server = new RecordedServer(folder.resolve("home"), database)) {
      server.asset("/Zone/a.txt");
      JsonNode run = run();
      assertThat(run.path("database").asText()).isEqualTo(shown);
      assertThat(run.path("address").asText()).isEqualTo(server.server().url());
      assertThat(run.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
      assertThat(run.path("version").asText()).isNotEmpty();
      assertThat(run.path("startedAt").asText()).startsWith("20");
      assertThat(run.path("stoppedAt").asText()).isEmpty();
      assertThat(Typed.run("doctor", "--home", home).is(0).out())
          .contains(shown, "responds at http://127.0.0.1:");
      refusedBackup(home, shown);
    }
    assertThat(run().path("stoppedAt").asText()).startsWith("20");
    // what an SQLite server once left, with nothing in it
    Files.createDirectories(folder.resolve("home/data"));
    Files.write(folder.resolve("home/data/carillon.db"), new byte[0]);
    refusedBackup(home, shown);
    assertThat(Typed.run("doctor", "--home", home).is(0).out())
        .contains(shown, "it was stopped at 20");
    assertThat(Typed.run("index", "rebuild", "--home", home).is(0).out()).contains("1 assets");
    assertThat(Typed.run("rescue", "--home", home).is(0).out()).contains("not lost 1");
    assertThat(Typed.run("audit", "verify", "--offline", "--home", home).is(0).out())
        .startsWith("Intact: ");
    assertThat(Typed.run("secrets", "reset", "--home", home).is(0).out())
        .contains("Nothing was reset");
    assertThat(folder.resolve("home/data/carillon.db")).isEmptyFile();
    // an embedded database that is meant can still be named
    assertThat(Typed.run("index", "rebuild", "--home", home, "--database", "").is(0).out())
        .contains("0 assets");
  }

  private void refusedBackup(String home, String database) {
    String target = folder.resolve("backup").toString();
    assertThat(Typed.run("backup", target, "--home", home).is(2).err())
        .contains("PostgreSQL (" + database + ")", "pg_dump", "--files-only");
    assertThat(folder.resolve("backup")).doesNotExist();
  }

  @Test
  void whatNodePropertiesNamesBesideWhatRanLastMustBeSaid() throws Exception {
    Path home = folder.resolve("home");
    new RecordedServer(home, "").close();
    Files.writeString(
        home.resolve("config/node.properties"),
        "\ndatabase=jdbc:postgresql://127.0.0.1:1/next\n",
        StandardOpenOption.APPEND);
    String target = folder.resolve("backup").toString();
    assertThat(Typed.run("backup", target, "--home", home.toString()).is(2).err())
        .contains("jdbc:postgresql://127.0.0.1:1/next", "the embedded database", "--database ''");
    Typed.run("backup", target, "--home", home.toString(), "--database", "").is(0);
  }

  @Test
  void aServerOnPostgresqlRefusesAHomeWithAnotherDatabaseFullOfData() throws Exception {
    Path home = folder.resolve("home");
    new RecordedServer(home, "").close();
    String database = TestDatabase.POSTGRESQL.fresh();
    assertThatThrownBy(() -> start(home, database))
        .hasMessageContaining(home.resolve("data/carillon.db").toString())
        .hasMessageContaining("webhooks: 1, users: 1")
        .hasMessageContaining(database)
        .hasMessageContaining("mv ");
    assertThat(Typed.run("doctor", "--home", home.toString(), "--database", database).out())
        .contains("one database", "problem");
    Files.move(home.resolve("data/carillon.db"), home.resolve("data/carillon.db.old"));
    start(home, database).close();
  }

  @Test
  void aServerThatForgotItsPostgresqlDoesNotStartWithNothing() throws Exception {
    Path home = folder.resolve("home");
    String database = TestDatabase.POSTGRESQL.fresh();
    start(home, database).close();
    assertThatThrownBy(() -> start(home, ""))
        .hasMessageContaining(database)
        .hasMessageContaining("delete " + home.resolve("run.json"));
    assertThat(home.resolve("data/carillon.db")).doesNotExist();
    Files.delete(home.resolve("run.json"));
    start(home, "").close();
  }

  @Test
  void aDatabaseThatIsAwayIsToldInASentenceWithoutItsPassword() throws Exception {
    Path home = folder.resolve("home");
    new RecordedServer(home, "").close();
    String away = "jdbc:postgresql://127.0.0.1:1/away?user=u&password=hidden";
    Typed ended =
        Typed.run("audit", "verify", "--offline", "--home", home.toString(), "--database", away);
    assertThat(ended.is(1).err())
        .contains("carillon: the database jdbc:postgresql://127.0.0.1:1/away?user=u cannot be used")
        .doesNotContain("hidden", "\tat ");
  }

  @Test
  void aFolderThatIsNoHomeStaysAsItIs() throws Exception {
    Path none = folder.resolve("none");
    for (String[] typed :
        new String[][] {
          {"index", "rebuild"},
          {"rescue"},
          {"audit", "verify", "--offline"},
          {"secrets", "reset", "--yes"},
          {"secrets", "encrypt"},
          {"doctor"},
          {"backup", folder.resolve("backup").toString()},
        }) {
      String[] words = java.util.Arrays.copyOf(typed, typed.length + 2);
      words[typed.length] = "--home";
      words[typed.length + 1] = none.toString();
      Typed ended = Typed.run(words);
      assertThat(ended.code()).as(String.join(" ", words)).isEqualTo(4);
      assertThat(ended.err()).contains(none + " is not the home of a server that has been started");
      assertThat(none).doesNotExist();
    }
    Path home = folder.resolve("home");
    new RecordedServer(home, "").close();
    DurableCopy.remove(home.resolve("data"));
    assertThat(Typed.run("index", "rebuild", "--home", home.toString()).is(1).err())
        .contains("there is no database " + home.resolve("data/carillon.db"));
    assertThat(home.resolve("data")).doesNotExist();
  }

  private static Server start(Path home, String database) throws IOException {
    Map<String, String> options =
        database.isEmpty()
            ? Map.of("home", home.toString(), "port", "0")
            : Map.of("home", home.toString(), "port", "0", "database", database);
    return Server.start(ServerConfig.read(options, Map.of()));
  }

  private JsonNode run() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("home/run.json").toFile());
  }
}
